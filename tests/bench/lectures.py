"""Archives of lectures, deterministic, and as full of defects as real ones.

What `RECOGNISED` is like follows 150 lectures as speech recognition left them (120,088 cues): 11 % of the
cues overlap the next one, a quarter stands longer than 7 s, 4 in 10 have a line of more than 42 characters,
1 in 200 is out of order. In a third of the files the lines are broken already.

`TIMED` is one that people have timed and broken into lines, as 3,972 files of a video channel (1,096,386
cues) were: hardly an overlap, 3 in 10 cues faster than 20 characters a second.

In both, one cue in eight has a name, most of them as the recogniser heard it; fillers, repeated words,
spaces and small letters where there should be none are in one cue in twenty.
"""

import random
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).resolve().parents[1] / "subtitles"))

import lecture_archive

from phases.tools import lexicon

CUES = 500
TERMS = 10_000
WORDS_OF_A_LECTURE = 500
"""Words of a file besides the small ones; with those, names and numbers it has about 700."""

SENTENCES = (
    "And so the {} that we call {} is what the {} comes from, and nothing else.",
    "If you look at the {}, you will see that it is not {} at all.",
    "What did {name} say about the {}?",
    "{name} tells us in the second chapter that the {} is the {} of the {}.",
    "Now, when we speak of {}, we have to be careful with the word {}.",
    "I remember a {} who came to the {} every morning and asked for the {}.",
    "The teacher said to {name}, you have heard of the {}, but have you seen it?",
    "Let us go back to the {}, because there is one more {} in it.",
    "There are 108 names for the {}, and each of them is a {}.",
    "He did not want the {}; he wanted only to know what {} is.",
    "That is why in the {} of {name} the {} comes before the {}.",
    "You can have a {} without a {}, but never a {} without a {}.",
    "So the first thing is the {}, and the second thing is what we do with it.",
    "Is there anybody here who has never been {} by a {}?",
    "In the old days people would walk for weeks to hear about the {}.",
    "We will come to that next time; today we stay with the {} and its {}.",
    "This is not my idea, this is what the whole tradition says about {}.",
    "They were all sitting under a {} when the {} began.",
)
NAMED, NAME = 0.03, 0.5
"""Shares of the slots for a noun with a name as well, and of those for a name that have one."""
DEFECTS = (
    ((", ", ", um, "), 0.02),
    ((" the ", " the the "), 0.01),
    ((" and ", "  and "), 0.015),
    (("?", " ?"), 0.01),
    ((", ", " ,"), 0.01),
    ((" we ", " we we "), 0.005),
    ((" you ", " you, uh, "), 0.01),
    ((" is ", " is… "), 0.005),
)
"""What stands there, and what the recogniser makes of it; in what share of the cues that have it."""


class Kind(NamedTuple):
    """What the times and lines of an archive are like."""

    gaps_ms: tuple[int, ...]
    """Before a cue, one as often as another."""
    overlapping: float
    """Share of the cues that begin before the one above them ends."""
    out_of_order: float
    """Share of the cues that begin long before."""
    too_long: float
    """Share of the cues that stand longer than 7 s."""
    fastest_cps: float
    """Characters a second of the fastest cue; the slowest has 9."""
    unbroken: int
    """In all but each so manieth file every text is one line; 1: lines are broken everywhere."""


RECOGNISED = Kind((0, 0, 0, 1, 20, 40, 300, 700, 2500), 0.115, 0.005, 0.24, 24.0, 3)
TIMED = Kind((84, 120, 700, 700, 2500), 0.0002, 0.0, 0.001, 24.0, 1)


def write(folder: Path, files: int, kind: Kind = RECOGNISED) -> None:
    """Write the lexicon and so many files of `CUES` cues below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words_from = lecture_archive.large_lexicon(folder / "lexicon.yaml", TERMS)
    names = _spellings(words_from)
    known = sorted(word for word in lexicon.english() if 3 < len(word) < 9)
    for number in range(files):
        pick = random.Random(number)
        place = folder / f"course {number // 100 + 1}"
        place.mkdir(exist_ok=True)
        heard = [pick.choice(names) for _ in range(25)]
        words = pick.sample(known, WORDS_OF_A_LECTURE)
        text = _file(pick, words, heard, kind, broken=number % kind.unbroken == 0)
        (place / f"lecture {number + 1:04}.srt").write_text(text, encoding="utf-8", newline="\n")


def _spellings(path: Path) -> list[str]:
    """Spellings that a recogniser writes: of the real names, and of one in a hundred others."""
    entries = lexicon.load(path)
    real = len(lexicon.load(lecture_archive.NAMES))
    spoken = [*entries[:real], *entries[:real], *entries[real::100]]
    return [variant for entry in spoken for variant in (*entry.variants, entry.term)]


def _file(pick: random.Random, words: Sequence[str], names: Sequence[str], kind: Kind, broken: bool) -> str:
    """One SRT file; with lines of 42 characters where they are `broken`."""
    rows = []
    end = 0
    for number, text in enumerate(_texts(pick, words, names), 1):
        start = max(0, end + pick.choice(kind.gaps_ms))
        if pick.random() < kind.overlapping:
            start = max(0, end - pick.randrange(50, 900))
        if pick.random() < kind.out_of_order:
            start = max(0, end - pick.randrange(4000, 8000))
        end = start + round(len(text) * 1000 / pick.uniform(9, kind.fastest_cps))
        if pick.random() < kind.too_long:
            end = start + pick.randrange(7100, 9500)
        if broken:
            text = "\n".join(textwrap.wrap(text, 42))
        rows.append(f"{number}\n{_clock(start)} --> {_clock(end)}\n{text}\n")
    return "\n".join(rows)


def _texts(pick: random.Random, words: Sequence[str], names: Sequence[str]) -> list[str]:
    """`CUES` pieces of running speech, cut where the recogniser was full."""
    texts: list[str] = []
    speech: list[str] = []
    while len(texts) < CUES:
        while sum(map(len, speech)) < 200:
            speech += _sentence(pick, words, names).split(" ")
        size, most = 0, pick.randrange(25, 85)
        piece = []
        while speech and size + len(speech[0]) < most:
            size += len(speech[0]) + 1
            piece.append(speech.pop(0))
        texts.append(_heard(pick, " ".join(piece)))
    return texts


def _sentence(pick: random.Random, words: Sequence[str], names: Sequence[str]) -> str:
    pattern = pick.choice(SENTENCES)
    said = [
        f"{pick.choice(names)}'s {word}" if pick.random() < NAMED else word
        for word in pick.choices(words, k=pattern.count("{}"))
    ]
    name = pick.choice(names) if pick.random() < NAME else "the teacher"
    return pattern.format(*said, name=name)


def _heard(pick: random.Random, text: str) -> str:
    """`text` with what the recogniser makes of it."""
    for (there, made), share in DEFECTS:
        if there in text and pick.random() < share:
            text = text.replace(there, made, 1)
    return text[:1].lower() + text[1:] if pick.random() < 0.03 else text


def _clock(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{ms:03}"
