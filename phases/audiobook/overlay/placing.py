"""Find spoken paragraphs again on the page that they were read from.

The reader cut the page into blocks, and the blocks into runs of which it spoke some; the same
cutting without any rule gives the same blocks. Both ways every letter counts, so that the nth letter
of the blocks is the nth letter of the page.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from phases.audiobook.overlay.scan import CHAR, Scan, is_letter
from phases.audiobook.readers.ledger import letters

Blocks = Sequence[Sequence[str]]
"""The runs of text of each block of a page."""


class Paragraph(NamedTuple):
    """What is spoken without a break: its sentences, from one block of a page."""

    block: int
    """From 0."""
    sentences: tuple[str, ...]


def seen(text: str) -> str:
    """The characters of `text` that are seen."""
    return "".join(CHAR.findall(text))


def place(page: Scan, blocks: Blocks, paragraphs: Sequence[Paragraph]) -> list[list[tuple[int, int]]]:
    """For each sentence of each paragraph its characters on the `page`, first and last.

    A sentence that is not found has (-1, -1). Nothing is found where page and blocks disagree.
    """
    lost = [[(-1, -1)] * len(paragraph.sentences) for paragraph in paragraphs]
    said = [letters("".join(runs)) for runs in blocks]
    if "".join(said) != "".join(page.text[i] for i in page.letters):
        return lost
    firsts = list(accumulate(map(len, said), initial=0))
    used: dict[int, int] = {}
    found = []
    for paragraph, nowhere in zip(paragraphs, lost, strict=True):
        number = paragraph.block
        if not 0 <= number < len(blocks) or not said[number]:
            found.append(nowhere)
            continue
        start = page.letters[firsts[number]]
        runs = [seen(run) for run in blocks[number]]
        start -= next(i for i, char in enumerate("".join(runs)) if is_letter(char))
        if page.text[start : start + sum(map(len, runs))] != "".join(runs):
            found.append(nowhere)
            continue
        wanted = [seen(sentence) for sentence in paragraph.sentences]
        places = aligned(runs, "".join(wanted), used.get(number, 0))
        if places is None:
            found.append(nowhere)
            continue
        used[number] = places[-1] + 1
        ends = list(accumulate(map(len, wanted)))
        found.append(
            [
                (start + places[end - len(text)], start + places[end - 1]) if text else (-1, -1)
                for text, end in zip(wanted, ends, strict=True)
            ]
        )
    return found


def aligned(runs: Sequence[str], wanted: str, behind: int = 0) -> list[int] | None:
    """For each character of `wanted` its index in the `runs` put together.

    It is a stretch of them (the first that begins at or after `behind`, where there is one), else some
    of the runs one after the other, else some of their characters; None when it is none of these.
    """
    whole = "".join(runs)
    if not wanted:
        return None
    at = whole.find(wanted, behind)
    at = whole.find(wanted) if at < 0 else at
    if at >= 0:
        return list(range(at, at + len(wanted)))
    return _by_runs(runs, wanted) or _by_characters(whole, wanted)


def _by_runs(runs: Sequence[str], wanted: str) -> list[int] | None:
    """The runs that add up to `wanted`; a run is taken where it can be."""
    starts = list(accumulate(map(len, runs), initial=0))
    # reached[i]: how much of `wanted` may be said before run i, each with the choice that led there.
    reached: list[dict[int, bool]] = [{0: False}]
    for run in runs:
        after = dict.fromkeys(reached[-1], False)
        after.update({n + len(run): True for n in reached[-1] if run and wanted.startswith(run, n)})
        reached.append(after)
    found: list[int] = []
    said = len(wanted)
    if said not in reached[-1]:
        return None
    for i in reversed(range(len(runs))):
        if reached[i + 1][said]:
            said -= len(runs[i])
            found[:0] = range(starts[i], starts[i] + len(runs[i]))
    return found


def _by_characters(whole: str, wanted: str) -> list[int] | None:
    found: list[int] = []
    at = -1
    for char in wanted:
        at = whole.find(char, at + 1)
        if at < 0:
            return None
        found.append(at)
    return found
