"""Fractions, prices, dates in figures and German ordinals, in the languages that have a phrasebook."""

import re
from collections.abc import Callable
from functools import partial

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.phrasebook import Phrasebook
from phases.audiobook.normalise.rule import DIGITS, Manner, Rule, rule

Found = re.Match[str]
Amount = Callable[[str, str], str]
"""Speaks a number as it is written, by a rule set of the CLDR."""

FRACTIONS = {
    "de": ("ein halb", "ein Drittel", "zwei Drittel", "ein Viertel", "drei Viertel"),
    "fr": ("un demi", "un tiers", "deux tiers", "un quart", "trois quarts"),
    "es": ("un medio", "un tercio", "dos tercios", "un cuarto", "tres cuartos"),
    "it": ("un mezzo", "un terzo", "due terzi", "un quarto", "tre quarti"),
    "nl": ("een half", "een derde", "twee derde", "een kwart", "driekwart"),
    "pt": ("um meio", "um terço", "dois terços", "um quarto", "três quartos"),
}
"""Of one half, one and two thirds, one and three quarters; others go to the voice as they are."""
SIGNS = "½⅓⅔¼¾"
SLASHED = ("1/2", "1/3", "2/3", "1/4", "3/4")

CENTS = {"de": " ", "fr": " ", "es": " con ", "it": " e ", "nl": " ", "pt": " e "}
"""Between the money and its hundredths."""
POWER = {
    "de": " hoch ", "fr": " puissance ", "es": " elevado a ", "it": " elevato a ",
    "nl": " tot de macht ", "pt": " elevado a ",
}  # fmt: skip
OF = {"es": " de ", "pt": " de "}
"""Between the day, the month and the year; a space elsewhere."""

GERMAN_CASES = {
    "der": "", "die": "", "das": "", "jeder": "", "jede": "", "jedes": "", "eine": "", "ein": "-r",
    "": "-r",
}  # fmt: skip
"""The ending of a German ordinal by the word before it; -n after all others (am, den, vom)."""
GERMAN_BEFORE = (
    "der|die|das|dem|den|des|im|am|vom|zum|zur|beim|ins|ein|eine|einem|einen|einer|eines|jeder|jede|jedes"
    "|jedem|jeden|seit|ab|bis|dieser|diese|dieses|diesem|diesen|sein|ihr|seinem|ihrem|seinen|ihren"
)
"""After these a number with a full stop is an ordinal, and no end of a sentence."""
GERMAN_NEUTER = "Kapitel|Buch|Bild|Stück|Lied|Abenteuer"
GERMAN_FEMININE = "Szene|Erzählung|Geschichte|Nacht|Reise|Vorlesung|Stunde|Woche"


def rules(book: Phrasebook, number: str, amount: Amount) -> tuple[Rule, ...]:
    """The rules of `book`; `number` is the pattern of its numbers, `amount` speaks one."""
    made = [
        rule(
            "date", "12/5/1818 is heard as a fraction, 12.5.1818 with full stops",
            r"(?:(?<!\w)(?P<case>[A-Za-z]+)[ ])?(?<![\w./-])(?P<what>(?P<day>0?[1-9]|[12][0-9]|3[01])"
            rf"{'[.][ ]?' if book.code == 'de' else '[/.]'}(?P<month>0?[1-9]|1[0-2])"
            rf"{'[.][ ]?' if book.code == 'de' else '[/.]'}(?P<year>1[0-9]{{3}}|20[0-9]{{2}}))(?![\w/-])",
            partial(_date, book, amount), DIGITS,
        ),
        rule(
            "fraction", "1/2 is heard as one slash two",
            rf"(?<![\w/.,])(?:(?P<whole>[0-9]+)[ ]?(?=[{SIGNS}]))?(?P<part>[{SIGNS}]"
            rf"|(?:{'|'.join(SLASHED)})(?![\w/]))", partial(_fraction, book, amount), SIGNS + "/",
        ),
        rule(
            "money", "€ 5 is heard as five and a sign, 3,50 € as three comma five zero",
            rf"(?<![\w.,])(?:(?P<before>[€$£])[ \u00a0]?)?(?P<amount>{number})"
            r"(?(before)|[ \u00a0\u202f]?(?P<after>[€$£]))(?!\w|,[0-9])",
            partial(_price, book, amount), "€$£",
        ),
        rule("power", "10^6 is heard as ten six", r"(?<=[\w)])\^(?=[0-9−-])", POWER[book.code], "^"),
    ]  # fmt: skip
    if book.code == "de":
        made.append(
            rule(
                "ordinal",
                "im 19. Jahrhundert is heard as neunzehn, and a new sentence",
                rf"(?:(?<!\w)(?P<case>(?i:{GERMAN_BEFORE}))[ ]|^)(?P<what>(?P<number>[0-9]{{1,2}})\.)"
                r"(?=[ ](?P<noun>[A-Za-zÄÖÜäöüß]+))",
                _german_ordinal,
                DIGITS,
            )
        )
    return tuple(made)


def german(number: str, case: str | None, noun: str = "") -> str:
    """A German ordinal behind the word `case` and before `noun`."""
    ending = GERMAN_CASES.get((case or "").lower(), "-n")
    if not case and re.fullmatch(GERMAN_NEUTER, noun):
        ending = "-s"
    if not case and re.fullmatch(GERMAN_FEMININE, noun):
        ending = ""
    return numbers.ordinal(number, "de", f"spellout-ordinal{ending}")


def _german_ordinal(found: Found, manner: Manner) -> str:
    return german(found["number"], found["case"], found["noun"])


def _date(book: Phrasebook, amount: Amount, found: Found, manner: Manner) -> str:
    day, month, year = found["day"].lstrip("0"), int(found["month"]), amount(found["year"], "")
    if book.code == "de":
        return f"{german(day, found['case'])} {german(str(month), found['case']).capitalize()} {year}"
    first = day == "1" and book.code in ("fr", "it")
    said = numbers.ordinal("1", book.code, "spellout-ordinal-masculine") if first else amount(day, "")
    names = [name for name in book.months.split("|") if name != "setiembre"]
    return OF.get(book.code, " ").join((said, names[month - 1], year))


def _fraction(book: Phrasebook, amount: Amount, found: Found, manner: Manner) -> str:
    part = found["part"]
    said = FRACTIONS[book.code][SIGNS.index(part) if part in SIGNS else SLASHED.index(part)]
    return f"{amount(found['whole'], '')} {book.ampersand} {said}" if found["whole"] else said


def _price(book: Phrasebook, amount: Amount, found: Found, manner: Manner) -> str:
    one, many = book.units[found["before"] or found["after"]]
    whole, comma, cents = found["amount"].partition(",")
    if comma and len(cents) != 2:
        return f"{amount(found['amount'], '')} {many}"
    said = one if whole == "1" else f"{amount(whole, book.one)} {many}"
    return said + (CENTS[book.code] + amount(str(int(cents)), "") if cents.strip("0") else "")
