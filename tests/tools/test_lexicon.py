# ruff: noqa: E501
"""A lexicon: read with lines, refused with reasons, found in a text."""

import random
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phases.graph.errors import InputError
from phases.tools import lexicon
from phases.tools.lexicon import Entry, Index, combined, lint, load
from phases.tools.lexicon.entries import MAX_LETTERS, MAX_MB

WHOLE = """\
terms:
  - term: Kṛṣṇa                  # how it is written
    variants: [krishna, krsna]
    popular: Krishna
    category: name
    say: KRISH-nuh
    ipa: ˈkrɪʂɳə
    case: any
    language: en
    allow: false
  - {term: No, case: exact}
  - term: Vasiṣṭha
    variants: auto
  - term: Upaniṣad
    variants: upanisad
Hermione: her-MY-oh-nee
1984: nineteen eighty-four
"""


def write(folder: Path, text: str, name: str = "lexicon.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> tuple[Entry, ...]:
    return load(write(folder, text))


# reading


def test_every_key_and_the_short_form(tmp_path):
    assert read(tmp_path, WHOLE) == (
        Entry("Kṛṣṇa", ("krishna", "krsna"), "name", "KRISH-nuh", "ˈkrɪʂɳə", "any", "en", "Krishna"),
        Entry("No", case="exact"),
        Entry("Vasiṣṭha", auto=True),
        Entry("Upaniṣad", ("upanisad",)),
        Entry("Hermione", say="her-MY-oh-nee"),
        Entry("1984", say="nineteen eighty-four"),
    )
    assert [entry.line for entry in read(tmp_path, WHOLE)] == [2, 11, 12, 14, 16, 17]


def test_words_with_a_meaning_in_yaml_are_words(tmp_path):
    text = "terms:\n  - {term: No, variants: [yes, null, 1.5, on, ~]}\noff: OFF\n"
    assert [e.term for e in read(tmp_path, text)] == ["No", "off"]
    assert read(tmp_path, text)[0].variants == ("yes", "", "1.5", "on", "")


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "terms:\n", "terms: []\n", "---\n...\n", "~\n"])
def test_an_empty_lexicon(tmp_path, text):
    assert read(tmp_path, text) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", ":1: a lexicon begins with `terms:`"),
        ("word\n", ":1: a lexicon begins with `terms:`"),
        ("terms:\n  a: b\n", ":2: `terms` is neither"),
        ("words:\n  - a\n", ":2: `words` is neither"),
        ("terms:\n  - a\n", ":2: an entry has a `term`"),
        ("terms:\n  - {say: a}\n", ":2: an entry has a `term`"),
        (
            "terms:\n  - {term: a}\n  - {term: a, variant: [b]}\n",
            ":3: unknown key `variant`, perhaps `variants`",
        ),
        ("terms:\n  - {term: a, variants: [[b]]}\n", ":2: too deep"),
        ("terms:\n  - {term: a, variants: {b: c}}\n", ":2: `variants` is a list"),
        ("terms:\n  - {term: a, say: [b]}\n", ":2: a value is no text"),
        ("terms:\n  - {term: a, case: low}\n", ":2: `case` is any or exact"),
        ("terms:\n  - {term: a, allow: 1}\n", ":2: `allow` is true or false"),
        ("terms:\n  - {term: a, term: b}\n", ":2: `term` stands there twice"),
        ("terms:\n  - {term: a, variants: [{b: [c]}]}\n", ":2: too deep"),
        ("terms:\n  - &a {term: a}\n  - *a\n", ":3: an alias"),
        ("terms:\n  - term: a\n   say: b\n", ":3: "),
        ("terms:\n  - term: 'a\n", ": "),
        ("terms:\n\t- term: a\n", ":2: "),
        ("? [a]\n: b\n", ":1: a key is no word"),
    ],
)
def test_what_is_no_lexicon_is_named_with_its_line(tmp_path, text, reason):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert reason in str(caught.value) and "lexicon.yaml" in str(caught.value)


def test_bytes_that_are_not_utf_8(tmp_path):
    path = tmp_path / "lexicon.yaml"
    path.write_bytes("terms:\n  - {term: Café}\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"lexicon\.yaml:2: not UTF-8"):
        load(path)
    path.write_bytes(b"\xef\xbb\xbfterms:\n  - {term: A}\n")
    assert load(path) == (Entry("A"),)


def test_a_lexicon_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "lexicon.yaml"
    with path.open("wb") as file:
        file.truncate(int(MAX_MB * 1e6) + 1)
    with pytest.raises(InputError, match="more than 16"):
        load(path)
    with pytest.raises(InputError, match="at most 200"):
        read(tmp_path, f"terms:\n  - {{term: {'a' * (MAX_LETTERS + 1)}}}\n")


@given(
    data=st.binary(max_size=200)
    | st.text(alphabet="terms: -[]{}&*!|>'\"\n#?,aé", max_size=120).map(str.encode)
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_lexicon_or_an_error_with_a_line(tmp_path, data):
    path = tmp_path / "lexicon.yaml"
    path.write_bytes(data)
    load.__globals__["_load"].cache_clear()
    try:
        entries = load(path)
    except InputError as error:
        assert "lexicon.yaml:" in str(error)
    else:
        lint(entries, path)


def test_a_lexicon_is_read_again_when_it_changed(tmp_path):
    assert read(tmp_path, "a: b\n") == (Entry("a", say="b"),)
    assert read(tmp_path, "a: bb\n") == (Entry("a", say="bb"),)
    path = tmp_path / "lexicon.yaml"
    assert load(path) is load(path)


def test_the_nearer_folder_wins(tmp_path):
    outer = write(tmp_path, "terms:\n  - {term: A, variants: [x, y]}\n  - {term: B, variants: [z]}\n")
    inner = write(
        tmp_path, "terms:\n  - {term: C, variants: [x]}\n  - {term: B, variants: [zz]}\n", "in/lexicon.yaml"
    )
    assert combined([outer, inner]) == (Entry("A", ("y",)), Entry("C", ("x",)), Entry("B", ("zz",)))
    assert combined([outer]) == load(outer)
    assert combined([]) == ()


def test_entries_of_a_language(tmp_path):
    path = write(
        tmp_path, "terms:\n  - {term: A, language: en}\n  - {term: B, language: de-AT}\n  - {term: C}\n"
    )
    assert [e.term for e in combined([path], "en-GB")] == ["C", "A"]
    assert [e.term for e in combined([path], "de")] == ["C", "B"]
    assert [e.term for e in combined([path])] == ["C", "A", "B"]


# linting


def reasons(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    return [reason.removeprefix(f"{path.as_posix()}:") for reason in lint(load(path), path)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (["{term: Rāma, variants: [rama, ram]}"], ["2: 'ram' (for Rāma) is an ordinary English word"]),
        (["{term: Tārā, variants: [Star]}"], ["2: 'Star' (for Tārā) is an ordinary English word"]),
        (["{term: Vālī, variants: [monkey king]}"], ["2: 'monkey king' (for Vālī) is a gloss"]),
        (["{term: Lakṣmī, variants: [shri]}"], ["2: 'shri' (for Lakṣmī) is a title that many bear"]),
        (["{term: Second, variants: ['2', two]}"], ["2: '2' (for Second) is an", "2: 'two' (for Second) is an"]),
        (["{term: Ī, variants: [e]}"], ["2: 'e' (for Ī) is an ordinary English word"]),
        (["{term: Rām, popular: Ram}"], ["2: 'Ram' (for Rām) is an ordinary English word"]),
        (["{term: Do, variants: [don't]}"], ["2: \"don't\" (for Do) is a gloss"]),
        (["{term: A1, variants: [same]}", "{term: B1, variants: [same]}"],
         ["2: 'same' (for A1) is an", "3: 'same' (for B1) is an", "3: 'same' is a variant of B1 and of A1 (line 2)"]),
        (["{term: Kṛṣṇa, variants: [krsna]}", "{term: Viṣṇu, variants: [KRSNA]}"],
         ["3: 'KRSNA' is a variant of Viṣṇu and of Kṛṣṇa (line 2)"]),
        (["{term: bbb, variants: [aaa]}", "{term: ccc, variants: [bbb]}"],
         ["3: 'aaa' -> 'bbb' -> 'ccc' is a chain (line 2): a term is no variant"]),
        (["{term: bbb}", "{term: ccc, variants: [Bbb]}"], ["3: 'bbb' -> 'ccc' is a chain (line 2)"]),
        (["{term: xxx, variants: [yyy]}", "{term: yyy, variants: [xxx]}"],
         ["2: 'yyy' -> 'xxx' -> 'yyy' is a loop (line 3)", "3: 'xxx' -> 'yyy' -> 'xxx' is a loop (line 2)"]),
        (["{term: Dharma}", "{term: dharma}"],
         ["3: 'dharma' and 'Dharma' (line 2) differ only in case: a loop; keep one"]),
        (["{term: brahma, case: exact, variants: [Brahma]}"], ["2: 'Brahma' -> 'brahma' is a loop"]),
        (["{term: Śiva, variants: [\"S\\u0301iva\"]}"],
         ["2: Śiva: one spelling stands there in two Unicode forms (NFC and NFD); keep one"]),
        (["{term: Śiva}", "{term: \"S\\u0301iva\"}"], ["3: 'Śiva' stands in two Unicode forms"]),
        (["{term: Śiva}", "{term: Śiva}"], ["3: the term 'Śiva' stands twice (line 2)"]),
        (["{term: Śiva, variants: [Śiva]}"], ["2: 'Śiva' is its own variant"]),
        (["{term: ''}"], ["2: the term '' has no word"]),
        (["{term: '...', variants: ['', '-']}"],
         ["2: the term '...' has no word", "2: the variant '' of ... has no word", "2: the variant '-' of ... has"]),
    ],
)  # fmt: skip
def test_what_lint_refuses(tmp_path, entries, found):
    made = reasons(tmp_path, "terms:\n" + "".join(f"  - {entry}\n" for entry in entries))
    assert len(made) == len(found), made
    for reason, start in zip(made, found, strict=True):
        assert unicodedata.normalize("NFC", reason).startswith(start)


@pytest.mark.parametrize(
    "entry",
    [
        "{term: Rāma, variants: [rama, raama]}",
        "{term: Rāma, variants: [ram], allow: true}",
        "{term: Śrī, variants: [shri, sri], category: title}",
        "{term: Kṛṣṇa, popular: Krishna, variants: [krishna, KRISHNA]}",
        "{term: Stern, variants: [star], language: de}",
        "{term: Bhagavad Gītā, variants: [bug of gita]}",
        "{term: IAST, case: exact, variants: [iast]}",
    ],
)
def test_what_lint_lets_pass(tmp_path, entry):
    assert reasons(tmp_path, f"terms:\n  - {entry}\n") == []


def test_one_variant_in_two_languages_is_no_quarrel(tmp_path):
    text = "terms:\n  - {term: A1, variants: [xyz], language: de}\n  - {term: B1, variants: [xyz], language: fr}\n"
    assert reasons(tmp_path, text) == []
    assert reasons(tmp_path, text.replace(", language: fr", "")) != []


def test_a_term_for_all_languages_and_one_for_this(tmp_path):
    path = write(
        tmp_path, "terms:\n  - {term: Paris, say: pa-ree, language: fr}\n  - {term: Paris, say: parris}\n"
    )
    assert lint(load(path), path) == []
    for language, say in (("fr", "pa-ree"), ("en", "parris")):
        [match] = Index(combined([path], language), language).find("Paris")
        assert match.entry.say == say


def test_the_ordinary_words():
    words = lexicon.english()
    assert 25_000 < len(words) < 40_000
    assert all(word == word.lower() and word.isascii() and word.isalpha() for word in words)
    assert {
        "ram",
        "star",
        "mind",
        "wind",
        "second",
        "attachment",
        "monkey",
        "king",
        "chapter",
        "two",
    } <= words
    assert not {"krishna", "rama", "gita", "arjuna", "vali", "tara", "hermione", "moksha"} & words


# finding


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


def test_a_plural_that_is_a_word_is_no_plural():
    assert found("cats and cat", Entry("Katt", ("cat",), allow=True)) == [("cat", "Katt")]


def test_later_entries_win():
    assert found("krishna", KRISHNA, Entry("Krishna Dass", ("krishna",))) == [("krishna", "Krishna Dass")]


@given(text=st.text(alphabet="krishna gita bhagavad'-\nṛṣṇ\u0323.s", max_size=60))
@settings(max_examples=150, deadline=None)
def test_matches_stand_in_order_and_apart(text):
    matches = list(Index([KRISHNA, GITA, BOOK]).find(text))
    assert all(a.end <= b.start for a, b in pairwise(matches))
    assert all(0 <= m.start < m.end <= len(text) for m in matches)
    known = set(lexicon.words(text))
    among = {entry.term for entry, _ in Index([KRISHNA, GITA, BOOK]).among(known, known)}
    assert {m.entry.term for m in matches} <= among


@given(text=st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_words_in_ascii_are_words(text):
    plain = text.encode("ascii", "ignore").decode()
    assert lexicon.words(plain) == lexicon.index.WORD.findall(plain.lower())


@given(st.lists(st.text(alphabet="Kr\u0323ṣṇa's_1-\n\r\x1c\0 ", max_size=20), max_size=6))
@settings(max_examples=150, deadline=None)
def test_words_of_many_texts_are_those_of_each(texts):
    assert lexicon.words_of_each(texts) == [lexicon.words(text) for text in texts]


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
