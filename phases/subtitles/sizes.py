"""The sizes of all texts of a file: what `reading.seen` says of each, by one look at all of them."""

from collections.abc import Sequence

from phases.subtitles.reading import Seen, seen

MOST_KNOWN = 1_500
"""Texts of which it is remembered: those of a file before and after."""
_known: dict[str, Seen] = {}


def sizes(texts: Sequence[str]) -> list[Seen]:
    """`seen` of each of `texts`; remembered, because *retime* and *score* ask about one file in turn."""
    fresh = [text for text in texts if text not in _known]
    if len(_known) + len(fresh) > MOST_KNOWN:
        _known.clear()
        fresh = list(texts)
    if len(fresh) > MOST_KNOWN:
        return _sizes(fresh)
    _known.update(zip(fresh, _sizes(fresh), strict=True))
    return [_known[text] for text in texts]


def _sizes(texts: Sequence[str]) -> list[Seen]:
    """One look at all of `texts` tells which need one of their own."""
    found = [(size, 1, size) for size in map(len, texts)]
    for at, text in enumerate(texts):
        if "\n" in text:
            first, _, rest = text.partition("\n")
            one, two = len(first), len(rest)
            quick = (one + 1 + two, 2, one if one > two else two)
            found[at] = seen(text) if "\n" in rest else quick
    for at in _odd(texts):
        found[at] = seen(texts[at])
    return found


def _odd(texts: Sequence[str]) -> set[int]:
    """Places of the texts that may not be seen as they are written.

    Most are: ASCII without tags, tabs, runs of spaces and blank lines, each character of which counts.
    """
    odd = {at for at, text in enumerate(texts) if not text.isascii() or text.isspace()}
    whole = " ".join(["", *texts, ""]).replace("\n", " ")
    for mark in ("  ", "<", "{", "\t"):
        if mark in whole:
            odd.update([at for at, text in enumerate(texts) if mark in f" {text} ".replace("\n", " ")])
    return odd
