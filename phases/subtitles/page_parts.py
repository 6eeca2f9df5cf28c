"""The pieces of the archive's page that are the same for every look at it: figures, histogram, tables.

File names, words and texts come from outside: all of it goes through `phases.tools.html_page`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from phases.tools.html_page import text

Json = dict[str, Any]
Column = tuple[str, bool]
"""Name, and whether it holds numbers."""

WIDTH, HEIGHT, FLOOR, LEFT = 760, 220, 180, 40
"""Of the histogram, in units of its picture."""


def options(values: Iterable[str]) -> str:
    """Choices of a list."""
    return "".join(f"<option>{text(value)}</option>" for value in values)


def subtitle(whole: Json) -> str:
    """By what the scores are made."""
    said = [
        f"{one['name']} ({one['cps']:g} characters a second, {one['line_chars']} a line,"
        f" {one['min_ms']} to {one['max_ms']} ms, gap {one['gap_ms']} ms)"
        for one in whole["profiles"]
    ]
    return "Scored by the profile " + text("; ".join(said)) if said else "No file was scored."


def tiles(whole: Json) -> str:
    """The figures of the archive."""
    issues = {when: sum(whole[when]["issues"].values()) for when in ("before", "after")}
    found = [
        ("Files", f"{whole['files']:,}"),
        ("Cues", f"{whole['cues']:,}"),
        ("Score before", f"{whole['before']['score']:.2f}"),
        ("Score", f"{whole['after']['score']:.2f}"),
        ("Issues before", f"{issues['before']:,}"),
        ("Issues", f"{issues['after']:,}"),
        *((name.capitalize(), f"{whole[name]:,}") for name in (
            "corrections", "retimed", "defects", "removed", "suggestions", "unable")),
    ]  # fmt: skip
    return "".join(f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in found)


def histogram(found: Json) -> str:
    """How many files have which score, before and after, as a picture and as a table."""
    step, before, after = found["step"], found["before"], found["after"]
    most = max(1, *before, *after)
    slot = (WIDTH - LEFT - 10) / len(before)
    bars = []
    for n, counts in enumerate(zip(before, after, strict=True)):
        for side, (count, when) in enumerate(zip(counts, ("before", "after"), strict=True)):
            tall = count / most * (FLOOR - 20)
            bars.append(
                f'<rect class="{when}-bar"'
                f' x="{LEFT + n * slot + side * slot / 2:.1f}" y="{FLOOR - tall:.1f}"'
                f' width="{slot / 2 - 1:.1f}" height="{tall:.1f}">'
                f"<title>{n * step} to {(n + 1) * step}, {when}: {_files(count)}</title></rect>"
            )
    marks = [
        f'<text x="{LEFT + n * slot:.1f}" y="{FLOOR + 16}">{n * step}</text>'
        for n in range(0, len(before), 2)
    ]
    return (
        f'<svg class="histogram" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-label="How many files have which score, before and after">'
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - 10}" y1="{FLOOR}" y2="{FLOOR}"/>'
        f'{"".join(bars)}{"".join(marks)}<text x="4" y="24">{most:,}</text>'
        f'<rect class="before-bar" x="{LEFT}" y="204" width="10" height="10"/>'
        f'<text x="{LEFT + 15}" y="213">files by score, before</text>'
        '<rect class="after-bar" x="220" y="204" width="10" height="10"/>'
        '<text x="235" y="213">after</text></svg>'
        f'<details class="file"><summary>As a table</summary>{_as_table(found)}</details>'
    )


def _as_table(found: Json) -> str:
    columns = (("Score", False), ("Files before", True), ("Files after", True))
    counts = enumerate(zip(found["before"], found["after"], strict=True))
    step = found["step"]
    return table(columns, ([f"{n * step} to {(n + 1) * step}", *two] for n, two in counts if any(two)))


def names(whole: Json) -> str:
    """The names that are spelt two ways."""
    rows = [
        [one["proposed"] + (" (lexicon)" if one["in_lexicon"] else ""), one["hits"], *_forms(one["forms"])]
        for one in whole["names"]
    ]
    columns = (("Proposed", False), ("Hits", True), ("Spellings", False), ("First places", False))
    return section("names", "Names spelt two ways", columns, rows)


def _forms(forms: Sequence[Json]) -> tuple[str, str]:
    spelt = ", ".join(f"{form['form']} {form['hits']:,} in {_files(form['files'])}" for form in forms)
    places = ", ".join(f"{form['first']['file']}:{form['first']['line']}" for form in forms[:3])
    return spelt, places


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def new_words(whole: Json) -> str:
    """The words that the lexicon may lack, as a table and as entries to paste."""
    rows = [
        [one["form"], one["hits"], one["files"], f"{one['first']['file']}:{one['first']['line']}"]
        for one in whole["new_words"]
    ]
    columns = (("Word", False), ("Hits", True), ("Files", True), ("First place", False))
    made = section("new", "New words for the lexicon", columns, rows)
    entries = "\n".join(one["entry"] for one in whole["new_words"])
    if entries:
        made += (
            '<p><label for="entries">As entries, to be pasted below <code>terms:</code> in lexicon.yaml'
            "</label></p>"
            f'<textarea id="entries" readonly spellcheck="false">\n{text(entries)}</textarea>'
        )
    return made


def rules(whole: Json) -> str:
    """How often which rule hit."""
    rows = [
        [kind, one["rule"], one["hits"], one["files"]]
        for kind, found in whole["rules"].items()
        for one in found
    ]
    columns = (("Kind", False), ("Rule", False), ("Hits", True), ("Files", True))
    return section("rules", "Rules", columns, rows)


def section(id: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> str:
    """A table under its heading; none where there are no rows."""
    made = table(columns, rows)
    heading = f'<h2 id="{id}-head">{text(title)}</h2>'
    return f'<section aria-labelledby="{id}-head">{heading}{made}</section>' if made else ""


def table(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> str:
    """A table; none where there are no rows."""
    lines = ["<tr>" + "".join(map(_cell, row, columns)) + "</tr>" for row in rows]
    heads = "".join(f'<th scope="col"{_number(number)}>{text(name)}</th>' for name, number in columns)
    body = "\n".join(lines)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table>" if lines else ""


def _cell(value: Any, column: Column) -> str:
    shown = f"{value:,}" if column[1] else value
    return f'<td{_number(column[1])} dir="auto">{text(shown)}</td>'


def _number(number: bool) -> str:
    return ' class="number"' if number else ""
