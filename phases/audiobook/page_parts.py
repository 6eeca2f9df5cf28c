"""The pieces of a book's page that need no script: figures, chapters, ledger, words, warnings.

A place in the book is a link: ``#3`` is the third chapter, ``#3:15`` its fifteenth sentence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from phases.audiobook.book import Ledger, Script
from phases.tools.html_page import text

Json = Mapping[str, Any]

REASONS = {
    "name": "Names",
    "foreign": "Foreign words",
    "capitals": "In capitals",
    "rare": "Not in the list of English words",
}
MEASURES = (
    ("loudness", "Loudness, LUFS"),
    ("true_peak", "True peak, dBTP"),
    ("rms", "RMS, dB"),
    ("noise_floor", "Noise floor, dB"),
)
CHUNK = re.compile(r"chapter (\d+), chunk (\d+)")
"""How *check* names what it listened to."""


def tiles(book: Script, chapters: Sequence[Json], rate: int, doubtful: Sequence[Json]) -> str:
    """The figures of the book."""
    samples = sum(chapter["samples"] for chapter in chapters)
    lost = book.ledger.lost
    found = [
        ("Length", clock(samples / rate), ""),
        ("Chapters", f"{len(chapters):,}", ""),
        ("Words spoken", f"{book.ledger.spoken:,}", ""),
        ("Words skipped", f"{sum(book.ledger.skipped.values()):,}", ""),
        ("Words lost", f"{lost:,}", ' class="bad"' if lost else ' class="good"'),
        ("Doubtful words", f"{len(doubtful):,}", ""),
    ]
    return "".join(f"<div><dt>{name}</dt><dd{css}>{value}</dd></div>" for name, value, css in found)


def chapters(chapters: Sequence[Json], rate: int) -> str:
    """The list of chapters, each a link to its start."""
    return "".join(
        f'<li><a href="#{number}"><bdi>{text(chapter["title"])}</bdi> '
        f'<span class="dim">{clock(chapter["samples"] / rate)}</span></a></li>'
        for number, chapter in enumerate(chapters, 1)
    )


def ledger(found: Ledger) -> str:
    """Where the words of the source went."""
    skipped = sum(found.skipped.values())
    whole = found.source == found.spoken + skipped + found.lost
    says = (
        f"{found.source:,} words of the source = {found.spoken:,} spoken + {skipped:,} skipped by rule"
        f" + {found.lost:,} lost"
    )
    if not whole:
        says = f'<strong class="bad">These figures do not add up: {says}</strong>'
    rows = [
        [text(rule), f"{count:,}"]
        for rule, count in sorted(found.skipped.items(), key=lambda rule: (-rule[1], rule[0]))
    ]
    columns = [("Rule that skipped them", False), ("Words", True)]
    return section("ledger", "Every word accounted for", f"<p>{says}.</p>{table(columns, rows)}")


def words(found: Sequence[Json], language: str) -> str:
    """What may be mispronounced, by reason; each word leads to its first place."""
    if not found:
        return section("words", "Doubtful words", "<p>None.</p>")
    made = ["<p>What a voice may say wrong, each with a link to its first place.</p>"]
    for reason, heading in REASONS.items():
        rows = [_word(one, language) for one in found if one["reason"] == reason]
        if rows:
            columns = [("Word", False), ("Hits", True), ("First in", False), ("By the lexicon", False)]
            shown = " open" if len(made) == 1 else ""
            summary = f"<summary>{heading} ({len(rows):,})</summary>"
            made.append(f"<details{shown}>{summary}{table(columns, rows)}</details>")
    return section("words", "Doubtful words", "".join(made))


def _word(one: Json, language: str) -> list[str]:
    spoken = one.get("language") or language
    place = f"#{one['chapter']}:{one['sentence']}"
    ipa = f"/{one['ipa']}/" if "ipa" in one else ""
    return [
        f'<a href="{place}"><bdi lang="{text(spoken)}">{text(one["word"])}</bdi></a>',
        f"{one['count']:,}",
        f"<bdi>{text(one['title'])}</bdi>",
        text(" ".join(filter(None, (one.get("say"), ipa)))),
    ]


def warnings(found: Iterable[str], heard: Mapping[str, Json] | None, book: Script) -> str:
    """What the reader had to do without, and what sounds wrong; `heard` is None where nobody listened."""
    lines = [f'<li dir="auto">{text(line)}</li>' for line in found]
    for place, one in (heard or {}).items():
        if one["faults"]:
            faults = ", ".join(one["faults"])
            lines.append(
                f'<li><a href="{_link(place, book)}">{text(place)}</a> sounds wrong: {faults}</li>'
            )
    made = f"<ul>{''.join(lines)}</ul>" if lines else "<p>None.</p>"
    if heard is not None:
        again = sum(bool(one["take"]) for one in heard.values())
        made += f'<p class="dim">{len(heard):,} chunks were listened to, {again:,} spoken again.</p>'
    return section("warnings", "Warnings", made)


def _link(place: str, book: Script) -> str:
    """The place of a chunk, whose sentences are counted from the start of its chapter."""
    found = CHUNK.fullmatch(place)
    if not found:
        return "#1"
    chapter, chunk = map(int, found.groups())
    before = sum(len(one.sentences) for one in book.scenes[chapter - 1].chunks[: chunk - 1])
    return f"#{chapter}:{before + 1}"


def measures(chapters: Sequence[Json], rate: int, profile: str) -> str:
    """What was measured of each chapter, after the encode."""
    starts = accumulate((chapter["samples"] for chapter in chapters), initial=0)
    rows = [
        [
            f'<a href="#{number}"><bdi>{text(chapter["title"])}</bdi></a>',
            clock(start / rate),
            clock(chapter["samples"] / rate),
            *(_decibel(chapter[name]) for name, _ in MEASURES),
        ]
        for number, (chapter, start) in enumerate(zip(chapters, starts, strict=False), 1)
    ]
    names = [("Starts at", True), ("Length", True), *((name, True) for _, name in MEASURES)]
    says = f"<p>Measured on the encoded sound; mastered by the profile {text(profile)}.</p>"
    return section("sound", "Sound of each chapter", says + table([("Chapter", False), *names], rows))


def _decibel(value: float | None) -> str:
    return "silent" if value is None else f"{value:.1f}".replace("-", "\N{MINUS SIGN}")


def section(id: str, title: str, content: str) -> str:
    """A part of the page under its heading."""
    return f'<section aria-labelledby="{id}-head"><h2 id="{id}-head">{title}</h2>{content}</section>'


def table(columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]) -> str:
    """Cells of HTML under names, of which some are of numbers; nothing where there are no rows."""
    if not rows:
        return ""
    css = [' class="number"' if number else "" for _, number in columns]
    heads = "".join(
        f'<th scope="col"{kind}>{name}</th>' for (name, _), kind in zip(columns, css, strict=True)
    )
    lines = (
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(row, css, strict=True)) + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{''.join(lines)}</tbody></table></div>"
    )


def clock(seconds: float) -> str:
    """``1:02:03``.

    >>> clock(3723.4)
    '1:02:03'
    """
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
