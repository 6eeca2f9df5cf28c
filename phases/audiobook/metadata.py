"""What the finished files say about the book: its tags and its cover."""

import base64
import binascii
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from phases.audiobook.book import Script
from phases.graph.model import PhaseSettings

if TYPE_CHECKING:
    from phases.tools.tagging import Tags

log = logging.getLogger(__name__)

FROM_FACTS = ("series", "series_part", "publisher", "isbn", "description")
"""Tags that stand in ``validate.json`` under the same name, where the source has them."""


class Narrated(PhaseSettings):
    """Who reads; set once for all: ``audiobook: {narrator: ...}``."""

    narrator: str = ""
    """Who reads; empty: no tag."""


class Described(Narrated):
    """What the user adds to what the book says; set once for all: ``audiobook: {genre: ...}``."""

    genre: str = "Audiobook"
    """Tag by which players sort; empty: none."""


def tags(facts: Mapping[str, Any], book: Script, settings: Described) -> "Tags":
    """The tags of the whole book; `facts` are those of ``validate.json``."""
    from phases.tools import iso639
    from phases.tools.tagging import Tags

    title = book.title or facts["title"]
    given: dict[str, Any] = {name: str(facts.get(name, "")) for name in FROM_FACTS}
    return Tags(
        title=title,
        album=title,
        author=book.author or facts["author"],
        narrator=settings.narrator,
        year=book.year or facts["year"],
        genre=settings.genre,
        language=iso639.three_letters(book.language),
        **given,
    )


def track(of: "Tags", title: str, number: int, count: int) -> "Tags":
    """The tags of one file among `count`, `number` from 1."""
    return replace(of, title=title, track=number, tracks=count)


def cover(facts: Mapping[str, str]) -> bytes:
    """The cover in ``validate.json``; empty where there is none or it is damaged."""
    try:
        return base64.b64decode(facts["cover"], validate=True)
    except (binascii.Error, ValueError) as error:
        log.warning("the cover is left out: %s", error)
        return b""


def cover_file(cover: bytes) -> str:
    """The name under which players look for a cover that lies beside the book."""
    return "cover.png" if cover.startswith(b"\x89PNG") else "cover.jpg"
