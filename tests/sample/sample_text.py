"""Read the text of the sample: a few ``name: value`` lines, then a small part of Markdown.

``# Title`` starts a chapter (``{dedication}`` behind it says what it is), ``## Subtitle`` follows it,
``> `` starts a line of verse, ``* * *`` is a break, ``*words*`` are emphasised, ``[^1]`` refers to the
note ``[^1]: ...`` and an empty line ends a paragraph.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Block:
    kind: str
    """``text``, ``verse`` (its lines parted by ``\\n``) or ``break``."""
    text: str


@dataclass
class Chapter:
    title: str
    role: str = "chapter"
    subtitle: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass
class Sample:
    about: dict[str, str]
    """``title``, ``author``, ``language``, ``year``, ``rights`` and ``hyphens``."""
    chapters: list[Chapter]


def read(source: Path) -> Sample:
    head, *blocks = re.split(r"\n{2,}", source.read_text(encoding="utf-8").strip())
    sample = Sample(dict(line.split(": ", 1) for line in head.splitlines()), [])
    for block in blocks:
        if heading := re.fullmatch(r"# (.+?)(?: \{(\w+)\})?(?:\n## (.+))?", block):
            title, role, subtitle = heading.groups()
            sample.chapters.append(Chapter(title, role or "chapter", subtitle or ""))
        elif note := re.fullmatch(r"\[\^(\d+)\]: (.+)", block):
            sample.chapters[-1].notes[note[1]] = note[2]
        elif block == "* * *":
            sample.chapters[-1].blocks.append(Block("break", ""))
        elif block.startswith("> "):
            verse = "\n".join(line.removeprefix("> ") for line in block.splitlines())
            sample.chapters[-1].blocks.append(Block("verse", verse))
        else:
            sample.chapters[-1].blocks.append(Block("text", block))
    return sample
