"""Blocks: the text of a document as a reader sees it, between what the markup allows and the book needs."""

import re
from dataclasses import dataclass, field, replace

from phases.audiobook.book import Span
from phases.audiobook.readers.ledger import Run, letters, line

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Block:
    """A stretch of text between two block tags."""

    runs: tuple[Run, ...]
    kind: str = "text"
    """As `book.Paragraph.kind`; ``heading`` also for titles."""
    level: int = 0
    """1 to 6 for a heading."""
    source: str = ""
    """Where it stands."""
    matter: str = ""
    """``front``, ``body``, ``back``, or empty when the document does not say."""
    language: str = ""
    """As the markup says; empty when it says nothing."""
    speaker: str = ""
    """As `book.Paragraph.speaker`."""
    said: tuple[Span, ...] = ()
    """Pieces of its text whose pronunciation a lexicon gives."""

    @property
    def text(self) -> str:
        """What is spoken of it: one line, or for verse one for each of its lines."""
        lines = [line(text) for text in "".join(r.text for r in self.runs if not r.rule).split("\n")]
        return ("\n" if self.kind == "verse" else " ").join(text for text in lines if text)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The pieces of its text with a language or pronunciation of their own, in order."""
        found = _marked(self)
        free = [s for s in self.said if all(s.end <= f.start or f.end <= s.start for f in found)]
        return tuple(sorted((*found, *free), key=lambda span: span.start))


@dataclass
class Page:
    """A document cut into blocks."""

    blocks: list[Block] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    """``id`` to the index of the block where it stands."""


def at_one(block: Block) -> Block:
    """`block` in the language that all its words are marked with, where they are all in one."""
    languages = {run.language for run in block.runs if not run.rule and letters(run.text)}
    return replace(block, language=languages.pop()) if len(languages) == 1 else block


def _marked(block: Block) -> list[Span]:
    """Spans of the runs that are marked otherwise than the block; found again by counting letters."""
    runs = [run for run in block.runs if not run.rule]
    if not any(run.ipa or run.language != block.language for run in runs):
        return []
    text = block.text
    places = [match.start() for match in _LETTER.finditer(text)]
    found: list[Span] = []
    count = 0
    for run in runs:
        size = len(letters(run.text))
        first, count = count, count + size
        language = run.language if run.language != block.language else ""
        if not size or not (run.ipa or language):
            continue
        start, end = places[first], places[count - 1] + 1
        tail = line(run.text[_last_letter(run.text) :])
        end += len(tail) if tail and text.startswith(tail, end) else 0
        last = found[-1] if found else None
        alike = last and language == last.language and not run.ipa and not last.ipa
        if last and alike and not letters(text[last.end : start]) and start <= last.end + 1:
            found[-1] = replace(last, end=end)
        else:
            found.append(Span(start, end, language, run.ipa))
    return found


def _last_letter(text: str) -> int:
    """Behind the last letter or digit of `text`."""
    return max(match.end() for match in _LETTER.finditer(text))
