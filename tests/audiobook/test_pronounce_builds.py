"""A changed lexicon in a real build: only what has its words is spoken again."""

from conftest import Project


def test_a_changed_entry_makes_only_the_chunks_with_its_word_again(books: Project) -> None:
    sentences = [f"Paragraph {n} of the tale is short." for n in range(20)]
    sentences[3] += " Hermione came."
    sentences[11] += " It was Hermione’s."
    books.input("tale.md", "# One\n\n" + "\n\n".join(sentences))
    books.config("audiobook: {synthesize: {engine: silent}}")
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-MY-oh-nee\n")
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-my-oh-nee\n")  # sounds the same
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-my-oh-knee\nDobby: dobby\n")
    books.doit()
    assert books.results("parts - reused", phase="synthesize") == [(21,), (2,), (2,)]
    assert len(books.results("item", phase="pronounce")) == 4
    assert len(books.results("item", phase="chunk")) == 1


def test_a_broken_lexicon_ends_the_run_before_it_begins(books: Project) -> None:
    books.input("tale.md", "# One\n\nHello.")
    books.input("lexicon.yaml", "terms: [{tern: x}]")
    assert "lexicon.yaml:1" in books.doit(code=3)
    assert not list((books.folder / "build").glob("audiobook/*/*"))
