"""Finding the entries of a lexicon in a text."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lexicon_making import read, write

from phases.tools import lexicon
from phases.tools.lexicon import Entry, Index, combined, lint, load
from phases.tools.lexicon.index import BETWEEN, WORD, fold


def found(text: str, *entries: Entry) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.entry.term) for m in Index(entries).find(text)]


KRISHNA = Entry("Kṛṣṇa", ("krishna",))
GITA = Entry("Gītā", ("gita",))
BOOK = Entry("Bhagavad Gītā", ("bhagavad gita", "bhagwat gita"))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Krishna came", [("Krishna", "Kṛṣṇa")]),
        ("KRISHNA’S, krishna-like", [("KRISHNA", "Kṛṣṇa"), ("krishna", "Kṛṣṇa")]),
        ("the Bhagavad Gita and the Gita", [("Bhagavad Gita", "Bhagavad Gītā"), ("Gita", "Gītā")]),
        ("bhagavad\ngita", [("bhagavad\ngita", "Bhagavad Gītā")]),
        ("bhagavad-gita", [("bhagavad-gita", "Bhagavad Gītā")]),
        ("bhagavad, gita", [("gita", "Gītā")]),
        ("gitas", [("gita", "Gītā")]),
        ("bhagwat gitas", [("bhagwat gita", "Bhagavad Gītā")]),
        ("krishnaism rekrishna krishna2 _krishna", []),
        ("kr\u0323s\u0323n\u0323a", [("kr\u0323s\u0323n\u0323a", "Kṛṣṇa")]),
        ("Kṛṣṇa", [("Kṛṣṇa", "Kṛṣṇa")]),
        ("", []),
    ],
)
def test_matches(text, places):
    assert found(text, KRISHNA, GITA, BOOK) == places


def test_spellings_in_their_own_case_only():
    us = Entry("United States", ("US",), case="exact")
    assert found("US and us", us) == [("US", "United States")]


def test_signs_that_are_no_letters_belong_to_words():
    assert found("कृष्ण और", Entry("Kṛṣṇa", ("कृष्ण",))) == [("कृष्ण", "Kṛṣṇa")]
    assert found("Qur'an, qur an, Quran", Entry("Qurʼān", ("qur'an",))) == [
        ("Qur'an", "Qurʼān"),
        ("qur an", "Qurʼān"),
    ]
    assert found("J. Krishnamurti or J Krishnamurti", Entry("JK", ("J. Krishnamurti",))) == [
        ("J. Krishnamurti", "JK"),
        ("J Krishnamurti", "JK"),
    ]


@pytest.mark.parametrize("case", ["any", "exact"])
def test_marks_at_the_ends_of_a_spelling_belong_to_it(case):
    entries = [Entry(term, case=case) for term in ("C++", "C#", "St.", ".NET", "U.S.")]
    text = "C, C++ and C#; the net and .NET; St. Ives, St, us and U.S."
    places = ["C++", "C#", ".NET", "St.", "U.S."]
    assert found(text, *entries) == [(place, place) for place in places]


def test_a_plural_that_is_a_word_is_no_plural():
    assert found("cats and cat", Entry("Katt", ("cat",), allow=True)) == [("cat", "Katt")]


def test_later_entries_win():
    assert found("krishna", KRISHNA, Entry("Krishna Dass", ("krishna",))) == [("krishna", "Krishna Dass")]


def test_a_term_for_all_languages_and_one_for_this(tmp_path):
    path = write(
        tmp_path, "terms:\n  - {term: Paris, say: pa-ree, language: fr}\n  - {term: Paris, say: parris}\n"
    )
    assert lint(load(path), path) == []
    for language, say in (("fr", "pa-ree"), ("en", "parris")):
        [match] = Index(combined([path], language), language).find("Paris")
        assert match.entry.say == say


@given(text=st.text(alphabet="krishna gita bhagavad'-\nṛṣṇ\u0323.s", max_size=60))
@settings(max_examples=150, deadline=None)
def test_matches_stand_in_order_and_apart(text):
    matches = list(Index([KRISHNA, GITA, BOOK]).find(text))
    assert all(a.end <= b.start for a, b in pairwise(matches))
    assert all(0 <= m.start < m.end <= len(text) for m in matches)
    known = set(lexicon.words(text))
    among = {entry.term for entry, _ in Index([KRISHNA, GITA, BOOK]).among(known, known)}
    assert {m.entry.term for m in matches} <= among


def one_by_one(text: str, *entries: Entry) -> list[tuple[int, int, str]]:
    """Start, end and term of each match, by a look at every word."""
    found = list(WORD.finditer(text))
    folded = [fold(match[0]) for match in found]
    spellings = [(lexicon.words(s), s, e) for e in reversed(entries) for s in (e.term, *e.variants)]
    spellings.sort(key=lambda one: -len(one[0]))
    matches, at = [], 0
    while at < len(found):
        for words, spelling, entry in spellings:
            last, end = at + len(words), found[min(at + len(words), len(found)) - 1].end()
            between = [text[a.end() : b.start()] for a, b in pairwise(found[at:last])]
            joined = all(BETWEEN.fullmatch(gap) for gap in between)
            same = text[found[at].start() : end] == spelling or entry.case == "any"
            several = [*words[:-1], f"{words[-1]}s"]
            plural = entry.case == "any" and folded[at:last] == several
            if same and joined and (folded[at:last] == words or plural):
                matches.append((found[at].start(), end - plural, entry.term))
                at = last - 1
                break
        at += 1
    return matches


PIECES = st.sampled_from(
    ["krishna", "KṚṢṆA", "kr\u0323s\u0323n\u0323a", "Krishnas", "gita", "gitas", "Gītās", "Bhagavad",
     "bhagwat", "OM", "om", "tat", " ", " ", "-", "'s", "\n", ". ", "“", "\u00a0", "\x1c", "_", "ß", "अ",
     "\ud800"]
)  # fmt: skip


@given(text=st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
def test_matches_are_those_of_a_look_at_every_word(text):
    entries = (KRISHNA, GITA, BOOK, Entry("OM TAT", case="exact"), Entry("Om", case="exact"))
    assert [(m.start, m.end, m.entry.term) for m in Index(entries).find(text)] == one_by_one(text, *entries)


@pytest.mark.parametrize("language", ["en", "de"])
def test_where_spellings_may_begin(language):
    index = Index([KRISHNA, GITA, BOOK], language)
    known = {"krishna", "krishnas", "bhagavad", "gitas", "s", "the", "minds", ""}
    assert index.begins(known) == {word for word in known if index.may_stand_among([word])}
    assert ("krishnas" in index.begins(known)) == (language == "en")


@given(
    texts=st.lists(
        st.lists(st.sampled_from(["The", "mind", "Krishna", "gitas", "śloka", "108"])).map(" ".join)
    )
)
def test_every_text_in_which_a_spelling_may_begin_is_uncommon(texts):
    mind = Entry("Mind", ("mind",), allow=True)
    for index in (Index([KRISHNA, GITA, mind]), Index([])):
        found = dict(lexicon.uncommon(texts, index.ordinary))
        assert found == {at: lexicon.words(texts[at]) for at in found}
        for at, text in enumerate(texts):
            own = set(lexicon.words(text))
            assert (at in found) == (not own <= lexicon.english() or bool(index.begins(own)))


@given(text=st.text(max_size=80) | st.text(alphabet="Kr\u0323ṣṇa's_1-\n\r\x1c\0 \xa0\ud800", max_size=30))
@settings(max_examples=300, deadline=None)
def test_words_are_those_of_the_pattern_folded(text):
    assert lexicon.words(text) == list(map(lexicon.fold, lexicon.index.WORD.findall(text)))


def test_ten_thousand_terms(tmp_path):
    """How long it takes is measured elsewhere; here they are all found."""
    pick = random.Random(3)
    names = ["".join(pick.choices("kgtdpbmnrlsv", k=4)) + f"{'aeiou'[n % 5]}x" for n in range(40_000)]
    names = [name for name in dict.fromkeys(names) if name not in lexicon.english()][:20_000]
    lines = [
        f"  - term: {a.title()}q\n    variants: [{a}, {b}]\n"
        for a, b in zip(names[::2], names[1::2], strict=True)
    ]
    entries = read(tmp_path, "terms:\n" + "".join(lines))
    assert len(entries) == 10_000 and not lint(entries, tmp_path)
    index = Index(entries)
    assert [m.entry.term for m in index.find(" ".join(names[1::2]))] == [entry.term for entry in entries]
