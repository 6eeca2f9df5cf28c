"""New words for the lexicon: counted with all their spellings, as entries to paste."""

import string

import yaml
from hypothesis import given
from hypothesis import strategies as st
from lecture_archive import track

from phases.subtitles import spellings
from phases.subtitles.names import Word, names
from phases.subtitles.spellings import Form
from phases.tools import lexicon


def test_new_words_are_counted_with_all_their_spellings():
    files = [
        ("a.srt", [Word("Yashoda", 3, 1, 3, False), Word("Kṛṣṇa", 9, 1, 9, True)]),
        ("b.srt", [Word("Yasoda", 2, 1, 2, False), Word("Krsna", 9, 1, 9, False)]),
        ("c.srt", [Word("Yashodas", 7, 1, 7, False), Word("vyakarana", 6, 1, 0, False)]),
        ("d.srt", [Word("Kabir", 4, 1, 4, False)]),
    ]
    all_forms = spellings.forms(files)
    new = spellings.new_words(all_forms, spellings.spelt_two_ways(all_forms), 5)
    assert [[form.text for form in forms] for forms in new] == [["vyakarana"], ["Yashoda", "Yasoda"]]


def test_entries_are_yaml_and_name_what_is_not_sure_in_a_comment():
    one, two, three = Form("feuerbach", 5, capitals=4), Form("feuerbakh", 2), Form("Feuerpach", 1)
    made = spellings.entry(one, [two, three])
    assert made == "- {term: Feuerbach, category: name} # also feuerbakh, Feuerpach?"
    made = spellings.entry(Form("yasoda", 5), [Form("Yashoda", 2), Form("Mind", 1)])
    assert made == "- {term: yasoda, variants: [Yashoda], category: term}"
    assert yaml.safe_load(spellings.entry(Form("yes", 5), [Form("null"), Form("Yess")])) == [
        {"term": "yes", "variants": ["Yess"], "category": "term"}
    ]


letters = st.sampled_from(string.ascii_letters + "śṣṇāīäß" + "шк")
unknown = st.text(letters, min_size=4, max_size=8).map(lexicon.fold)


@given(st.lists(unknown, min_size=1, max_size=40, unique=True))
def test_what_is_pasted_is_a_lexicon_that_the_lint_accepts(tmp_path_factory, words):
    counted = [Word(w, 5, 1, n % 6, False) for n, w in enumerate(words)]
    unknown_words = {word.text for word in names(track(*words).cues, (), "en")}
    chosen = [word for word in counted if word.text in unknown_words]
    all_forms = spellings.forms([("f.srt", chosen)])
    new = spellings.new_words(all_forms, spellings.spelt_two_ways(all_forms), 1)
    path = tmp_path_factory.getbasetemp() / "lexicon.yaml"
    lines = [spellings.entry(forms[0], forms[1:]) for forms in new]
    path.write_text("terms:\n" + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    entries = lexicon.load(path)
    assert len(entries) == len(new)
    assert lexicon.lint(entries, path) == []
