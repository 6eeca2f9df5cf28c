"""English money and units of measurement."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.english.amounts import AMOUNT, DASH, SIGNS, WHOLE, amount, cardinal
from phases.audiobook.normalise.rule import DIGITS, Manner, rule

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
}
"""Sign: one, many, one hundredth, many hundredths."""
SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion",
    "B": "billion", "b": "billion", "tn": "trillion", "T": "trillion",
}  # fmt: skip
SCALE = rf"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|{'|'.join(SCALES)})\b)?"
COIN = r"(?=[ -](?:bills?|notes?|coins?)\b)"
"""A $20 bill has one dollar in its name."""

UNITS = {
    "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "m": "metre", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "ft": "foot", "yd": "yard",
    "yds": "yard", "mi": "mile", "l": "litre", "L": "litre", "ml": "millilitre", "mL": "millilitre",
    "cl": "centilitre", "ha": "hectare", "gal": "gallon", "pt": "pint", "qt": "quart", "tsp": "teaspoon",
    "tbsp": "tablespoon", "s": "second", "sec": "second", "secs": "second", "min": "minute",
    "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "ms": "millisecond", "W": "watt",
    "kW": "kilowatt", "MW": "megawatt", "kWh": "kilowatt hour", "V": "volt", "kV": "kilovolt", "A": "amp",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "KB": "kilobyte",
    "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "J": "joule", "kJ": "kilojoule",
    "kcal": "kilocalorie", "cal": "calorie", "Pa": "pascal", "hPa": "hectopascal", "dB": "decibel",
    "nm": "nanometre", "µm": "micrometre", "μm": "micrometre", "hp": "horsepower", "h.p": "horsepower",
    "cwt": "hundredweight",
    "°": "degree", "°C": "degree Celsius", "°F": "degree Fahrenheit", "° C": "degree Celsius",
    "° F": "degree Fahrenheit", "K": "kelvin", "mph": "mile per hour", "m.p.h": "mile per hour",
    "km/h": "kilometre per hour", "kph": "kilometre per hour", "m/s": "metre per second",
    "m/s²": "metre per second squared", "kg/m³": "kilogram per cubic metre",
    "µg": "microgram", "μg": "microgram",
    "m²": "square metre", "km²": "square kilometre", "cm²": "square centimetre", "m³": "cubic metre",
    "cm³": "cubic centimetre", "sq ft": "square foot", "sq. ft": "square foot", "ft²": "square foot",
    "sq mi": "square mile", "sq km": "square kilometre", "dpi": "dot per inch", "fps": "frame per second",
    "rpm": "revolution per minute", "r.p.m": "revolution per minute",
    "mpg": "mile per gallon", "m.p.g": "mile per gallon", "knots": "knot", "in": "inch",
}  # fmt: skip
"""Written after a number; ``in`` only with its full stop, and after feet: "5 in the morning"."""
CAREFUL = {
    "in", "A", "h", "s", "m", "l", "L", "g", "K", "J", "W", "V", "pt", "cal", "sec", "min", "mi", "ha",
}  # fmt: skip
"""Units that are words or initials, too: not before a capital or, with a space, before an apostrophe."""
UNCHANGED = {"hertz", "kilohertz", "megahertz", "gigahertz", "horsepower", "hundredweight", "kelvin"}
_NAMES = "|".join(re.escape(unit).replace(r"\ ", "[ ]") for unit in sorted(UNITS, key=len, reverse=True))


def many(name: str) -> str:
    """The plural: metre -> metres, square foot -> square feet, mile per hour -> miles per hour."""
    if name in UNCHANGED:
        return name
    first, per, rest = name.partition(" per ")
    first, celsius, scale = first.partition(" Celsius") if " Celsius" in first else first.partition(" Fahr")
    plural = first[:-4] + "feet" if first.endswith("foot") else first + ("es" if first == "inch" else "s")
    return plural + celsius + scale + per + rest


def _money(found: re.Match[str], manner: Manner) -> str:
    one, several, cent, cents = CURRENCIES[found["sign"]]
    number, scale = found["amount"], found["scale"]
    if found["coin"] is not None:
        return f"{amount(number, manner)} {one}"
    if found["to"]:
        said = f"{amount(number, manner)} to {amount(found['to'], manner)}"
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


def _unit(found: re.Match[str], manner: Manner) -> str | None:
    unit, number = found["unit"], found["amount"]
    after = found.string[found.end() :]
    if unit in CAREFUL and (after[:1] in ("'", "’", ".") and after[1:2].isalpha()):
        return None
    if found["stop"] and after[:1].isalpha():
        return None  # 20 h.p.
    name = UNITS[unit]
    if (unit == "K" and found["joint"] != " ") or (unit == "in" and re.match("-[0-9]", after)):
        return None  # a salary of 50K, a 1-in-10 chance
    if unit == "in" and not (found["stop"] or found["joint"] == "-"):
        return None
    first = amount(number, manner)
    if found["to"]:
        first = f"{first} to {amount(found['to'], manner)}"
    end = "." if found["stop"] and (not after.strip("”’\"') ")) else ""
    if found["joint"] == "-":
        return f"{first}-{name}{end}"
    single = (number == "1" or number in SIGNS or number.startswith(("1/", "1⁄", "¹⁄"))) and not found["to"]
    of = "of an " if name == "inch" else "of a "
    part = of if single and number != "1" and number != "½" else "a " if number == "½" else ""
    sign = "minus " if found["minus"] else ""
    return f"{sign}{first.replace('one half', 'half')} {part}{name if single else many(name)}{end}"


def _feet(found: re.Match[str], manner: Manner) -> str:
    feet = (
        f"{amount(found['feet'], manner)} {'foot' if found['feet'] == '1' or found['inches'] else 'feet'}"
    )
    return f"{feet} {amount(found['inches'], manner)}" if found["inches"] else feet


def _arc(found: re.Match[str], manner: Manner) -> str:
    named = ((found["minutes"], "minute"), (found["seconds"], "second"))
    return "".join(f" {amount(n, manner)} {name}{'s' * (n != '1')}" for n, name in named if n)


OLD_MONEY = (
    rule(
        "old-money", "£3 5s. 6d. is heard as three pounds, five S",
        r"""(?<!\w)(?:£(?P<l>[0-9][0-9,]*)[ ]?)?(?<![0-9.,])(?:(?P<s>[0-9]{1,2})s\.?(?:[ ]|(?!\w)))?
        (?:(?P<d>[0-9]{1,2}[½¼¾]?)d\b\.?)?""", _old_money, "£sd",
    ),
    rule(
        "old-money", "6d. is heard as six dee",
        r"(?<![\w.,£-])(?P<what>(?P<d>[1-9]?[½¼¾]|[1-9]?[14-9]|[1-9]0)d\b\.?)", _pence, "d",
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
        rf"(?<!\w)(?P<sign>US\$|[$£€¥₹₽₩])[ ]?(?P<amount>{AMOUNT})(?:{DASH}[$£€]?(?P<to>{WHOLE}"
        rf"(?:\.[0-9]+)?))?"
        rf"{SCALE}(?P<coin>{COIN})?(?!\w|\.[0-9])", _money, "$£€¥₹₽₩",
    ),
    rule(
        "money-after", "5¢ is heard without its cents",
        rf"(?<![\w.,])(?P<amount>{AMOUNT})[ ]?(?P<sign>[¢€£])(?!\w)", _cents, "¢€£",
    ),
    rule(
        "arc", "45° 30′ N. is heard as degrees and feet",
        r"(?<=°)[ ]?(?P<minutes>[0-9]{1,2})[ ]?['’′]"
        r"(?:[ ]?(?P<seconds>[0-9]{1,2})[ ]?(?:[\"”″]|''|’’|′′))?",
        _arc, "°",
    ),
    rule(
        "feet-inches", "5′10″ is heard as five ten",
        r"(?<![\w.,])(?P<feet>[0-9]{1,3})[ ]?['’′][ ]?(?P<inches>[0-9]{1,2}[½¼¾]?)[ ]?(?:[\"”″]|''|’’)",
        _feet, "'’′",
    ),
    rule(
        "foot-inch", "6 ft 2 in is heard as six F T two in",
        r"(?<![\w.,])(?P<feet>[0-9]{1,3})[ ]?ft\.?,?[ ](?P<inches>[0-9]{1,2}[½¼¾]?)[ ]?in(?:\.|\b)",
        lambda found,
        manner: f"{amount(found['feet'], manner)} feet {amount(found['inches'], manner)} inches",
        DIGITS,
    ),
    rule(
        "percent", "50% is heard as fifty by voices that know no signs",
        rf"(?<![\w.,])(?P<minus>[-−])?(?P<amount>{AMOUNT})(?:{DASH}(?P<to>{AMOUNT}))?[ ]?(?P<sign>%|‰)",
        lambda found, manner: " ".join(filter(None, (
            "minus" if found["minus"] else "", amount(found["amount"], manner),
            f"to {amount(found['to'], manner)}" if found["to"] else "",
            "percent" if found["sign"] == "%" else "per thousand"))), "%‰",
    ),
    rule(
        "unit", "5 km is heard as five K M",
        rf"(?<![\w.,/])(?P<minus>(?<!\w)[-−](?=[0-9]))?(?P<amount>{AMOUNT})(?:{DASH}(?P<to>{AMOUNT}))?"
        rf"(?P<joint>[ -]?)(?P<unit>{_NAMES})(?![\w/²³])(?P<stop>\.)?", _unit, DIGITS + SIGNS + "⁄",
    ),
)  # fmt: skip
