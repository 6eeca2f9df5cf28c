"""README, config.yaml and the sources, and how tests cut README into its pieces."""

import ast
import re
from collections.abc import Iterator

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIG = (ROOT / "config.yaml").read_text(encoding="utf-8")
SOURCES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "phases").rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}


def chapter(title: str) -> str:
    """What stands below a heading of the second level."""
    [found] = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    return found


def spans(text: str) -> list[str]:
    """The pieces of inline code in `text`, each on one line."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    found = re.findall(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", text, re.S)
    return [" ".join(code.split()) for _, code in found]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in `text`; headings too."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def code_lines(text: str) -> list[str]:
    """The lines of its blocks of shell commands."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]
