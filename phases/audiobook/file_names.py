"""Titles and names of people as names of files and folders on any system."""

import re
import unicodedata

LONGEST = 120
"""Bytes of a name: with a number and a suffix far below the 255 that file systems allow."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|\Z)", re.I)
"""Windows' names of devices, whatever suffix they have."""


def file_name(title: str, longest: int = LONGEST) -> str:
    """`title` as a file's name of at most `longest` bytes of UTF-8, or ``Untitled``.

    It has no separators, no control characters, no dot or blank at its ends, and is no name that
    Windows keeps for a device.

    >>> file_name("Who? Me/You: <No>."), file_name("Nul.")
    ('Who Me-You - No', '_Nul')
    """
    text = unicodedata.normalize("NFC", title)
    text = re.sub(r"\s*:\s+", " - ", text)
    text = re.sub(r"[/\\|:]", "-", text)
    text = "".join(char for char in text if (char.isprintable() or char.isspace()) and char not in '<>"?*')
    text = " ".join(text.split()).strip(". ")
    if _RESERVED.match(text):
        text = f"_{text}"
    while len(text.encode()) > longest:
        text = text[:-1].rstrip(". ")
    return text or "Untitled"
