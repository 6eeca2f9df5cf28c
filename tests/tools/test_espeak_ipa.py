"""Sounds in IPA as espeak-ng speaks them, and text that only looks like its names for sounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.tools import espeak_ipa
from phases.tools.espeak import Espeak
from phases.tools.espeak_ipa import script_of, sounds, spelled
from phases.tools.speech import Segment, Voice

EN = "gmw/en"


def said(*segments: Segment) -> bytes:
    return Espeak(Voice()).speak([segments])[0].pcm.tobytes()


@pytest.mark.parametrize(
    ("voice", "ipa", "heard"),
    [
        (EN, "həˈləʊ", "həlˈəʊ"),
        (EN, "/həˈloʊ/", "həlˈəʊ"),
        (EN, "hɜːˈmaɪ.ə.ni", "hɜːmˈaɪəni"),
        (EN, "ˈtʃɔːmli", "tʃˈɔːmli"),
        (EN, "t͡ʃæt", "tʃat"),
        (EN, "ˈbyːrɡ", ""),
        ("gmw/en-US", "kæt", "kæt"),
        ("gmw/en-US", "ˈɡoʊðə", "ɡˈoʊðə"),
        ("roa/fr", "bɔ̃ʒuʁ", "bɔ̃ʒuʁ"),
    ],
)
def test_the_library_says_just_these_sounds(voice: str, ipa: str, heard: str) -> None:
    names = sounds(voice, ipa)
    assert bool(names) == bool(heard)
    if names:
        assert spelled(espeak_ipa._said(voice, [names[2:-2]])[0]) == spelled(heard)


@pytest.mark.parametrize("ipa", ["", "漢", "]]x[[", "ˈ", "a" * 500, "<break/>", "\0", "ǃkʰ"])
def test_what_a_voice_cannot_say_is_spoken_as_written(ipa: str) -> None:
    word = Segment("Hermione", "en")
    assert ipa == "]]x[[" or sounds(EN, ipa) == ""
    assert sounds("no/such-voice", "kat") == ""
    if not sounds(EN, ipa):
        assert said(word._replace(ipa=ipa)) == said(word)


def test_sounds_are_heard_in_the_sentence() -> None:
    before, after = Segment("Dear ", "en"), Segment(", come here.", "en")
    plain, given = Segment("Goethe", "en"), Segment("Goethe", "en", "", "ˈɡɜːtə")
    assert said(before, given, after) != said(before, plain, after)
    respelled = Segment("Goethe", "en", "", "həˈləʊ")
    hello = said(before, Segment("hello", "en"), after)
    assert abs(len(said(before, respelled, after)) - len(hello)) < 0.02 * len(hello)


def test_words_beside_sounds_keep_their_places() -> None:
    segments = (Segment("Dear ", "en"), Segment("Goethe ", "en", "", "ˈɡɜːtə"), Segment("came.", "en"))
    [one] = Espeak(Voice()).speak([segments])
    assert [word.text for word in one.words] == ["Dear", "Goethe", "came"]
    starts = [word.at for word in one.words]
    assert starts == sorted(starts) and starts[0] == 0 and starts[-1] < len(one.pcm)


def test_brackets_of_the_author_are_no_sounds() -> None:
    names = Segment("x", "en", "", "kat")
    text = script_of([Segment("a [[h@l'oU]] b[", "en"), names, Segment("] [[[[i:]]", "en")], EN).text
    ours = sounds(EN, "kat")
    assert text.count("[[") == 1 and ours in text
    assert "[ [h@l'oU]" in text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("[]ab'@| \0é", max_size=8), st.sampled_from(["", "kat", "]]", "əˈ"])), max_size=5
    )
)
def test_hostile_brackets(pieces: list[tuple[str, str]]) -> None:
    script = script_of([Segment(text, "en", "", ipa) for text, ipa in pieces], EN)
    assert len(script.pieces) == sum(ipa == "kat" for _, ipa in pieces)
    assert script.has_sounds == bool(script.pieces)  # else no bracket means anything
    assert not script.has_sounds or script.text.count("[[") == len(script.pieces)
    assert script.text.isprintable()


def test_the_words_of_a_plain_sentence() -> None:
    [one] = Espeak(Voice()).speak([[Segment("The sea was calm.", "en")]])
    assert [word.text for word in one.words] == ["The", "sea", "was", "calm"]
    assert all(0 <= word.at < len(one.pcm) for word in one.words)
