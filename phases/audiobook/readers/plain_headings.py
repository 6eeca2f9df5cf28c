"""Headings of plain text by their patterns: ``CHAPTER I``, ``Letter 2``, ``XIV.``, ``Erstes Kapitel``."""

import re
from collections.abc import Sequence

from phases.audiobook.book import words
from phases.audiobook.normalise import roman
from phases.audiobook.readers.ledger import letters

Key = tuple[str, ...]
"""Words of a line, by which it is known again."""

DIVISION = (
    "volume|book|part|tome|livre|partie|band|buch|teil|libro|parte|tomo|deel|boek|том|часть|книга"
    "|część|díl|kirja|osa"
)
CHAPTER = (
    "chapter|chapitre|kapitel|cap[ií]tulo|capitolo|hoofdstuk|глава|розділ|rozdział|kapitola|luku|fejezet|capitolul"
    "|bölüm|κεφάλαιο"
)
OTHERS = (
    "letter|canto|stave|section|scene|act|lettre|brief|carta|lettera|chant|gesang|akt|acte|scène"
    "|szene|письмо"
)
NAMED = (
    "prologue|epilogue|preface|introduction|foreword|afterword|conclusion|postscript|dedication|interlude"
    "|acknowledge?ments|appendix|author['’]s note|prolog|epilog|vorwort|nachwort|einleitung|prólogo|epílogo"
    "|prefacio|introducción|préface|avant-propos|épilogue|prologo|epilogo|prefazione|introduzione|voorwoord|förord"
    "|пролог|эпилог|предисловие|введение|послесловие"
)
CONTENTS = (
    "(?:table of )?contents|inhalt|inhaltsverzeichnis|table des matières|sommaire|índice|indice|sumário"
    "|inhoud|innehåll|содержание|оглавление"
)

_COUNT = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
)
_ORDER = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
_ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_NUMBER = rf"(?:\d{{1,4}}|{_ROMAN}|{_ROMAN.lower()}|(?i:{_COUNT}|(?:the )?(?:{_ORDER})))"
_REST = r"""(?:\s*[.:—–\-\]]+\s*\S.*|\s+["“'‘«(\[]?[A-ZÀ-ÞΑ-ΩА-Я0-9].*|[.:—–\-\]]*)"""

_NUMBERED = re.compile(
    rf"\[?(?i:(?P<division>{DIVISION})|{CHAPTER}|{OTHERS}|§)\s*(?:no?\.\s*)?{_NUMBER}\b{_REST}"
)
_ARTICLE = "the|an?|this|that|my|his|her|der|die|das|dies\\w+|ein\\w*|le|la|un|une|el|il|una?|de|het|een"
_ONE_WORD = re.compile(
    rf"(?i:(?:{CHAPTER})\s+\w+|(?!(?:{_ARTICLE})\s)\w+\s+(?:{CHAPTER}|(?P<division>{DIVISION})))[.:]?"
)
_NAMED = re.compile(rf"(?i:{NAMED})[.:]?")
_CAPITALS = r"[^a-zß-ÿа-я]*[A-ZÀ-ÞА-Я]{2}[^a-zß-ÿа-я]*"
_ALONE = re.compile(rf"(?P<number>\d{{1,3}}|{_ROMAN})(?:[.:]?|[.:]\s+{_CAPITALS})")
_CONTENTS = re.compile(rf"(?i:{CONTENTS})[.:]?")
_PAGE = re.compile(r"(?:[\s.·…_]{2,})(?:\d{1,4}|[ivxlc]+)\s*$")
_SENTENCE_END = re.compile(r"""[.!?…,;:]["”’')\]]*$""")

MAX_LINE = 90
"""Characters of a line of a heading."""
MAX_LINES = 3
MIN_CONTENTS = 3
"""Headings in a row, all of which come again, that are a table of contents without a title."""


def level(*lines: str) -> int:
    """The rank of the heading that `lines` are: 1 for books and parts, 2 for chapters, 0 for none."""
    flat = [re.sub(r"[_*=]+", "", line).strip() for line in lines]
    if not flat or len(flat) > MAX_LINES or max(map(len, flat)) > MAX_LINE:
        return 0
    if match := _NUMBERED.fullmatch(flat[0]) or _ONE_WORD.fullmatch(flat[0]):
        if len(flat) > 1 and flat[-1][-1:] in ",;":
            return 0
        return 1 if match["division"] else 2
    if len(flat) == 1 and (_NAMED.fullmatch(flat[0]) or _ALONE.fullmatch(flat[0])):
        return 2
    return 0


def unnumbered(stanzas: Sequence[Sequence[str]]) -> frozenset[int]:
    """Which stanzas are a bare number that counts no chapters: they do not run 1, 2, 3.

    A lone ``I`` is a word, and a lone ``1984`` may be a year; a series of them is a book's chapters.
    """
    bare = {
        i: _value(match["number"])
        for i, lines in enumerate(stanzas)
        if len(lines) == 1 and (match := _ALONE.fullmatch(lines[0].strip().strip(" _*=")))
    }
    series: set[int] = set()
    run: list[int] = []
    for i, value in bare.items():
        if value == len(run) + 1:
            run.append(i)
        elif value == 1:
            run = [i]
        if len(run) > 1:
            series.update(run)
    return frozenset(set(bare) - series)


def _value(number: str) -> int:
    """The value of an Arabic or Roman `number`."""
    return int(number) if number.isdecimal() else roman.value(number)


def subtitle(lines: Sequence[str]) -> bool:
    """Whether `lines`, which follow a heading, belong to it: capitals, or a title without a full stop."""
    if len(lines) > MAX_LINES or max(map(len, lines)) > MAX_LINE:
        return False
    text = " ".join(line.strip() for line in lines).strip("_ ")
    if not letters(text) or text[0] in "\"“'‘«[(":
        return False
    if text == text.upper() and text != text.lower():
        return True
    long = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    return not _SENTENCE_END.search(text) and bool(long) and all(word[0].isupper() for word in long)


def is_contents_title(text: str) -> bool:
    """Whether `text` is the title of a table of contents."""
    return bool(_CONTENTS.fullmatch(text.strip(" _*=")))


def contents(stanzas: Sequence[Sequence[str]]) -> frozenset[int]:
    """Which stanzas are a printed table of contents: lines that stand again, as headings, further down.

    It begins with its own title, or has at least `MIN_CONTENTS` headings in a row.
    """
    keys = [_key(" ".join(lines[:MAX_LINES])) for lines in stanzas]
    last = {key: i for i, key in enumerate(keys)}
    for i, lines in enumerate(stanzas):
        named = is_contents_title(lines[0])
        first = i + 1 if named and len(lines) == 1 else i
        rest = {i: lines[1:]} if named and len(lines) > 1 else {}
        end = first
        while end < len(stanzas) and _recurs(rest.get(end, stanzas[end]), end, keys, last):
            end += 1
        listed = [line for stanza in stanzas[first:end] for line in stanza]
        if end > first and (named or sum(level(line) > 0 for line in listed) >= MIN_CONTENTS):
            return frozenset(range(i, end))
    return frozenset()


def named(stanzas: Sequence[Sequence[str]], listed: frozenset[int]) -> frozenset[int]:
    """Which stanzas the table of contents, the stanzas `listed`, names: ``I. The Beginning``."""
    last = {_key(" ".join(lines)): i for i, lines in enumerate(stanzas) if len(lines) <= MAX_LINES}
    keys = [_key(_PAGE.sub("", line)) or _key(line) for i in listed for line in stanzas[i]]
    return frozenset(last[key] for key in keys if key in last) - listed


def _recurs(lines: Sequence[str], at: int, keys: Sequence[Key], last: dict[Key, int]) -> bool:
    """Whether most `lines` of the stanza `at` stand as stanzas further down, there perhaps cut in two."""
    hits = 0
    for line in lines:
        key = _key(_PAGE.sub("", line)) or _key(line)
        whole = last.get(key, 0) > at
        hits += bool(key) and (whole or any(last.get(key[:n], 0) > at for n in range(2, len(key))))
    return 2 * hits > len(lines)


def _key(text: str) -> Key:
    return tuple(words(text[:200].casefold()))
