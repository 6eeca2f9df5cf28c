"""English money, new and old."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.english.amounts import AMOUNT, DASH, WHOLE, amount, cardinal
from phases.audiobook.normalise.rule import Manner, rule

CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("U-S dollar", "U-S dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"),
    "₩": ("won", "won", "jeon", "jeon"),
    "¢": ("cent", "cents", "", ""),
    "Rs": ("rupee", "rupees", "paisa", "paise"),
    **{
        f"{land}$": (f"{name} dollar", f"{name} dollars", "cent", "cents")
        for land, name in {
            "A": "Australian", "AU": "Australian", "C": "Canadian", "CA": "Canadian", "HK": "Hong Kong",
            "NZ": "New Zealand", "S": "Singapore",
        }.items()
    },
    "R$": ("Brazilian real", "Brazilian reals", "centavo", "centavos"),
}  # fmt: skip
"""Sign: one, many, one hundredth, many hundredths."""
SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion",
    "B": "billion", "b": "billion", "tn": "trillion", "T": "trillion", "lakh": "lakh", "crore": "crore",
}  # fmt: skip
SCALE = rf"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|{'|'.join(SCALES)})\b)?"
COIN = r"(?=[ -](?:bills?|notes?|coins?)\b)"
"""A $20 bill has one dollar in its name."""


def _money(found: re.Match[str], manner: Manner) -> str:
    one, several, cent, cents = CURRENCIES[found["sign"].rstrip(".")]
    number, scale = found["amount"], found["scale"]
    if found["one"]:
        several, cents = one, cent  # a $500 fine
    if found["coin"] is not None:
        return f"{amount(number, manner)} {one}"
    if found["to"]:
        large = SCALES.get(found["first"], found["first"])
        said = " ".join(filter(None, (amount(number, manner), large, "to", amount(found["to"], manner))))
        return " ".join(filter(None, (said, SCALES.get(scale, scale), several)))
    if scale:
        return f"{amount(number, manner)} {SCALES.get(scale, scale)} {several}"
    whole, _, hundredths = number.partition(".")
    if not cent or not re.fullmatch("[0-9]{2}", hundredths):
        return f"{amount(number, manner)} {one if number == '1' else several}"
    small = int(hundredths)
    said = f"{cardinal(whole, manner)} {one if whole == '1' else several}" if whole.strip("0") else ""
    if small:
        pieces = f"{numbers.cardinal(str(small), manner.language)} {cent if small == 1 else cents}"
        said = f"{said} and {pieces}" if said else pieces
    return said or f"zero {several}"


def _cents(found: re.Match[str], manner: Manner) -> str:
    one, several, *_ = CURRENCIES[found["sign"]]
    return f"{amount(found['amount'], manner)} {one if found['amount'] == '1' else several}"


def _old_money(found: re.Match[str], manner: Manner) -> str | None:
    named = ((found["l"], "pound", "pounds"), (found["s"], "shilling", "shillings"))
    said = [f"{amount(n, manner)} {one if n == '1' else several}" for n, one, several in named if n]
    if found["d"]:
        said.append(f"{amount(found['d'], manner)} {'penny' if found['d'] == '1' else 'pence'}")
    return " ".join([*said[:-1], "and", said[-1]]) + _kept_stop(found) if len(said) > 1 else None


def _pence(found: re.Match[str], manner: Manner) -> str:
    named = {"1": "one penny", "½": "a halfpenny", "¼": "a farthing"}
    return (named.get(found["d"]) or f"{amount(found['d'], manner)} pence") + _kept_stop(found)


def _kept_stop(found: re.Match[str]) -> str:
    """The full stop that ends the sentence, too."""
    return "." * (found[0].endswith(".") and not found.string[found.end() :].strip("”’\"') "))


def _money_of_europe(found: re.Match[str], manner: Manner) -> str:
    one, several, *_ = CURRENCIES[found["sign"]]
    whole, _, small = found["amount"].replace(".", "").partition(",")
    cents = f" and {cardinal(str(int(small)), manner)} {'cent' if small == '01' else 'cents'}"
    return f"{cardinal(whole, manner)} {one if whole == '1' else several}{cents * (small != '00')}"


OLD_MONEY = (
    rule(
        "old-money", "£3 5s. 6d. is heard as three pounds, five S",
        r"""(?<!\w)(?:£(?P<l>[0-9][0-9,]*)[ ]?)?(?<![0-9.,])(?:(?P<s>[0-9]{1,2})s\.?(?:[ ]|(?!\w)))?
        (?:(?P<d>[0-9]{1,2}[½¼¾]?)d\b\.?)?""", _old_money, "£sd",
    ),
    rule(
        "old-money", "30s. a week is heard as the thirties",
        r"(?<![\w.,£-])(?P<s>[1-9][0-9]?)s\.(?=,|;|[ ][a-z&(])",
        lambda found, manner: amount(found["s"], manner) + " shilling" + "s" * (found["s"] != "1"), "s",
    ),
    rule(
        "old-money", "6d. is heard as six dee",
        r"(?<![\w.,£-])(?P<what>(?P<d>[1-9]?[½¼¾]|[1-9]?[14-9]|[1-9]0"
        r"|[1-9]?[23](?=d\.[,;]?[ ][a-z]))d\b\.?)", _pence, "d",
    ),
)  # fmt: skip
"""Before decades: the 10s of £4 10s. 6d. are shillings."""

RULES = (
    rule(
        "money", "€20,50 is heard as twenty euros, fifty",
        r"(?P<sign>€)[ ]?(?P<amount>[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{2}|[0-9]+,[0-9]{2})(?![0-9,]|\.[0-9])",
        _money_of_europe, "€",
    ),
    rule(
        "money", "$5 is heard as dollar five, $1.2 million as one dollar and two million",
        rf"(?<!\w)(?:(?P<one>[Aa]n?)[ ])?"
        r"(?P<what>(?P<sign>(?:US|AU?|CA?|HK|NZ|S|R)\$|[$£€¥₹₽₩]|Rs\.?(?=[ ]?[0-9]))[ ]?"
        rf"(?P<amount>{AMOUNT})(?:[ ]?(?P<first>{'|'.join(SCALES)}|million|billion)?"
        rf"{DASH}[$£€]?(?P<to>{WHOLE}"
        rf"(?:\.[0-9]+)?))?"
        rf"{SCALE}(?P<coin>{COIN})?)(?!\w|\.[0-9])", _money, "$£€¥₹₽₩R",
    ),
    rule(
        "money-after", "5¢ is heard without its cents",
        rf"(?<![\w.,])(?P<amount>{AMOUNT})[ ]?(?P<sign>[¢€£])(?!\w)", _cents, "¢€£",
    ),
)  # fmt: skip
