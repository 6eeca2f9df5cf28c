"""What no rule may change: the protected spans of a text, and chants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.subtitles.rules import protected
from phases.subtitles.rules.protected import chant, spans


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("<i>one</i> two", ["<i>", "</i>"]),
        ("{\\an8}one", ["{\\an8}"]),
        # whatever line breaks come in between: a new one must not undo it
        ("if one <two teh\n> three", ["<two teh\n>"]),
        ("it {is teh\n- same} here", ["{is teh\n- same}"]),
        ("see 2.47 and 1,000 at 10:30 and 3", ["2.47", "1,000", "10:30", "3"]),
        ("10\u00a0000 rupees", ["10\u00a0000"]),
        ("sha256 is a word", []),
        ("he “said it” once", ["“said it”"]),
        ('he "said it" once', ['"said it"']),
        ("he ‘said Ram’s name’ once", ["‘said Ram’s name’"]),
        ("the boys' and the girls' books", []),
        ("it's 'one' word", ["'one'"]),
        ("he said “it goes on", ["“it goes on"]),
        ('he said "it goes on', ['"it goes on']),
        ('it ends here" he said', []),
        ("go to www.example.org/a,b now", ["www.example.org/a,b"]),
        ("go to example.com/x or a@b.de now", ["example.com/x", "a@b.de"]),
        ("#tag and @name", ["#tag", "@name"]),
        ("AT&amp;T", ["&amp;"]),
        ("♪ la la", ["♪ la la"]),
        ("om om om", ["om om om"]),
        ("um, 01:00.000 --> 01:02.000", ["um, 01:00.000 --> 01:02.000"]),
        ("um, a --> b", []),
        ("karmaṇy evādhikāras te mā\nand so on", ["karmaṇy evādhikāras te mā"]),
        ("Kṛṣṇa and Rāma and many more people", []),
        ("अथ one", ["अथ"]),
        ("iti || 4 ||", ["4", "iti || 4 ||"]),
        ("me@x.org,you@y.co.uk or", ["me@x.org", "you@y.co.uk"]),
        ("...x.org", ["x.org"]),
        ("nothing here, at all.", []),
    ],
)
def test_protected_spans(text, pieces):
    assert sorted(text[start:end] for start, end in spans(text)) == sorted(pieces)


@pytest.mark.parametrize("piece", ["a@", "a-b.c", "1a", "://", "1a@b,"])
def test_no_long_text_takes_minutes(piece):
    assert spans(piece * 50_000) is not None


@given(st.text("a.:/'\"‘’“”<>{}\\N&#@3 \n\u200dक", max_size=12))
def test_no_span_without_a_mark(text):
    assert protected._MARK.search(text) or not protected._SPANS.search(text)


@pytest.mark.parametrize(
    "text", ["Hare Rama Hare Rama Rama Rama Hare Hare", "om om om", "Jaya jaya, hari hari"]
)
def test_chants(text):
    assert chant(text)


@pytest.mark.parametrize(
    "text", ["the the the mind", "very very good", "that that is", "and and the the", "1 1 1"]
)
def test_no_chants(text):
    assert not chant(text)
