"""Terms: which entries of the lexicon reach a file, in which form, and what they keep from being remade."""

import pytest
from lecture_archive import corrected, large_lexicon, track

from phases.graph.errors import InputError
from phases.subtitles import cues, kept, terms, vocabulary
from phases.subtitles.reading import unfamiliar
from phases.subtitles.vocabulary import Near
from phases.tools import lexicon

LEXICON = """
terms:
  - {term: Kṛṣṇa, popular: Krishna, variants: [krsna], category: name, say: KRISH-nuh}
  - {term: Bhagavad Gītā, variants: [bhagwat gita], category: title}
  - {term: Gītā, popular: Gita, category: title}
  - {term: Śrī Kṛṣṇa, variants: [shree krishna]}
  - {term: Wörter, variants: [woerter], language: de}
"""


def write(folder, text, name="lexicon.yaml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(folder, source, *lexicons, **how):
    """The vocabulary of `source`."""
    cues.write(folder / "cues.json", source)
    metrics = terms.run(folder / "cues.json", folder / "terms.json", terms.Settings(**how), lexicons)
    made = vocabulary.read(folder / "terms.json")
    assert metrics == {"terms": len(made.entries)}
    kept.forget()
    assert vocabulary.read(folder / "terms.json") == made  # as kept, so written
    return made


def names(made):
    return [entry.term for entry in made.entries]


def test_only_the_entries_of_which_a_spelling_stands_there(tmp_path):
    path = write(tmp_path, LEXICON)
    made = found(tmp_path, track("krsna came", "nobody", "and the Gita"), path)
    assert names(made) == ["Kṛṣṇa", "Gītā"]
    assert made.places == (1, 3)
    assert made.language == "en"
    assert names(found(tmp_path, track("nothing here"), path)) == []
    assert names(found(tmp_path, track("krsna"))) == []


@pytest.mark.parametrize(
    "figure", ["12345", "1.234.567", "1'234'5", "1\u00a0234\u202f567", "१२३४५", "1,234,56"]
)
def test_long_figures_are_counted_in_whatever_text_they_stand(tmp_path, figure):
    source = track(
        "krsna", f"there were {figure} of them", "in 1935, on page 1234", f"{figure} and {figure}"
    )
    made = found(tmp_path, source, write(tmp_path, LEXICON))
    counts = unfamiliar([cue.text for cue in source.cues], made.entries, "en")
    assert dict(made.unfamiliar) == {1: 1, 2: 1, 4: 2} == {at + 1: count for at, count in counts.items()}


def test_a_phrase_counts_where_one_cue_has_its_words(tmp_path):
    path = write(tmp_path, LEXICON)
    assert names(found(tmp_path, track("bhagwat\ngita"), path)) == ["Bhagavad Gītā", "Gītā"]
    assert names(found(tmp_path, track("bhagwat", "gita"), path)) == ["Gītā"]


def test_what_a_term_brings_along_counts_too(tmp_path):
    """ "shree krsna" becomes "shree Krishna" first, and that is a spelling again."""
    path = write(tmp_path, LEXICON)
    assert names(found(tmp_path, track("shree krsna"), path, spelling="popular")) == [
        "Krishna",
        "Śrī Kṛṣṇa",
    ]
    how = {"spelling": "popular"}
    once = corrected(tmp_path, track("shree krsna"), [path], how)
    assert once.texts == ["Śrī Kṛṣṇa"]
    assert corrected(tmp_path, track(*once.texts), [path], how).edits == ()


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("  - {term: Nobody, variants: [nobodi]}\n", True),
        ("  - {term: Rādhā, popular: Radha, variants: [raadha]}\n", True),
        ("  - {term: Arjuna, variants: [arjun]}\n", False),
    ],
)
def test_another_entry_changes_the_files_that_hold_it_and_no_other(tmp_path, line, same):
    source = track("krsna said to arjun", "so be it")
    path = write(tmp_path, LEXICON)
    found(tmp_path, source, path)
    before = (tmp_path / "terms.json").read_bytes()
    found(
        tmp_path,
        source,
        write(tmp_path, LEXICON.replace("terms:\n", f"terms:\n{line}"), "new/lexicon.yaml"),
    )
    assert ((tmp_path / "terms.json").read_bytes() == before) == same


def test_what_is_for_the_voice_changes_no_subtitle(tmp_path):
    source = track("krsna")
    found(tmp_path, source, write(tmp_path, LEXICON))
    before = (tmp_path / "terms.json").read_bytes()
    found(tmp_path, source, write(tmp_path, LEXICON.replace("KRISH-nuh", "KREESH-na"), "new/lexicon.yaml"))
    assert (tmp_path / "terms.json").read_bytes() == before


def test_a_nearer_lexicon_wins(tmp_path):
    outer = write(tmp_path, LEXICON)
    inner = write(tmp_path, "terms:\n  - {term: Krishna Dass, variants: [krsna]}\n", "talks/lexicon.yaml")
    assert corrected(tmp_path, track("krsna and krishna"), [outer, inner]).texts == [
        "Krishna Dass and Kṛṣṇa"
    ]


def test_a_name_that_is_a_word_of_its_term_is_put_in_once(tmp_path):
    path = write(tmp_path, "terms:\n  - {term: Bhagwat Geeta, variants: [geeta]}\n")
    assert corrected(tmp_path, track("both geetas"), [path]).texts == ["both Bhagwat Geetas"]


def test_a_nearer_lexicon_may_turn_a_spelling_round(tmp_path):
    outer = write(tmp_path, LEXICON)
    inner = write(tmp_path, "terms:\n  - {term: Krishna, variants: [Kṛṣṇa, krsna]}\n", "talks/lexicon.yaml")
    assert corrected(tmp_path, track("Kṛṣṇa and krsna"), [outer, inner]).texts == ["Krishna and Krishna"]


def test_a_term_for_all_languages_and_for_one_has_the_variants_of_both(tmp_path):
    path = write(tmp_path, LEXICON + "  - {term: Kṛṣṇa, variants: [krischna], language: de}\n")
    made = corrected(tmp_path, track("krischna und krsna", language="de"), [path])
    assert made.texts == ["Kṛṣṇa und Kṛṣṇa"]


def test_entries_for_another_language_are_left_out(tmp_path):
    path = write(tmp_path, LEXICON)
    assert names(found(tmp_path, track("woerter"), path)) == []
    assert names(found(tmp_path, track("woerter", language="de-AT"), path)) == ["Wörter"]
    assert names(found(tmp_path, track("woerter"), path, language="de")) == ["Wörter"]


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["The mind is like the wind, and hard to hold."], "en"),
        (["And then Krishna said to Arjuna on the field"], "en"),
        (["Der Geist ist wie der Wind, er ist schwer zu halten."], ""),
        (["L’esprit est comme le vent, difficile à retenir."], ""),
        (["Bonjour à tous ! Il y a une question", "qui est difficile , n'est-ce pas ?"], "fr"),
        (["Et hi omnes lingua et legibus inter se differunt, qui ipsorum lingua Galli dicuntur."], ""),
        (["Il gatto è sul tavolo, e il professore ha detto che il corso comincia alle otto."], ""),
        (["La mente es como el viento y no se deja tomar."], ""),
        ([""], "en"),
    ],
)
def test_the_language_of_a_file_that_does_not_say_it(tmp_path, texts, language):
    assert found(tmp_path, track(*texts, language="")).language == language


def test_the_index_has_each_lexicon_once_for_all_files(tmp_path):
    path = large_lexicon(tmp_path / "lexicon.yaml", 300)
    terms._index.cache_clear()
    for _ in range(3):
        found(tmp_path, track("krsna"), path)
    assert terms._index.cache_info().misses == 1
    path.write_text(LEXICON + "  - {term: Arjuna, variants: [arjun]}\n", encoding="utf-8")
    assert names(found(tmp_path, track("arjun"), path)) == ["Arjuna"]


def test_refuse_says_why(tmp_path):
    assert terms.refuse(write(tmp_path, LEXICON)) == []
    bad = write(
        tmp_path,
        "terms:\n  - {term: Rāma, variants: [ram]}\n  - {term: Tārā, variants: [star]}\n",
        "b.yaml",
    )
    assert len(terms.refuse(bad)) == 2
    broken = write(tmp_path, "terms: ]", "c.yaml")
    [reason] = terms.refuse(broken)
    assert reason.startswith(f"{broken.as_posix()}:1: ")


def test_tags_and_addresses_have_no_words_that_may_be_wrong(tmp_path):
    pytest.importorskip("spylls")
    text = "<v Qwertzu>{\\fnQwertzu}see www.qwertzu.org, &qwertzu; @qwertzu and qwertzu"
    [one] = corrected(tmp_path, track(text), [], {"suggest": ("spelling",)}).review
    assert one.after == text[: -len("qwertzu")] + "[qwertzu?]"
    assert not corrected(tmp_path, track(text[:-7]), [], {"suggest": ("spelling",)}).review


def test_near_words_are_suggested_and_never_written(tmp_path):
    pytest.importorskip("rapidfuzz")
    path = write(tmp_path, "terms:\n  - {term: Vivekananda}\n  - {term: Yajnavalkya}\n")
    text = "Vivekanada met Yajnavalkyas, and Yajnavalkja and the vivacious"
    made = found(tmp_path, track(text), path, suggest=("fuzzy",))
    assert made.near == (
        Near("fuzzy", "Vivekanada", "Vivekananda"),
        Near("fuzzy", "Yajnavalkja", "Yajnavalkya"),
    )
    result = corrected(tmp_path, track(text), [path], {"suggest": ("fuzzy",)}, apply="review")
    assert result.texts == [text]
    assert [one.after for one in result.review] == [
        text.replace("Vivekanada", "Vivekananda"),
        text.replace("Yajnavalkja", "Yajnavalkya"),
    ]
    inside = "Qwertz Vivekanadas, Vivekanada"
    [_, one] = corrected(tmp_path, track(inside), [path], {"suggest": ("fuzzy",)}).review
    assert one.after == "Qwertz Vivekanadas, Vivekananda"
    assert {one.rule for one in result.review} == {"fuzzy"}
    off = corrected(tmp_path, track(text), [path], {"suggest": ("fuzzy",)}, off=("fuzzy",))
    assert off.review == ()


def test_words_that_no_dictionary_has_are_marked(tmp_path):
    pytest.importorskip("spylls")
    text = "The qwertzu of the Upanishads"
    result = corrected(tmp_path, track(text), [], {"suggest": ("spelling",)})
    assert [one.after for one in result.review] == ["The [qwertzu?] of the Upanishads"]
    assert (
        corrected(tmp_path, track("the qwertzu", language="fr"), [], {"suggest": ("spelling",)}).review
        == ()
    )


def test_doctor_asks_for_what_the_settings_need():
    assert terms.checks(terms.Settings()) == []
    asked = terms.checks(terms.Settings(suggest=("fuzzy", "spelling"), variants="auto"))
    assert [one.name for one in asked] == ["rapidfuzz", "spylls", "indic_transliteration"]
    assert all("pip install" in one.hint for one in asked)
    assert terms.identity(terms.Settings()) != terms.identity(terms.Settings(suggest=("fuzzy",)))


def test_a_broken_lexicon_fails_the_phase_with_its_line(tmp_path):
    path = write(tmp_path, "terms:\n  - {trem: Rāma}\n")
    with pytest.raises(InputError, match=r"lexicon\.yaml:2: an entry has a `term`"):
        found(tmp_path, track("rama"), path)
    assert lexicon.load(write(tmp_path, "", "empty.yaml")) == ()
