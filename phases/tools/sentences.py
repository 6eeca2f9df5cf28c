"""Find the borders of sentences, with `sentencex` (Wikimedia, MIT, 300 languages).

Why sentencex: of the 119 hard lines of 26 languages in ``tests/tools/test_sentences.py`` it cuts 113
as a reader would, with the help below, and 81 without; `nupunkt`, which knows English, cut 68 of the
first 110. sentencex loads in 7 ms and 3 MB and cuts 78,000 words in 0.05 s.

The help is small. sentencex takes all that stands between quotation marks for one sentence, so it
never sees the marks; a border then moves behind those that close there. `CUT` and `JOINED` correct
what its lists of abbreviations get wrong in prose.
"""

import re
from functools import cache
from itertools import accumulate, pairwise

import sentencex

MARKS = re.compile("[\"'“”„‟‘’‚‛«»‹›「」『』《》〈〉()\\[\\]{}（）［］]")
"""Quotation marks and brackets, which sentencex does not see: an unpaired one does no harm then."""

CLOSING = re.compile(r"""(?:\s?[»›](?!\w)|[”’»›」』》〉)\]}）］]|["'“‘«‹](?!\w))*\s*""")
"""What still belongs to the sentence at its border; marks that open elsewhere close before a space."""

NEXT = re.compile(r"[\W_]*([^\W_])")
"""Up to the next letter or digit."""

SAID = "said|says|cried|asked|replied|answered|exclaimed|whispered|shouted|murmured|thought|added"
"""Verbs of speech in English."""

NAMED = "Thos|Wm|Chas|Jas|Geo|Jos|Jno|Robt|Benj|Edw|Saml|Danl|Lieut|Sergt|Mdlle|Mdme|Pte|Cdr|Cmdr"
"""Titles and first names cut short, before a name."""

MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

CUT = {
    # Words which with a capital are states, months and titles (Me., Dec., Ill.), and No, which is a
    # number only before a digit; "said I." is no initial.
    "en": re.compile(
        rf"""(?<!\w)(?:
            me|no|No|ill|may|art|miss|ark|con|fed|id|ok|OK|ore|min|res
            |(?:{SAID}|as|than|nor|so|am|do|did|was|have|had)[ ]I
        )\.["'”’)\]]*\s(?=[^\w\s]*[A-Z])""",
        re.VERBOSE,
    ),
}
"""A border at the end of a match, which sentencex takes for an abbreviation; by language."""

INITIAL = r"(?<!\w)[A-HJ-UWYZÀ-ÞА-Я]\.\s(?=[A-ZÀ-ÞА-Я])"
"""J. Verne. Not I, V and X, which count kings; where it is none, the voice pauses at the full stop."""

JOINED = {
    **dict.fromkeys(("da", "pl", "ru", "uk"), re.compile(INITIAL)),
    # Titles and what stands before numbers, as far as sentencex does not know them.
    "de": re.compile(r"(?<!\w)(?:Frl|Hl|hl|geb|inkl|bes)\.\s(?=[A-ZÀ-Þ])"),
    "es": re.compile(rf"{INITIAL}|(?<!\w)(?:Dña|Fr|aprox)\.\s(?=[A-ZÀ-Þ\d])"),
    "it": re.compile(rf"{INITIAL}|(?<!\w)(?:nn?|pagg?)\.\s(?=\d)"),
    "nl": re.compile(rf"{INITIAL}|(?<!\w)(?:[Mm]evr|[Dd]s)\.\s(?=[A-ZÀ-Þ])|(?<!\w)(?:afb|tel)\.\s(?=\d)"),
    "pt": re.compile(rf"{INITIAL}|(?<!\w)(?:[Pp]|[Pp]ágs?|[Vv]ol|[Cc]ap|[Tt]el|n)\.\s(?=\d)"),
    # “Run!” Jane cried. And numbers: 3 lbs. 4 oz., Vol. 2, Rom. 8:28, vol. II, fig. I of it, 5s. 6d.
    "en": re.compile(
        rf"""[!?…]["”’]+\s(?=(?:[A-Z]\w*\.?\s){{1,2}}(?:{SAID})\b)
        |(?<!\w)(?:lbs|oz|yds|cwt|Ex|App|Par|(?i:vols?|chaps?|chs?|bk|figs|sect|eq|fol|approx|tel))\.\s(?=\d)
        |(?<!\w)[A-Z][a-z]{{1,5}}\.\s(?=\d{{1,3}}:\d)
        |(?<!\w)(?i:vols?|bk|chaps?|ch|figs?|sect?|art|pp?)\.\s
            (?=(?:[IVXLC]{{2,}}|[VX]|I(?=[.,;:)]|\sof\s|$))\b)
        |(?<!\w)(?i:nos?)\.\s(?=(?:[IVXLC]{{2,}}|[VX])\b)
        |(?<!\w)\d{{1,2}}s\.\s(?=\d{{1,2}}[½¼¾]?d\b)
        |(?<!\w)(?:{NAMED})\.\s(?=[A-ZÀ-Þ])|-(?:Gen|Col|Adm)\.\s(?=[A-ZÀ-Þ])
        |(?<!\w)(?:Apt|Rte|Rm|para|Sched|ss|cl)\.\s(?=\d)|(?<!\w)Mk\.\s(?=\d|[IVX]+\b)
        |(?<!\w)(?i:lat|long)\.\s(?=\d+\s?°)|(?<!\w)[A-Z][a-z]+\.?\s[ivxlc]+\.\s(?=\d)
        |(?<!\w)(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.\s(?=\d{{1,2}}(?:st|nd|rd|th)?\s(?:{MONTH}))""",
        re.VERBOSE,
    ),
    # Monsieur and double names (J.-J. Rousseau) are missing in the French list.
    "fr": re.compile(
        rf"{INITIAL}|(?<!\w)(?:M|[A-Z]\.-[A-Z])\.\s"
        r"|(?<!\w)(?:Mgr|Dr|Ste?)\.\s(?=[A-ZÀ-Þ])|(?<!\w)(?:no|t)\.\s(?=\d)"
    ),
    # The quotation goes on with the particle "to": 「行くよ。」と言った。
    "ja": re.compile(r"[。！？]」(?=[とっ])"),
}
"""No border at the end of a match; by language."""


def split(text: str, language: str) -> list[str]:
    """The sentences of `text` (one line, single spaces), each with the spaces behind it.

    They add up to `text`, character for character. `language` is a BCP 47 tag; one that is not
    known is cut as English.
    """
    code = _code(language)
    borders = set(_borders(text, code))
    if code in CUT:
        borders.update(found.end() for found in CUT[code].finditer(text))
    if code in JOINED:
        borders.difference_update(found.end() for found in JOINED[code].finditer(text))
    ends = [0, *sorted(border for border in borders if not _goes_on(text, border)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if end > start]


@cache
def _code(language: str) -> str:
    primary = re.match(r"[a-z]{2,3}(?![a-z])", language.lower())
    return primary.group() if primary else "en"


def _borders(text: str, code: str) -> list[int]:
    """Where sentences start, as sentencex sees `text` without its `MARKS`."""
    hidden = [found.start() for found in MARKS.finditer(text)]
    seen = MARKS.sub("", text)
    borders = []
    passed = 0  # marks before the border
    for end in accumulate(map(len, sentencex.segment(code, seen))):
        last = end - 1
        while last > 0 and seen[last].isspace():
            last -= 1
        while passed < len(hidden) and hidden[passed] - passed <= last:
            passed += 1
        closing = CLOSING.match(text, last + passed + 1)
        border = closing.end() if closing else last + passed + 1
        if seen[last] not in ".!?" or text[border - 1].isspace():  # no border inside J.-J. and n.º
            borders.append(border)
    return borders


def _goes_on(text: str, border: int) -> bool:
    """The next letter is a small one: the sentence goes on, in any script with capitals."""
    following = NEXT.match(text, border)
    return following is not None and following[1] != following[1].title()
