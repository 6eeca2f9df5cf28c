"""Rules about what people say twice or without meaning it, and speech recognisers write down."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from phases.subtitles.rules.rule import Rule, Where, where

FILLERS = ("um", "umm", "uhm", "uh", "uhh", "erm")
"""Sounds without a meaning. "Like", "you know", "well", "ah" and "hmm" are words, and "er" is German."""

DOUBLED = {
    "the": "no noun follows an article by itself",
    "an": "as the",
    "your": "needs its noun; the pronoun is yours",
    "our": "needs its noun; the pronoun is ours",
    "their": "needs its noun; the pronoun is theirs",
    "every": "needs its noun",
}
"""Words that never stand twice in a row in English, and why."""

LIKELY = (
    "i", "we", "he", "she", "they", "it", "to", "of", "in", "is", "for", "with", "this", "what", "when",
    "if", "and", "but", "because", "a", "from", "on", "at", "was", "are", "my", "as", "be", "can", "will",
)  # fmt: skip
"""Words that stand twice in a row mostly, not always, by mistake: "what it is is love", "came in in May".

"That that", "had had", "very very", "no no" and names are nobody's mistake.
"""

# Not in capitals: UM is a university.
_filler = "|".join(
    f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in sorted(FILLERS, key=len, reverse=True)
)

_DOUBLE = re.compile(r" ([a-z]++)(?= +\1 )")
_AT_FILLERS = where("written", r",(?<=[uUhmr][mh],)")


def _doubled(words: tuple[str, ...]) -> re.Pattern[str]:
    """Two equal words or more; two that a new line parts, with the space behind."""
    each = "|".join(words)
    return re.compile(
        rf"(?<![\w'’.-])(?P<one>{each})"
        rf"(?:(?: +(?P=one))+(?![\w'’.-])|(?P<line>\n)(?P=one) +(?=\S))",
        re.I,
    )


def _once(match: re.Match[str]) -> str:
    """The first of them; with it the first that has a capital for itself: the The Hague."""
    one, *more = match[0].split()
    name = next((two for two in more if two[0].isupper() and not one.isupper()), "")
    if name and match["line"]:
        return match[0]
    return f"{one} {name}" if name else one + (match["line"] or "")


def _opening(match: re.Match[str]) -> str:
    """The letter behind a filler takes its capital over."""
    letter = match["next"]
    return letter.upper() if match["filler"][0].isupper() else letter


@lru_cache(maxsize=1)
def _doubles(whole: str) -> tuple[tuple[int, str], ...]:
    """Where a word stands twice in a row in `whole`, and the word."""
    return tuple([(match.start(), match[1]) for match in _DOUBLE.finditer(whole)])


def _twice(words: Iterable[str]) -> Where:
    """The places where one of `words` stands twice in a row."""
    known = frozenset(words)
    return Where("words", lambda whole: [place for place, word in _doubles(whole) if word in known])


def _said_twice(texts: Sequence[str]) -> list[int]:
    """Those whose first half is the last one, too, with a space between."""
    return [
        n
        for n, text in enumerate(texts)
        if text and text[half := len(text) // 2] == " " and text.endswith(text[:half])
    ]


def _again_and_again(texts: Sequence[str]) -> Iterable[int]:
    """Those that are little else than three words three times: one of nine words is looked at first."""
    return dict.fromkeys(
        n
        for n, words in enumerate(map(str.split, texts))
        for word in words[8::9]
        if words.count(word) >= 3 and len(set(words)) * 3 <= len(words) + 6
    )


RULES = (
    Rule(
        "filler-start",
        "a sound before the first word of a cue or sentence, parted by a comma, says nothing",
        "safe",
        re.compile(
            rf"(?:^|(?<=[.!?][ \n]))(?P<filler>{_filler})(?:, *(?:{_filler}))*, +(?P<next>[^\W\d_])"
        ),
        _opening,
        ("Um, the mind is restless.", "The mind is restless."),
        _AT_FILLERS,
        languages=("en",),
    ),
    Rule(
        "filler",
        "a sound between commas says nothing",
        "safe",
        re.compile(rf"(?<!\b[uU]m)(?<!\b[uU]h),(?: +(?:{_filler}),)+(?= )"),
        ",",
        ("The mind, uh, is restless.", "The mind, is restless."),
        _AT_FILLERS,
        languages=("en",),
    ),
    Rule(
        "repeated-word",
        "an article, a joining word or a possessive never stands twice in a row",
        "safe",
        _doubled(tuple(DOUBLED)),
        _once,
        ("the the mind and your\nyour wind", "the mind and your\nwind"),
        _twice(DOUBLED),
        languages=("en",),
    ),
    Rule(
        "repeated-word-likely",
        "a small word that stands twice in a row is mostly a slip of the tongue",
        "review",
        _doubled(LIKELY),
        _once,
        ("we we know", "we know"),
        _twice(LIKELY),
        languages=("en",),
    ),
    Rule(
        "repeated-line",
        "a recogniser writes a line twice; a speaker says it twice, too",
        "review",
        re.compile(r"\A(?P<line>\S+(?: +\S+){2,})[ \n](?P=line)\Z"),
        r"\g<line>",
        ("and so the mind\nand so the mind", "and so the mind"),
        among=_said_twice,
        keeps_lines=False,
    ),
    Rule(
        "repeated-phrase",
        "a recogniser that hears nothing writes one phrase again and again; so does a chant",
        "review",
        re.compile(r"(?<!\S)(?P<phrase>\S+(?: \S+){2,7})(?: (?P=phrase)){2,}(?!\S)"),
        r"\g<phrase>",
        ("thanks for watching thanks for watching thanks for watching", "thanks for watching"),
        among=_again_and_again,
        keeps_lines=False,
    ),
)
