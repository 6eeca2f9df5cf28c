"""Who speaks: the voice of a chunk, and what stands between quotation marks."""

import re
from collections.abc import Mapping, Sequence

from phases.audiobook.book import Chunk

QUOTES = re.compile(r"[“”„«»「」『』]|(?<![0-9])\"|(?<![\w.,!?…—])‘(?=\w)|(?<=[.,!?…—])’(?!\w)")
"""Marks of direct speech; a ’ is one only behind a mark that ends a phrase, else an apostrophe."""

CLOSING = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", "‘": "’", '"': '"'}
"""What closes each mark that opens."""


def voice(chunk: Chunk, title: str, number: int, voices: Mapping[str, str]) -> str:
    """The voice of `chunk` in the chapter `title`, the `number`-th from 1; empty: the one that is set.

    `voices` names them by speaker (a mark, or an ``epub:type`` with or without its prefix), else by
    title or number of the chapter; all of it case folded.
    """
    for speaker in chunk.speaker.casefold().split():
        for name in (speaker, speaker.rpartition(":")[2]):
            if name in voices:
                return voices[name]
    return voices.get(title.casefold(), voices.get(str(number), ""))


def speech(sentences: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Where in each of a paragraph's `sentences` somebody speaks: characters, with their marks.

    Speech that no mark closes goes on to the end of the paragraph. Marks inside others are part of it.
    """
    closing, found = "", []
    for text in sentences:
        start = 0
        pieces = []
        for mark in QUOTES.finditer(text):
            if not closing:
                closing, start = CLOSING.get(mark[0], ""), mark.start()
            elif mark[0] in closing:
                pieces.append((start, mark.end()))
                closing = ""
        if closing:
            pieces.append((start, len(text)))
        found.append(pieces)
    return found
