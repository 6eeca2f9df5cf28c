"""What the voice says for numbers, abbreviations, signs: tables of phrases, and what always holds."""

import ctypes
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phases.audiobook import normalise
from phases.audiobook.normalise import Manner, numbers
from phases.audiobook.normalise.rule import edits, rule
from phases.tools import espeak

TABLES = sorted((Path(__file__).parent / "normalise").glob("*.tsv"))


def table(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    return [(written, spoken) for written, spoken in pairs]


def say(text: str, language: str = "en", **manner: object) -> str:
    """`text` (one line) as the voice gets it."""
    said, at = "", 0
    for edit in normalise.changes(text, Manner(language, **manner)):
        said, at = said + text[at : edit.start] + edit.spoken, edit.end
    return " ".join((said + text[at:]).split()).replace(" ,", ",")


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_phrases(path: Path) -> None:
    wanted = dict(table(path))
    said = {text: say(text.removeprefix("T: "), path.stem, title=text.startswith("T: ")) for text in wanted}
    assert said == wanted


def test_the_english_table_is_large_and_every_language_has_one() -> None:
    assert len(table(TABLES[0].with_name("en.tsv"))) >= 300
    assert {path.stem for path in TABLES} == set(normalise.LANGUAGES)


# what listeners of other programs heard


def test_nobody_hears_three_full_stop_fourteen() -> None:
    assert say("Pi is 3.14 or so.") == "Pi is three point one four or so."


def test_nobody_hears_one_and_then_zero_zero_zero() -> None:
    assert say("1,000 ships") == "one thousand ships"


def test_nobody_hears_ten_and_then_thirty() -> None:
    assert say("At 10:30 he came.") == "At ten thirty he came."


def test_nobody_hears_chapter_third() -> None:
    assert say("Chapter 3", title=True) == "Chapter three"


def test_the_words_between_two_notes_are_heard() -> None:
    text = "The whale [1] was white, and the sea [2] was calm."
    assert say(text) == "The whale [one] was white, and the sea [two] was calm."


@pytest.mark.parametrize("word", ["Mr", "Oh", "No", "I", "So", "Ay"])
def test_a_sentence_of_one_word_is_heard(word: str) -> None:
    assert say(f"{word}.").rstrip(".") == {"Mr": "Mister"}.get(word, word)


def test_nobody_hears_letter_eye_or_roman_four() -> None:
    assert [say(text, title=True) for text in ("Letter I", "IV", "ChapterXXIV")] == [
        "Letter one",
        "four",
        "ChapterXXIV",
    ]


def test_nobody_hears_a_pause_behind_doctor_and_saint() -> None:
    assert say("Dr. Smith went to St. John.") == "Doctor Smith went to Saint John."


def test_a_dash_is_heard_as_a_pause() -> None:
    assert say("I went—no, I ran—home.") == "I went — no, I ran — home."


# what stays


@pytest.mark.parametrize("text", [
    "It was a dark night; the wind—", "“I never did,” said he.", "naïve Zoë’s café",
    "well-known cul-de-sac",
    "the mix of Vitamin C", "Malcolm X", "He is ill. I may go in May.", "I am I.", "", " ", "…", "(so)",
])  # fmt: skip
def test_plain_prose_stays_as_it_is(text: str) -> None:
    assert say(text) == text.strip()


def test_a_language_without_rules_goes_to_the_voice_as_it_is() -> None:
    for language in ("fi", "zu", "", "x-klingon"):
        assert say("Dr. Virtanen & 3.14", language) == "Dr. Virtanen & 3.14"


def test_the_country_decides_what_the_tag_leaves_open() -> None:
    assert say("101", "en-US") == "one hundred one"
    assert say("101", "en-GB") == "one hundred and one"
    assert say("5/12/1818", "en-US") == "the twelfth of May eighteen eighteen"
    assert say("5/12/1818", "en-GB") == "the fifth of December eighteen eighteen"
    assert say("5/12/1818", dates="mdy") == "the twelfth of May eighteen eighteen"
    assert say("5/12/1818", dates="dmy") == "the fifth of December eighteen eighteen"


# the rules themselves


@pytest.mark.parametrize("language", normalise.LANGUAGES)
def test_every_rule_has_a_name_and_a_reason(language: str) -> None:
    for one in normalise.rules(language):
        assert re.fullmatch("[a-z-]+", one.name) and len(one.reason) > 10, one
        assert one.name in normalise.names()


@pytest.mark.parametrize("off", ["number", "title", "roman-part", "money", "dash"])
def test_a_rule_that_is_off_says_nothing(off: str) -> None:
    text = "Mr. Hale paid $5 for 3 ships in Chapter IV—twice."
    used = {edit.rule for edit in normalise.changes(text, Manner())}
    assert used == {"number", "title", "roman-part", "money", "dash"}
    left = {edit.rule for edit in normalise.changes(text, Manner(), off={off})}
    assert left - {"roman"} == used - {off}  # IV is a numeral wherever it stands


def test_the_earlier_rule_wins_and_sees_what_was_written() -> None:
    first = rule("first", "because of a test", "b(?P<what>c)", "X")
    second = rule("second", "because of a test", "bc|c|d", "Y")
    found = edits("abcd bc", (first, second), Manner())
    assert [(edit.start, edit.end, edit.rule) for edit in found] == [
        (2, 3, "first"), (3, 4, "second"), (6, 7, "first"),
    ]  # fmt: skip


def test_nothing_is_said_for_what_is_taken() -> None:
    assert normalise.changes("5 and 6", Manner(), taken=[(0, 1)])[0][:2] == (6, 7)


@settings(deadline=None)
@given(st.integers(0, 10**15 - 1), st.sampled_from(normalise.LANGUAGES))
def test_every_number_has_words(number: int, language: str) -> None:
    said = numbers.cardinal(str(number), language)
    assert said and not re.search("[0-9]", said)


def test_too_long_a_number_is_read_figure_by_figure() -> None:
    assert say("1" * 30) == " ".join(["one"] * 30)


# what always holds

PIECES = st.sampled_from([
    "Mr. ", "St. ", "No. ", "Chapter ", "IV", "Henry ", "I", "X ", "$", "£", "5", "10", "1,000", "3.14",
    ":30", "/",
    "-", "—", "–", "’s", "“", "”", " ", ". ", ", ", "a.m.", "1818", "18—", "May ", "km", "%", "°C", "½",
    "J. R. R. ", "U.S.A.",
    "FBI", "STOP", "www.example.org", "me@example.org", "&", "#", "+", "=", "*", "…", "etc.", "e.g. ",
    "the ", "was ", "2nd",
    "BC", "'90s", "Dr. ", "Co. ", "(", ")", "é", "日", "٣", "\u00a0", "\u200d", "nº ", "z. B. ", "M. ",
    "1er", "(555) 123-4567",
])  # fmt: skip
ANY = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)


@settings(deadline=None, max_examples=300)
@given(ANY, st.sampled_from([*normalise.LANGUAGES, "en-US", "fi"]), st.booleans())
@example("A?¹", "en", False)
def test_no_word_is_lost_but_by_a_rule_that_says_another(text: str, language: str, title: bool) -> None:
    """It never raises, says the same each time, and what no named rule speaks is as it is written."""
    manner = Manner(language, title)
    found = normalise.changes(text, manner)
    assert found == normalise.changes(text, manner)
    at = 0
    for edit in found:
        assert at <= edit.start < edit.end <= len(text)
        assert edit.rule in normalise.names()
        written = text[edit.start : edit.end]
        mark = edit.rule == "note-mark" and re.fullmatch("[⁰¹²³⁴-⁹]+", written)
        if any(map(str.isalnum, written)) and not mark:
            assert any(map(str.isalnum, edit.spoken)), (edit, text)
        at = edit.end


@settings(deadline=None)
@given(ANY)
def test_what_was_said_needs_nothing_more_said_of_its_figures(text: str) -> None:
    """No figure is left for the voice to guess at, except those of dates that nobody can tell apart."""
    said = say(text, dates="dmy")
    left = re.findall("[0-9]+", said)
    assert not left or re.search(r"[0-9]/[0-9]", text), said


def test_the_main_process_loads_no_rules() -> None:
    code = (
        "import sys; from phases.audiobook import pronounce, words; pronounce.Settings()\n"
        "assert not {'unicode_rbnf', 'phases.audiobook.normalise.english'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def phonemes(texts: list[str]) -> list[str]:
    """How espeak-ng sounds, without stress, pauses and the vowels that it reduces."""
    found = []
    with espeak.loaded() as (library, _):
        say = library.espeak_TextToPhonemes
        say.restype = ctypes.c_char_p
        say.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        assert library.espeak_SetVoiceByName(b"en") == 0
        for text in texts:
            data = ctypes.create_string_buffer(text.encode())
            at = ctypes.c_void_p(ctypes.addressof(data))
            clauses = []
            while at.value:
                clauses.append(say(ctypes.byref(at), 1, 2) or b"")
            found.append(re.sub("[ˈˌ \n-]|[əɐ]", "", b"".join(clauses).decode()))
    return found


def test_what_the_embedded_voice_says_right_sounds_the_same() -> None:
    right = [
        "5 ships", "21 days", "1,000 men", "10,000", "3.14", "0.5", "-5 degrees", "10:30", "1st and 3rd",
        "the 19th century", "Mr Smith", "10:30 a.m. sharp", "45°", "50%", "the FBI agent", "BBC",
        "NASA", "HMS Victory", "STOP!", "www.example.org", "2 + 2 = 4", "6 ÷ 2", "Mole & Rat", "H2O",
        "a well-known café", "“No,” said I.", "don’t",
    ]  # fmt: skip
    assert phonemes([say(text) for text in right]) == phonemes(right)
