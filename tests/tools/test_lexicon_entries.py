"""Reading a lexicon: every key with its line, what is refused and why, and which folder wins."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lexicon_making import read, write

from phases.graph.errors import InputError
from phases.tools.lexicon import Entry, combined, lint, load
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
