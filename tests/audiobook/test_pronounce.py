"""What the voice gets: the words, language, lexicon and sounds of every sentence."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from making import scene, script
from pydantic import ValidationError
from saying import one, pronounced, said, texts

from phases.audiobook import book, pronounce
from phases.audiobook.book import Chunk, Segment, Span


def span(text: str, part: str, **given: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), **given)


# the sentence


def test_a_sentence_is_one_segment_in_the_books_language(tmp_path: Path) -> None:
    assert one(tmp_path, "At 10:30 he came.") == (Segment("At ten thirty he came.", "en"),)


def test_an_utterance_stands_for_every_sentence_shown(tmp_path: Path) -> None:
    chunks = [Chunk(("Mr.", "Oh!", "***", "It was 3.14."), "text"), Chunk(("IV",), "title", "title")]
    first, second = said(tmp_path, *chunks)
    assert [texts(utterance) for utterance in first] == [
        "Mister.",
        "Oh!",
        "",
        "It was three point one four.",
    ]
    assert first[2] == ()
    assert texts(second[0]) == "four"
    shown = book.read_script(tmp_path / "chunks.json")
    assert [chunk.sentences for chunk in shown.scenes[0].chunks] == [chunk.sentences for chunk in chunks]


def test_say_json_is_small(tmp_path: Path) -> None:
    one(tmp_path, "Hello.")
    data = json.loads((tmp_path / "say.json").read_text(encoding="utf-8"))
    assert data == {"language": "en", "scenes": [[[[{"text": "Hello."}]]]]}


def test_normalise_false_leaves_the_text_alone(tmp_path: Path) -> None:
    assert texts(one(tmp_path, "Mr. X — 3.14!", normalise=False)) == "Mr. X — 3.14!"


def test_rules_can_be_switched_off(tmp_path: Path) -> None:
    assert texts(one(tmp_path, "Mr. Hale, 5 km", off=["unit"])) == "Mister Hale, five km"
    with pytest.raises(ValidationError, match="did you mean roman-king"):
        pronounce.Settings(off=["roman-kings"])


def test_metrics_count_what_each_rule_said(tmp_path: Path) -> None:
    text = script(scene("I", ("Mr. A and Mr. B met Hermione.", "5")))
    metrics = pronounced(tmp_path, text, "Hermione: her-MY-oh-nee")
    assert metrics == {"respelled": 1, "normalised": 3, "rule:number": 1, "rule:title": 2}


# the lexicon


@pytest.mark.parametrize(
    ("lexicon", "text", "spoken"),
    [
        ("Hermione: her-MY-oh-nee", "Hermione’s owl", "her-my-oh-nee’s owl"),
        ("Hermione: her-MY-oh-nee", "HERMIONE and hermione", "her-my-oh-nee and her-my-oh-nee"),
        ("terms: [{term: Rose, say: roh-SAY, case: exact}]", "Rose saw a rose", "roh-say saw a rose"),
        ("Van: fan\nVan Gogh: fan khokh", "Van Gogh and Van", "fan khokh and fan"),
        ("terms: [{term: Paris, say: pa-ree, language: fr}]", "Paris", "Paris"),
        ("St. John: sinjin", "St. John Rivers", "sinjin Rivers"),
        ("Henry: on-ree", "Henry VIII", "on-ree the eighth"),
        ("cat: kat", "concatenate a cat", "concatenate a kat"),
        ("terms: [{term: Kṛṣṇa, variants: [Krishna], say: krish-na}]", "Krishna came", "krish-na came"),
        ("terms: [{term: Krishna, category: name}]", "Krishna came", "Krishna came"),
        ("FBI: the bureau", "the FBI", "the the bureau"),
    ],
)
def test_lexicon(tmp_path: Path, lexicon: str, text: str, spoken: str) -> None:
    assert texts(one(tmp_path, text, lexicon=lexicon)) == spoken


def test_sounds_are_a_segment_of_their_own_with_a_text_for_voices_that_take_none(tmp_path: Path) -> None:
    lexicon = "terms: [{term: Hermione, ipa: hɜːˈmaɪəni, say: her-my-oh-nee}, {term: Max, ipa: maks}]"
    assert one(tmp_path, "So Hermione’s cat saw Max’s.", lexicon=lexicon) == (
        Segment("So ", "en"),
        Segment("her-my-oh-nee’s", "en", ipa="hɜːˈmaɪəniz"),
        Segment(" cat saw ", "en"),
        Segment("Max’s", "en", ipa="maksɪz"),
        Segment(".", "en"),
    )


def test_a_nearer_lexicon_wins(tmp_path: Path) -> None:
    text = script(scene("I", ("Zoë and Ann",)))
    pronounced(tmp_path, text, "Zoë: zo\nAnn: an", "Zoë: zoh-ee")
    assert texts(book.read_say(tmp_path / "say.json").scenes[0][0][0]) == "zoh-ee and an"


def test_a_broken_lexicon_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("Zoë: zo\nterms: [{tern: x}]", encoding="utf-8")
    [reason] = pronounce.refuse(path)
    assert "lexicon.yaml:2" in reason
    path.write_text("Zoë: zo", encoding="utf-8")
    assert pronounce.refuse(path) == []


# language


def test_the_voice_follows_the_language_of_a_passage(tmp_path: Path) -> None:
    text = "He said Guten Tag um 3,14 Uhr to 5 men."
    assert one(tmp_path, text, (span(text, "Guten Tag um 3,14 Uhr", language="de"),)) == (
        Segment("He said ", "en"),
        Segment("Guten Tag um drei Komma eins vier Uhr", "de"),
        Segment(" to five men.", "en"),
    )


def test_a_paragraph_in_another_language_has_its_rules(tmp_path: Path) -> None:
    [[utterance]] = said(tmp_path, Chunk(("Dr. Bär zahlt 5 €.",), language="de"))
    assert utterance == (Segment("Doktor Bär zahlt fünf Euro.", "de"),)


def test_an_entry_holds_in_its_language(tmp_path: Path) -> None:
    text = "Paris and Paris"
    lexicon = "terms: [{term: Paris, say: pa-ree, language: fr}]"
    assert one(tmp_path, text, (Span(10, 15, language="fr"),), lexicon=lexicon) == (
        Segment("Paris and ", "en"),
        Segment("pa-ree", "fr"),
    )


def test_languages_can_be_read_as_others(tmp_path: Path) -> None:
    text = "So ad hoc it is."
    spans = (span(text, "ad hoc", language="la"),)
    assert one(tmp_path, text, spans, languages={"la": "en"}) == (Segment(text, "en"),)
    assert one(tmp_path, "Text 5.", language="xx")[0].language == "xx"
    pronounced(tmp_path, script(scene("I", ("5 km",)), language="und"), language="en-GB")
    assert book.read_say(tmp_path / "say.json").scenes[0][0][0] == (Segment("five kilometres", "en-GB"),)


def test_sounds_in_the_markup_are_kept(tmp_path: Path) -> None:
    text = "I read and 5 were read."
    spans = (Span(18, 22, ipa="rɛd"),)
    assert one(tmp_path, text, spans) == (
        Segment("I read and five were ", "en"),
        Segment("read", "en", ipa="rɛd"),
        Segment(".", "en"),
    )


# whatever comes


TEXT = st.text(st.sampled_from("aB5 .,“”’'—é1/$"), max_size=30)
SPANS = st.lists(
    st.builds(Span, st.integers(0, 15), st.integers(1, 30), st.sampled_from(["", "fr", "xx"])), max_size=3
)


@given_settings(deadline=None)
@given(TEXT, SPANS, st.sampled_from(["", "v"]))
def test_nothing_is_lost_at_the_borders_of_segments(
    tmp_path_factory: pytest.TempPathFactory, text: str, spans: list[Span], voice: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    spans = [one for one in spans if one.start < one.end <= len(text) and one.language]
    spans = [one for n, one in enumerate(spans) if all(one.start >= other.end for other in spans[:n])]
    found = one(folder, text, tuple(spans), dialogue_voice=voice, normalise=False)
    wanted = " ".join(text.split()).replace(" ,", ",")
    assert texts(found) == (wanted if any(map(str.isalnum, text)) else "")
