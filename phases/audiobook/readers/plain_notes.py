"""Notes of plain text as Gutenberg has them: ``[1]`` refers to ``[1] ...`` or ``[Footnote 1: ...]``."""

import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from phases.audiobook.readers.ledger import Run

LONGEST = 20
"""Paragraphs of one note in brackets, at most; an unclosed bracket so does no harm."""
_LABEL = r"(\d{1,4}|[A-Za-z]|\*{1,4}|[†‡§¶])"
_REFERENCE = re.compile(rf"\[{_LABEL}\]")
_NOTE = re.compile(rf"\s*\[(?:{_LABEL}\]|(?:foot)?note\s+{_LABEL}\s*([:.\]]))\s*", re.I)


@dataclass(frozen=True)
class Notes:
    """The notes of a text by the index of paragraphs."""

    keys: Mapping[int, str] = field(default_factory=dict)
    """Paragraph to the key of the note that it is part of."""
    references: Mapping[int, Sequence[str]] = field(default_factory=dict)
    """Paragraph to the keys of the references in it, in order; empty for what refers to nothing."""


def find(paragraphs: Sequence[str]) -> Notes:
    """The notes among `paragraphs`: each begins with a label that a paragraph before it refers to.

    Where labels begin again with each chapter, a note belongs to the first reference that has none.
    """
    keys: dict[int, str] = {}
    references: dict[int, list[str]] = {}
    open_: defaultdict[str, deque[tuple[int, int]]] = defaultdict(deque)
    for index, text in enumerate(paragraphs):
        if index in keys:
            continue
        match = _NOTE.match(text)
        label = (match.group(1) or match.group(2)) if match else ""
        if match and open_[label]:
            key = f"note-{index}"
            at, which = open_[label].popleft()
            references[at][which] = key
            closed = match.group(3) == ":"
            keys.update(dict.fromkeys(range(index, _end(paragraphs, index) if closed else index + 1), key))
        found = _references(text)
        references[index] = [""] * len(found)
        for which, one in enumerate(found):
            open_[one.group(1)].append((index, which))
    _again(paragraphs, references)
    return Notes(keys, references)


def runs(text: str, index: int, notes: Notes, skip: Set[str], name: str) -> tuple[Run, ...]:
    """The paragraph `index`, which reads `text`, of the file `name`: its references and its note apart."""
    key = notes.keys.get(index, "")
    note = f"{name}#{key}" if key else ""
    rule = "footnote" if note and "footnote" in skip else ""
    hide = "noteref" if "noteref" in skip else ""
    label = _NOTE.match(text)
    at = label.end() if label and key == f"note-{index}" else 0
    found = [Run(text[:at], rule or hide, note=note, inside=hide)] if at else []
    for which, one in enumerate(_references(text)):
        targets = notes.references.get(index, ())  # none in the later paragraphs of a note
        target = targets[which] if which < len(targets) else ""
        if target:
            found.append(Run(text[at : one.start()], rule, note=note))
            refers = f"{name}#{target}"
            found.append(Run(one.group(), rule or hide, note=note, inside=hide, refers=refers))
            at = one.end()
    return (*found, Run(text[at:], rule, note=note))


def without(lines: Sequence[str]) -> list[str]:
    """`lines` without what looks like a reference to a note."""
    return [_REFERENCE.sub("", line) for line in lines]


def _end(paragraphs: Sequence[str], index: int) -> int:
    """Behind the paragraph that closes the bracket opened at `index`."""
    depth = 0
    for at in range(index, min(len(paragraphs), index + LONGEST)):
        depth += paragraphs[at].count("[") - paragraphs[at].count("]")
        if depth <= 0:
            return at + 1
    return index + 1


def _again(paragraphs: Sequence[str], references: dict[int, list[str]]) -> None:
    """Let further references with the label of a note lead to the last note so called."""
    last: dict[str, str] = {}
    for index in sorted(references):
        for which, one in enumerate(_references(paragraphs[index])):
            references[index][which] = references[index][which] or last.get(one.group(1), "")
            last[one.group(1)] = references[index][which]


def _references(text: str) -> list[re.Match[str]]:
    """What may refer to notes in `text`; a label at its beginning does not."""
    label = _NOTE.match(text)
    return list(_REFERENCE.finditer(text, label.end() if label else 0))
