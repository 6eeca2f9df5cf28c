"""English numbers: plain, ordinal, in ranges, as fractions, in codes and telephone numbers."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.rule import DIGITS, Manner, rule

FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
SIGNS = "".join(FRACTIONS)
_TOP, _FOOT = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_SMALL = rf"[{_TOP}]{{1,3}}⁄[{_FOOT}]{{1,4}}"
SLASHED = rf"(?:[1-9][0-9]?[/⁄](?:[2-9]|1[0-9]|20|25|32|50|64|100)|{_SMALL})"
"""A fraction in figures; other denominators are codes and dates (9/11 is no eleventh)."""
WHOLE = (
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?:[\u00a0\u2009\u202f][0-9]{3})+(?![0-9])"
    r"|[1-9][0-9]{0,2}(?:[ ]000)+(?![0-9])|[0-9]+)"
)
_PLAIN = rf"{WHOLE}(?:\.[0-9]+)?(?:[ ]?(?:[{SIGNS}]|{_SMALL})|[ -]{SLASHED}(?![\w/]))?"
AMOUNT = rf"(?:{SLASHED}(?![0-9/])|{_PLAIN}|\.[0-9]+|[{SIGNS}])"
"""A number as it is written in prose; `amount` speaks it."""
_LARGE = str.maketrans(_TOP + _FOOT, DIGITS * 2)
YEARS = "1[1-9][0-9]{2}|20[0-9]{2}|10[1-9][0-9]"
"""Numbers of four figures that are heard as years."""
DASH = r"[ ]?[-‐‑‒–—][ ]?"

_PARTS = re.compile(
    rf"(?P<whole>[0-9,]+(?:\s[0-9]{{3}})*(?![0-9/⁄]))?(?:\.(?P<decimals>[0-9]+))?"
    rf"[ -]?(?P<fraction>[{SIGNS}]|{SLASHED})?"
)


def amount(text: str, manner: Manner) -> str:
    """A match of `AMOUNT` in words: ``1,000`` ``3.14`` ``.5`` ``3¾`` ``3 1/2`` ``1/2``."""
    found = _PARTS.fullmatch(text)
    if not found:
        return text
    said = []
    if found["whole"]:
        said.append(cardinal(found["whole"], manner))
    if found["decimals"]:
        said += ["point", numbers.digits(found["decimals"], manner.language)]
    if found["fraction"]:
        part = fraction(found["fraction"], manner)
        said += ["and", "a half" if part == "one half" else part] if said else [part]
    return " ".join(said)


def cardinal(text: str, manner: Manner) -> str:
    """``1,000`` -> one thousand; ``007`` -> zero zero seven."""
    plain = re.sub("[^0-9]", "", text)
    if len(plain) > 1 and plain[0] == "0":
        return numbers.digits(plain, manner.language)
    return numbers.cardinal(plain, manner.language)


def year(text: str, manner: Manner) -> str:
    """``1818`` -> eighteen eighteen, ``79`` -> seventy-nine, ``1,200`` -> one thousand two hundred."""
    if len(text) == 4 and text[0] != "0":
        return numbers.year(text, manner.language)
    return cardinal(text, manner)


def fraction(text: str, manner: Manner) -> str:
    """``½`` -> one half, ``3/4`` -> three quarters, ``2/3`` -> two thirds."""
    over, under = FRACTIONS.get(text) or map(int, re.split("[/⁄]", text.translate(_LARGE)))
    count = numbers.cardinal(str(over), manner.language)
    if over == under:
        return f"{count} {count}"  # a 50/50 chance
    if under == 2:
        return f"{count} {'half' if over == 1 else 'halves'}"
    name = "quarter" if under == 4 else numbers.ordinal(str(under), manner.language)
    return f"{count} {name}{'s' * (over != 1)}"


def _number(found: re.Match[str], manner: Manner) -> str | None:
    text = found["number"]
    if found["sign"]:
        sign = "plus" if found["sign"] == "+" else "minus"
        return f"{sign} {amount(text, manner)}"
    if re.fullmatch(YEARS, text) and not found["counts"]:
        return numbers.year(text, manner.language)
    return (found["counts"] or "") + amount(text, manner)


def _plural(found: re.Match[str], manner: Manner) -> str:
    first, space, last = cardinal(found["number"] or found["hundreds"], manner).rpartition(" ")
    if last in ("hundred", "thousand") and first == "one":
        first = space = ""  # 100s of ships are hundreds
    last = last[:-1] + "ie" if last.endswith("y") else last + "e" * last.endswith("x")
    return f"{first}{space}{last}s"


def _suffix(figures: str) -> str:
    """``1`` -> st, ``12`` -> th."""
    return "th" if figures[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(figures[-1], "th")


def _ordinal(found: re.Match[str], manner: Manner) -> str | None:
    plain = re.sub("[^0-9]", "", found["number"])
    if found["suffix"].lower() in ("d", "ds") and plain[-1] not in "23":
        return None
    if " " in found[0] and found["suffix"] != _suffix(plain):
        return None  # 2 st. 4 lb.
    return numbers.ordinal(plain, manner.language) + "s" * found["suffix"].lower().endswith(
        ("ths", "rds", "nds")
    )


def _span(found: re.Match[str], manner: Manner) -> str | None:
    first, last = (found[name] for name in ("first", "last"))
    if " - " in found[0] and first.isdigit() and last.isdigit() and int(first) > int(last):
        return None  # a subtraction
    if first == last and first.isdigit():
        return f"{amount(first, manner)} {amount(last, manner)}"  # fifty-fifty, a 2-2 draw
    if found[0] == f"{first}-{last}" and first.isdigit() and re.search("[/⁄]", last):
        return amount(f"{first} {last}", manner)  # 1-1/2 cups
    if re.fullmatch("1[5-9][0-9]{2}", first) and re.fullmatch("[0-9]", last) and last > first[3]:
        last = first[2] + last
    years = all(re.fullmatch(YEARS, text) for text in (first, last))
    if years or (re.fullmatch(YEARS, first) and re.fullmatch("[0-9]{2}", last)):
        end = f"oh {amount(last[1], manner)}" if last[0] == "0" else year(last, manner)
        return f"{year(first, manner)} to {end}"
    return f"{amount(first, manner)} to {amount(last, manner)}"


def _version(found: re.Match[str], manner: Manner) -> str:
    return " point ".join(cardinal(part, manner) for part in found[0].split("."))


def _code(found: re.Match[str], manner: Manner) -> str:
    text, figures = found.string, found[0]
    if re.search("[.,]", figures):
        said = _version(found, manner) if figures.count(".") > 1 else amount(figures, manner)
    else:
        said = numbers.digits(figures, manner.language) if len(figures) > 4 else cardinal(figures, manner)
    before, after = (text[: found.start()][-1:].isalpha(), text[found.end() :][:1].isalpha())
    return " " * before + said + " " * after


def _small(found: re.Match[str], manner: Manner) -> str:
    figures = re.sub("[^0-9]", "", found[0].translate(_LARGE))
    return f" {cardinal(figures, manner)}" if figures else ""


def _calibre(found: re.Match[str], manner: Manner) -> str:
    first, last = found["number"][:-2], found["number"][-2:]
    said = [cardinal(first, manner)] if first else []
    said += [f"oh {cardinal(last[1], manner)}" if last[0] == "0" else cardinal(last, manner)]
    return " ".join(said)


def _isbn(found: re.Match[str], manner: Manner) -> str:
    groups = re.findall("[0-9]+|X", found["what"])
    return ", ".join(one if one == "X" else numbers.digits(one, manner.language) for one in groups)


def _phone(found: re.Match[str], manner: Manner) -> str | None:
    groups = re.findall("[0-9]+", found[0])
    if not 7 <= sum(map(len, groups)) <= 15:
        return None
    plus = "plus " if found[0].startswith("+") else ""
    return plus + ", ".join(numbers.digits(group, manner.language) for group in groups)


PLURALS = (
    rule(
        "plural", "B-52s and 100s are heard as seconds",
        r"(?:(?<=[A-Za-z]-)|(?<=[A-Za-z]))(?P<number>[0-9]{1,3})s(?!\w)"
        r"|(?<![\w.,$£€-])(?P<hundreds>[1-9]00+|7[0-9]7)s(?!\w)",
        _plural, DIGITS,
    ),
)  # fmt: skip
"""Before units; decades are other."""

RULES = (
    rule(
        "calibre", "the .45 and a .38 are heard as points",
        r"(?:(?<=\b[Aa][ ])|(?<=\b[Tt]he[ ])|(?<=\b[Hh]is[ ])"
        r"|(?<=\b[Hh]er[ ])|(?<=\b[Mm]y[ ])|(?<=Colt[ ]))"
        r"\.(?P<number>22|25|32|38|44|45|50|303|308|357)"
        r"(?!\w|[.][0-9]|[ ]?%|[ ](?:average|chance|probability|of|inch|second|percent|level))",
        _calibre, ".",
    ),
    rule(
        "fraction", "2/3rds is heard as two slash third",
        rf"(?<![\w/.,])(?P<fraction>{SLASHED})(?:rds?|ths?|nds)(?!\w)",
        lambda found, manner: fraction(found["fraction"], manner), "/",
    ),
    rule(
        "range", "10-12 is heard as ten dash twelve",
        rf"(?<![\w,/−-])(?<!(?<![A-Za-z])\.)(?P<first>{AMOUNT}){DASH}(?P<last>{AMOUNT})(?![\w/]|[.,][0-9]|[-–—][\w])",
        _span, DIGITS + SIGNS,
    ),
    rule(
        "ordinal", "21st is heard as twenty-one S T",
        rf"(?<![\w.,])(?P<number>{WHOLE})[ ]?"
        rf"(?P<suffix>(?:st|nd|rd|th)s?|ST|ND|RD|TH|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ|ds?)(?!\w)",
        _ordinal, DIGITS,
    ),
    rule(
        "number", "1.2.3 is heard with full stops",
        r"(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3}){2,}(?![\w]|\.[0-9])", _version, DIGITS,
    ),
    rule(
        "number", "1,000 is heard as one, zero zero zero by some voices and 3.14 as 3. 14",
        rf"""(?P<counts>(?<!\w)(?:page|room|line|number|flight|verse)[ ])?
        (?:(?<![\w.,)/-])(?P<sign>[-−+])(?=[0-9.])|(?:(?<![\w.])|(?<=(?<!\w)[bcdr]\.))(?<![0-9],))
        (?P<number>{AMOUNT})(?!\w|,[0-9]{{3}}|\.[0-9])""",
        _number, DIGITS + SIGNS + "⁄",
    ),
    rule("number", "v2.0 is heard as two numbers",
    r"[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])|(?<![0-9,.])[0-9]+(?:\.[0-9]+)+", _code, DIGITS),
    rule("number", "H2O and MP3 are heard as one odd word by some voices", "[0-9]+", _code, DIGITS),
    rule("number", "H₂O is heard as H O", rf"(?<=[A-Za-z)])[{_FOOT}]+", _small, _FOOT),
    rule("number", "¹⁴C is heard as C", rf"(?<!\w)[{_TOP}]{{1,3}}(?=[A-Z])", _small, _TOP),
    rule(
        "ion", "Ca²⁺ is heard as C A", r"(?<=[A-Za-z])(?P<count>[²³⁴]?)(?P<sign>[⁺⁻])(?!\w)",
        lambda found, manner: f"{_small(found, manner)} {'plus' if found['sign'] == '⁺' else 'minus'}",
        "⁺⁻",
    ),
)  # fmt: skip

PHONES = (
    rule(
        "isbn", "ISBN 0-306-40615-2 is heard as a sum",
        r"(?:ISBN|ISSN)(?:-1[03])?:?[ ](?P<what>[0-9][0-9 -]{6,}[0-9X])",
        _isbn, DIGITS,
    ),
    rule(
        "phone", "to dial 911 is heard as nine hundred and eleven",
        r"\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Pp]hone)(?:ed|led|ling|ing)?[ ](?P<what>911|999|112|000|411)"
        r"(?=[.,;:!?”’\"')](?![0-9])|$|[ ](?:and|for|on|from|now|or|again|when|before)\b)",
        lambda found, manner: numbers.digits(found["what"], manner.language), DIGITS,
    ),
    rule(
        "phone", "555-1234 is heard as a sum of money",
        r"""(?<![\w.,-])(?:
            \+[0-9]{1,3}(?:[ .-]?\(?[0-9]{1,4}\)?){2,5}
            |\([0-9]{2,5}\)[ ]?[0-9]{3,4}[ .-]?[0-9]{3,4}
            |0[0-9]{2,4}[ ][0-9]{3,4}(?:[ ]?[0-9]{3,4})?
            |(?:1-)?[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}|[0-9]{3}-[0-9]{4}
        )(?![\w-]|[.,][0-9])""",
        _phone, DIGITS,
    ),
)  # fmt: skip
"""Before dates and ranges, whose patterns they fit, too."""
