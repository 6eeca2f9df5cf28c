"""Marks that name a voice in a text or Markdown book: ``[voice: anna]``; ``[voice]`` ends it."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.ledger import Run

RULE = "voice-mark"
MARK = re.compile(r"\s*\[voice(?:[ \t]*:[ \t]*([^\[\]\n]{0,80}))?\]\s*", re.I)
"""A mark; it counts at the beginning of a paragraph, or on a line of its own."""


def alone(line: str) -> bool:
    """Whether `line` is a mark and nothing else."""
    return bool(MARK.fullmatch(line))


def apply(blocks: Sequence[Block], skip: Set[str]) -> list[Block]:
    """`blocks` with the speaker that the mark before them names, and the marks left out."""
    speaker = ""
    found = []
    for block in blocks:
        first = next((i for i, run in enumerate(block.runs) if run.text.strip() and not run.rule), None)
        match = MARK.match(block.runs[first].text) if first is not None else None
        if first is not None and match:
            speaker = " ".join((match.group(1) or "").split())
            run = block.runs[first]
            mark = Run(match.group(), RULE if RULE in skip else "")
            rest = replace(run, text=run.text[match.end() :])
            block = replace(block, runs=(*block.runs[:first], mark, rest, *block.runs[first + 1 :]))
        found.append(replace(block, speaker=speaker) if speaker else block)
    return found
