"""English units of measurement."""

import re

from phases.audiobook.normalise.english.amounts import AMOUNT, DASH, SIGNS, amount
from phases.audiobook.normalise.rule import DIGITS, Manner, rule

UNITS = {
    "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "m": "metre", "kg": "kilogram", "g": "gram",
    "mg": "milligram", "lb": "pound", "lbs": "pound", "oz": "ounce", "ft": "foot", "yd": "yard",
    "yds": "yard", "mi": "mile", "l": "litre", "L": "litre", "ml": "millilitre", "mL": "millilitre",
    "cl": "centilitre", "dl": "decilitre", "dL": "decilitre", "ha": "hectare",
    "gal": "gallon", "pt": "pint",
    "qt": "quart", "tsp": "teaspoon",
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
    "mi/h": "mile per hour", "eV": "electronvolt", "kPa": "kilopascal", "mol": "mole",
    "ppm": "part per million", "ppb": "part per billion", "mmHg": "millimetre of mercury",
    "mpg": "mile per gallon", "m.p.g": "mile per gallon", "knots": "knot", "in": "inch",
}  # fmt: skip
"""Written after a number; ``in`` only with its full stop, and after feet: "5 in the morning"."""
CAREFUL = {
    "in", "A", "h", "s", "m", "l", "L", "g", "K", "J", "W", "V", "pt", "cal", "sec", "min", "mi", "ha",
}  # fmt: skip
"""Units that are words or initials, too: not before a capital or, with a space, before an apostrophe."""
UNCHANGED = {"hertz", "kilohertz", "megahertz", "gigahertz", "horsepower", "hundredweight", "kelvin"}
PERIODS = "day|week|month|year|night|person|head|hour"
"""Behind a slash: $5/day."""
_NAMES = "|".join(re.escape(unit).replace(r"\ ", "[ ]") for unit in sorted(UNITS, key=len, reverse=True))


def many(name: str) -> str:
    """The plural: metre -> metres, square foot -> square feet, mile per hour -> miles per hour."""
    if name in UNCHANGED:
        return name
    first, per, rest = name.partition(" per ")
    first, celsius, scale = first.partition(" Celsius") if " Celsius" in first else first.partition(" Fahr")
    plural = first[:-4] + "feet" if first.endswith("foot") else first + ("es" if first == "inch" else "s")
    return plural + celsius + scale + per + rest


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
    if found["one"]:
        short = first.removeprefix("one ") if single and number != "1" else first
        return f"{sign}{short} {name}{_per(found)}{end}"  # a 5 km run, a ½ lb. of it
    name = name if single else many(name)
    return f"{sign}{first.replace('one half', 'half')} {part}{name}{_per(found)}{end}"


def _per(found: re.Match[str]) -> str:
    per = found["per"]
    return f" per {UNITS.get(per, 'second squared' if per == 's²' else per)}" if per else ""


def _feet(found: re.Match[str], manner: Manner) -> str:
    feet = (
        f"{amount(found['feet'], manner)} {'foot' if found['feet'] == '1' or found['inches'] else 'feet'}"
    )
    return f"{feet} {amount(found['inches'], manner)}" if found["inches"] else feet


def _arc(found: re.Match[str], manner: Manner) -> str:
    named = ((found["minutes"], "minute"), (found["seconds"], "second"))
    return "".join(f" {amount(n, manner)} {name}{'s' * (n != '1')}" for n, name in named if n)


RULES = (
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
        rf"(?:(?P<one>(?<!\w)an?|^An?)[ ])?(?<![\w.,])(?<!(?<![A-Za-z])/)"
        rf"(?P<what>(?P<minus>(?<!\w)[-−](?=[0-9]))?"
        rf"(?P<amount>{AMOUNT})(?:{DASH}(?P<to>{AMOUNT}))?(?P<joint>[ -]?)(?P<unit>{_NAMES})"
        rf"(?:/(?P<per>{_NAMES}|{PERIODS})(?!\w))?(?![\w²³]|(?<!°[CF])/(?![0-9]))(?P<stop>\.)?)",
        _unit, DIGITS + SIGNS + "⁄",
    ),
    rule(
        "per", "10⁸ m/s is heard as M or S",
        r"(?<![\w/])(?P<unit>km|m|cm|mi|kg|g|mg|kWh|W|J|l)/(?P<per>s²|s|h|hr|min|m²|m³|cm³|kg|L|l|dL|ml|day)"
        r"(?![\w/])", lambda found, _: f"{many(UNITS[found['unit']])}{_per(found)}", "/",
    ),
    rule(
        "per", "$3/lb is heard as three dollars slash L B",
        rf"(?<=[0-9€£¢½])/(?P<per>lb|kg|oz|l|L|hr|h|min|{PERIODS})(?!\w)",
        lambda found, _: _per(found), "/",
    ),
)  # fmt: skip
