"""Addresses of the net, signs between words and figures, and blanks, in English."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.roman import value
from phases.audiobook.normalise.rule import DIGITS, Manner, rule

SIGNS = {
    ".": "dot", "/": "slash", "_": "underscore", "-": "dash", "@": "at", ":": "colon", "?": "question mark",
    "=": "equals", "&": "and", "#": "hash", "%": "percent", "~": "tilde", "+": "plus",
}  # fmt: skip
SMALL = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_BASE = r"(?<=[0-9)])|(?<=\b[A-Za-z])"
"""What has an exponent; behind a word such a figure is a note's."""
TOP = (
    "com|org|net|edu|gov|mil|int|info|biz|io|co|uk|us|eu|de|fr|es|it|nl|ca|au|ch|at|be|ie|nz|ai|app|dev|tv"
)
_BOOKS = """
Genesis Exodus Leviticus Numbers Deuteronomy Joshua Judges Ruth Samuel Kings Chronicles Ezra Nehemiah
Esther Job Psalms? Proverbs Ecclesiastes Isaiah Jeremiah Lamentations Ezekiel Daniel Hosea Joel Amos
Obadiah Jonah Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Mark Luke John Acts Romans
Corinthians Galatians Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews James
Peter Jude Revelation Gita
"""
_SHORT = """
Gen Exod? Lev Num Deut Josh Judg Sam Kgs Chron Chr Neh Esth Pss? Prov Eccl Eccles Isa Jer Lam Ezek Dan Hos
Obad Mic Nah Hab Zeph Hag Zech Mal Matt Mt Mk Lk Jn Rom Cor Gal Eph Phil Col Thess Tim Tit Philem Heb Jas
Pet Rev
"""


def _address(found: re.Match[str], manner: Manner) -> str:
    text = re.sub(r"^(?:https?|ftp)://", "", found["what"]).rstrip("/")
    said = re.sub(
        r"[0-9]+|[./_\-@:?=&#%~+]",
        lambda one: f" {SIGNS.get(one[0]) or numbers.digits(one[0], manner.language)} ", text,
    )  # fmt: skip
    return " ".join(re.sub(r"\bwww\b", "W-W-W", said).split())


def _verse(found: re.Match[str], manner: Manner) -> str:
    chapter = found["chapter"] or str(value(found["roman"]))
    said = [numbers.cardinal(number, manner.language) for number in (chapter, found["verse"])]
    to = f" to {numbers.cardinal(found['to'], manner.language)}" if found["to"] else ""
    return " ".join(said) + to


def _ratio(found: re.Match[str], manner: Manner) -> str:
    return " to ".join(numbers.cardinal(found[name].replace(",", ""), manner.language) for name in "ab")


def _hash(found: re.Match[str], manner: Manner) -> str:
    return "number " if found["number"] else "hashtag "


def _expurgated(found: re.Match[str], manner: Manner) -> str | None:
    word = EXPURGATED.get(f"{found['first']}-{found['last']}".lower())
    return word.capitalize() if word and found["first"].isupper() else word


def _power(found: re.Match[str], manner: Manner) -> str:
    figures = found["plain"] or found["small"].translate(str.maketrans(SMALL + "⁻", "0123456789-", "⁺"))
    if figures in ("2", "3"):
        return " squared" if figures == "2" else " cubed"
    sign = "minus " if figures[0] in "-−" else ""
    return f" to the power of {sign}{numbers.cardinal(figures.lstrip('-−'), manner.language)}"


def _year_blank(found: re.Match[str], manner: Manner) -> str:
    figures = found["figures"]
    said = numbers.cardinal(figures[:2], manner.language)
    decade = f" {numbers.cardinal(figures[2] + '0', manner.language)}" if figures[2:] else ""
    return f"{said}{decade} blank"


EXPURGATED = {
    "d-n": "damn", "d-mn": "damn", "d-d": "damned", "d-nd": "damned", "d-ned": "damned",
    "d-nation": "damnation",
    "f-k": "fuck", "f-ck": "fuck", "f-ing": "fucking", "f-king": "fucking", "f-cking": "fucking",
    "f-ked": "fucked", "f-cked": "fucked", "s-t": "shit", "sh-t": "shit", "b-tch": "bitch",
    "d-l": "devil", "d-vil": "devil", "h-l": "hell", "h-ll": "hell", "b-y": "bloody", "b-dy": "bloody",
    "b-d": "bastard", "b-h": "bitch", "w-e": "whore", "g-d": "God",
}  # fmt: skip
"""Words whose middle was left out of decency."""


def _between(sign: str, word: str) -> tuple[str, str]:
    return rf"(?<=[\w)½¼¾])[ ]?{sign}[ ]?(?=[\w($£€.])", f" {word} "


ADDRESSES = (
    rule(
        "e-mail", "me@example.org is heard as one sentence that ends at org",
        r"(?<![\w.@])(?P<what>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", _address, "@",
    ),
    rule(
        "web", "https://example.org/a_b is heard as H T T P colon slash slash",
        rf"(?<![\w@.])(?P<what>(?:https?|ftp)://[^\s<>“”\"')\]]*[\w/]|www\.[\w-]+(?:\.[\w-]+)+"
        rf"(?:/[\w./?=&#%~+-]*[\w/])?"
        rf"|(?:[a-z0-9-]+\.)+(?:{TOP})(?:/[\w./?=&#%~+-]*[\w/])?(?![\w-]|\.\w))", _address, ".",
    ),
    rule(
        "path", "/etc/passwd is heard as et cetera or passwd",
        r"(?<![\w./])(?P<what>(?:~|\.\.?)?(?:/[\w-]+(?:\.\w+)*){2,})(?![\w/])", _address, "/",
    ),
)  # fmt: skip
"""Before all others: nothing in them is a number or an abbreviation."""

BLANKS = (
    rule(
        "year-blank", "18— is heard as eighteen and a pause",
        r"(?<!\w)(?P<figures>1[0-9][0-9]?)(?:—+|--+|[–-]{2,}|_{2,})(?!\w)", _year_blank, DIGITS,
    ),
    rule(
        "name-blank", "Mr. —— is heard as Mister alone",
        r"(?:(?<=M\.[ ])|(?<=Mr\.[ ])|(?<=Mrs\.[ ])|(?<=Miss[ ])|(?<=Dr\.[ ])|(?<=Lord[ ])|(?<=Lady[ ])|"
        r"(?<=Mr[ ])"
        r"|(?<=[ ](?=—{2}|⸺|⸻|_{2}|-{3})))(?:—+|[⸺⸻]+|_{2,}|-{2,})(?=shire\b|(?!\w))", "blank", "—⸺⸻_-",
    ),
    rule(
        "expurgated", "D——n it is heard as two letters",
        r"(?<![\w*])(?P<first>[A-Za-z]h?)(?:—+|[⸺⸻]+|-{2,}|\*+)(?P<last>[a-z]+)(?![\w*])",
        _expurgated, "—⸺⸻-*",
    ),
    rule(
        "letter-blank", "F*** is heard as a letter", r"(?<![\w*])[A-Za-z](?P<what>\*{3,})(?![\w*])",
        lambda found, _: None if "*" in found.string[: found.start("what")] else " blank", "*",
    ),
    rule(
        "letter-blank", "the Count of L—— is heard as el",
        r"(?<=(?<!\w)[A-Z])(?:—{2,}|[⸺⸻]+|_{2,}|-{3,})(?!\w)", " blank", "—⸺⸻_-",
    ),
)  # fmt: skip
_LETTERS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau
upsilon phi chi psi omega
"""
GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", _LETTERS.split(), strict=True)) | {"µ": "mu"}
POWERS = (
    rule("power", "10⁶ is heard as ten six, 2^3 as twenty-three",
    rf"(?:{_BASE}|(?<=\b[A-Za-z]{{2}}))(?P<what>\^(?P<plain>[-−]?[0-9]{{1,4}})"
    rf"|(?P<small>[⁺⁻]?[{SMALL}]{{2,4}}|⁻[{SMALL}]|[⁰¹⁴⁵⁶⁷⁸⁹]))(?![\w⁄{SMALL}])", _power, "^⁻" + SMALL),
)  # fmt: skip
"""Before numbers, which would take the exponent."""

VERSES = (
    rule(
        "verse", "John 3:16 is heard as a time of the day",
        rf"(?<!\w)(?:{'|'.join(_BOOKS.split())}|(?:{'|'.join(_SHORT.split())})\.)[ ]"
        r"(?P<what>(?:(?P<chapter>[0-9]{1,3}):|(?P<roman>[ivx]+|[ivxlc]{2,})[.:,]?[ ]?)"
        r"(?P<verse>[0-9]{1,3})"
        r"(?:[-–](?P<to>[0-9]{1,3}))?)(?![\w:])", _verse, DIGITS,
    ),
)  # fmt: skip
"""Before the times of the day."""

PAIRS = (
    rule("ratio", "3:1 is heard as a pause",
    r"(?<![\w:.])(?P<a>[0-9]{1,3}):(?P<b>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{3,}|[0-9])(?![\w:])", _ratio, ":"),
    rule("twenty-four-seven", "24/7 is heard as a fraction", r"(?<![\w/])24/7(?![\w/])",
    "twenty-four seven", "/"),
    rule("nine-eleven", "9/11 is heard as a fraction", r"(?<![\w/])9/11(?![\w/])", "nine eleven", "/"),
)  # fmt: skip
"""Before numbers, of which each has two."""

RULES = (
    rule("hash", "#5 is heard as hash five", r"(?<!\w)\#(?=(?P<number>[0-9])|\w)", _hash, "#"),
    rule("and", "A&P is heard without its and", *_between("&", "and"), "&"),
    rule("and-alone", "& is left out by voices that know no signs", "&", " and ", "&"),
    rule("at", "@ is left out by voices that know no signs", r"(?<!\S)@(?=[ ]?\w)|(?<=\w)[ ]@[ ]?", " at ",
    "@"),
    rule("times", "3 × 10⁸ is heard as three by ten",
    rf"(?<=[0-9])[ ]?×[ ]?(?=10[\^⁻{SMALL}])", " times ", "×"),
    rule("times", "4×4 is heard as four four",
    *_between("(?:×|(?<=[0-9][ ])x(?=[ ][0-9])|(?<=[0-9])x(?=[0-9]))", "by"), "×x"),
    rule("times", "2x is heard as two ex", "(?<=[0-9])x(?=[ ])", " times", "x"),
    rule("divided", "÷ is left out by some voices", *_between("÷", "divided by"), "÷"),
    rule("plus", "2 + 2 is heard as two two by some voices", *_between(r"(?:\+)", "plus"), "+"),
    rule("equals", "= is left out by some voices", *_between("=", "equals"), "="),
    rule("minus", "5 − 3 is heard as a range or a pause",
    r"(?<=[0-9])[ ](?:−|-)[ ](?=[0-9])|(?<=[0-9])−(?=[0-9])", " minus ", "−-"),
    rule("less", "< is silent", *_between("<", "is less than"), "<"),
    rule("greater", "> is silent", *_between(">", "is greater than"), ">"),
    rule("at-most", "≤ is silent", *_between("≤", "is at most"), "≤"),
    rule("at-least", "≥ is silent", *_between("≥", "is at least"), "≥"),
    rule("root", "√ is silent", r"√(?=[\w(])", "the square root of ", "√"),
    rule("infinity", "∞ is silent", "∞", "infinity", "∞"),
    rule("less", "<5 is heard as five", r"(?<![\w)<=-])<[ ]?(?=[0-9])", "less than ", "<"),
    rule("greater", ">5 is heard as five", r"(?<![\w)>=-])>[ ]?(?=[0-9])", "more than ", ">"),
    rule("at-most", "≤5 is heard as five", r"(?<![\w)])≤[ ]?(?=[0-9])", "at most ", "≤"),
    rule("at-least", "≥5 is heard as five", r"(?<![\w)])≥[ ]?(?=[0-9])", "at least ", "≥"),
    rule("equals", "≠ is left out by some voices", *_between("≠", "is not equal to"), "≠"),
    rule("sharp", "C# is heard as C hash", r"(?<=(?<![\w/])[CF])\#(?!\w)", " sharp", "#"),
    rule("plus", "C++ is heard as C", r"(?<=(?<!\w)C)\+\+", " plus plus", "+"),
    rule("about", "~50 is heard as fifty", r"(?<!\w)[~≈][ ]?(?=[0-9])", "about ", "~≈"),
    rule("plus-minus", "± is silent", r"[ ]?±[ ]?", " plus or minus ", "±"),
    rule("squared", "x² is heard as x two", rf"(?:{_BASE}|(?<=\bmc)|(?<=π[a-z]))²", " squared", "²"),
    rule("cubed", "x³ is heard as x three", rf"(?:{_BASE})³", " cubed", "³"),
    rule("degrees", "a ° alone is silent", r"(?<=\w)[ ]?°", " degrees ", "°"),
    rule("greek", "a letter α alone is heard as a foreign letter, or not at all",
    r"(?<![Ͱ-Ͽἀ-῿])[Α-ΡΣ-Ωα-ωµ](?![Ͱ-Ͽἀ-῿])",
    lambda found, _: GREEK[found[0].lower()], "".join(GREEK) + "".join(GREEK).upper()),
    rule("and-or", "and/or is heard as and slash or", r"(?<=\band)/(?=or\b)", " ", "/"),
    rule("slash", "he/she is heard as he slash she",
    r"(?<=[a-z])/(?=[a-z])|(?<=[0-9](?:st|nd|rd|th))/(?=[0-9]+(?:st|nd|rd|th))|(?<=°[CF])/(?=\w)"
    r"|(?<=[0-9][a-z])/(?=[0-9])|(?<=[0-9][a-z]{2})/(?=[0-9])|(?<=\w)/(?=[€£$])",
    " or ", "/"),
    rule("slash", "TCP/IP is heard with a slash", r"(?<=[A-Z])/(?=[A-Z])", " ", "/"),
    rule("backslash", "\\ is silent and joins two words", r"(?<=[\w:])\\(?=\w)", " backslash ", "\\"),
    rule("slash-alone", "a / is heard as slash", r"(?<=\w)[ ]/[ ](?=\w)", ", ", "/"),
    rule("arrow", "→ is heard as right arrow", "[ ]?[→⇒➔←⇐↔][ ]?", " — ", "→⇒➔←⇐↔"),
    rule("copyright", "© is silent", r"(?:©|\([Cc]\)(?=[ ][0-9]))[ ]?", "copyright ", "©("),
    rule("paragraph-sign", "§ is silent before a letter", "§[ ]?(?=[A-Za-z])", "section ", "§"),
)  # fmt: skip
