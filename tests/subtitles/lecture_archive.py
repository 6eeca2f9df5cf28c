"""What the tests of terms and correct share: a track of texts, a large lexicon, one run of both phases."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from phases.subtitles import correct, cues, terms
from phases.subtitles.cues import Cue, Edit, Track
from phases.tools import lexicon

NAMES = Path(__file__).with_name("names.yaml")
_SYLLABLES = "kr ish na va ra shu dha ti mo ksh pra gi bha shri dev ar jun lo ka man su ya"
SYLLABLES = _SYLLABLES.split()


def track(*texts: str, language: str = "en") -> Track:
    """Cues of three seconds each."""
    return Track(
        "srt",
        "utf-8",
        False,
        "\n",
        tuple(Cue(n + 1, n * 4000, n * 4000 + 3000, text, n * 4 + 1) for n, text in enumerate(texts)),
        language=language,
    )


def large_lexicon(path: Path, count: int = 10_000) -> Path:
    """The real names and so many terms in all, with three spellings each, that no English text has."""
    text = NAMES.read_text(encoding="utf-8")
    spellings = [s for entry in lexicon.load(NAMES) for s in (entry.term, entry.popular, *entry.variants)]
    known = lexicon.english().union(*map(lexicon.words, spellings))
    pick = random.Random(7)
    made: dict[str, None] = {}
    while len(made) < 4 * count:
        word = "".join(pick.choices(SYLLABLES, k=4))
        if word not in known and word.removesuffix("s") not in made and f"{word}s" not in made:
            made[word] = None
    words = iter(made)
    lines = []
    for _ in range(count - text.count("- {term")):
        term, one, two, three = (next(words) for _ in range(4))
        lines.append(f"  - term: {term.title()}\n    variants: [{one}, {two}, {term} {three}]\n")
    path.write_text(text + "".join(lines), encoding="utf-8")
    return path


class Result:
    """What became of a track."""

    def __init__(self, corrected: Path, metrics: dict[str, Any]) -> None:
        self.track, self.edits, self.review = cues.read_all(corrected)
        self.metrics = metrics

    @property
    def texts(self) -> list[str]:
        return [cue.text for cue in self.track.cues]

    @property
    def rules(self) -> list[str]:
        return [edit.rule for edit in self.edits]


def corrected(
    folder: Path,
    source: Track,
    lexicons: Sequence[Path] = (),
    how: dict[str, Any] | None = None,
    **choice: Any,
) -> Result:
    """`source` through terms (settings `how`) and correct (settings `choice`)."""
    cues.write(folder / "cues.json", source)
    terms.run(folder / "cues.json", folder / "terms.json", terms.Settings(**(how or {})), lexicons)
    metrics = correct.run(
        folder / "cues.json", folder / "terms.json", folder / "corrected.json", correct.Settings(**choice)
    )
    return Result(folder / "corrected.json", metrics)


def edit(rule: str, before: str, after: str, cue: int = 1, line: int = 1, risk: str = "safe") -> Edit:
    """An edit as `corrected` makes it."""
    return Edit(cue, line, rule, before, after, risk)


LECTURES = {
    "series one/first.srt": (
        "Um, today we read what Eckermann  wrote .",
        "And then Eckermann met Yashoda , who sang.",
        "Later Eckermann and krsna, and Arjunas bow.",
        "So it is with Eckermann's book.",
    ),
    "series one/second.srt": (
        "Of him we heard from Ekkermann.",
        "It was Ekkermann and Zarathustra, and arjun.",
        "The two of them and Yasoda the the mother.",
    ),
    "clean.srt": ("This is a sentence.", "And this is another one."),
    "=1+1.srt": ("Nothing  here.",),
    "hostile.srt": (
        "<script>alert(1)</script>  and more.",
        "This is </script><img src=x onerror=alert(2)>  here.",
        "Go to  javascript:alert(3) now.",
        "From \u202eright to  left.",
        "<!--  <script> -->",
        "long  " + "word and " * 1111,
    ),
}
"""A small archive: names spelt two ways, mistakes of every kind, and texts that attack the page."""


def small_archive(project: Any) -> None:
    """Write `LECTURES` and their lexicon into `project`, which makes one file at a time."""
    project.config("max_workers: 1\nsubtitles:\n  report:\n    least: 2\n")
    project.input("lexicon.yaml", "terms:\n  - {term: Kṛṣṇa, variants: [krsna]}\n  - {term: Arjuna}\n")
    for name, texts in LECTURES.items():
        project.input(name, srt(*texts))


def srt(*texts: str) -> str:
    """A file whose cues stand for three seconds each and overlap now and then."""
    times = [(4000 * n, 4000 * n + (4100 if n % 3 == 2 else 3000)) for n in range(len(texts))]
    cues_ = zip(times, texts, strict=True)
    return "".join(f"{n}\n{cues.span(*time)}\n{text}\n\n" for n, (time, text) in enumerate(cues_, 1))
