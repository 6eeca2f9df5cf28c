"""English dates, years, decades and times of the day."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.english.amounts import DASH, WHOLE, cardinal, year
from phases.audiobook.normalise.rule import DIGITS, Manner, rule

_MONTHS = "January February March April May June July August September October November December"
MONTHS = _MONTHS.split()
SHORT = {"Sept": "September"} | {month[:3]: month for month in MONTHS}
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(SHORT)})\b\.?)"
DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
YEAR = r"(?P<year>1[0-9]{3}|20[0-9]{2})"
ERAS = {"BC": "B-C", "BCE": "B-C-E", "AD": "A-D", "CE": "C-E", "AH": "A-H", "AUC": "A-U-C"}
ERA = r"(?:B\.?[ ]?C\.?(?:[ ]?E\.?)?|A\.?[ ]?D\.?|C\.[ ]?E\.|CE|A\.[ ]?H\.)"


def _month(found: re.Match[str]) -> str:
    name = found["month"].rstrip(".")
    return SHORT.get(name, name)


def _day_first(found: re.Match[str], manner: Manner) -> str:
    first = f"{numbers.ordinal(found['first'], manner.language)} to the " if found["first"] else ""
    which = first + numbers.ordinal(found["day"], manner.language)
    said = f"{found['the'] or 'the '}{which} of {_month(found)}"
    return f"{said} {year(found['year'], manner)}" if found["year"] else said


def _month_first(found: re.Match[str], manner: Manner) -> str | None:
    first = not found.string[: found.start()].strip("“‘\"'(")
    verb = first and found["month"] in ("May", "March") and re.match(r" [a-z]", found["rest"])
    if verb and not found["year"]:
        return None  # "May 12 men" and "March 12 miles" are verbs
    return f"{_month(found)} {numbers.ordinal(found['day'], manner.language)}"


def _calendar_date(found: re.Match[str], manner: Manner) -> str | None:
    first, second, last = (int(found[name]) for name in ("a", "b", "c"))
    order = manner.dates or {"us": "mdy", "gb": "dmy"}.get(manner.language.lower()[-2:], "")
    if first > 12 or (order == "dmy" and second <= 12):
        first, second = second, first
    elif not order and second <= 12 and first != second:
        return found[0]  # which is which, nobody knows
    if not (1 <= first <= 12 and 1 <= second <= 31):
        return None
    return _written(last, first, second, manner)


def _iso(found: re.Match[str], manner: Manner) -> str | None:
    when, month, day = (int(found[name]) for name in ("a", "b", "c"))
    return _written(when, month, day, manner) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _written(when: int, month: int, day: int, manner: Manner) -> str:
    which = numbers.ordinal(str(day), manner.language)
    return f"the {which} of {MONTHS[month - 1]} {year(str(when), manner)}"


def _era(found: re.Match[str], manner: Manner) -> str:
    letters = re.sub(r"[. ]", "", found["after"] or found["before"])
    said = year(found["year"], manner)
    if found["to"]:
        said = f"{said} to {year(found['to'], manner)}"
    if found["before"]:
        return f"{ERAS[letters]} {said}"
    ends = found[0].endswith(".") and not found.string[found.end() :].strip("”’\"') ")
    return f"{said} {ERAS[letters]}{'.' * ends}"


def _decade(found: re.Match[str], manner: Manner) -> str | None:
    century, tens = found["century"] or "", found["tens"]
    if tens == "00":
        if not century:
            return "two thousands" if found["short"] else None
        name = "hundred" if century[1:] != "0" else "thousand"
        count = century if name == "hundred" else century[0]
        return f"{numbers.cardinal(count, manner.language)} {name}s"
    said = numbers.cardinal(tens, manner.language) if tens != "10" else "ten"
    said = said[:-1] + "ies" if said.endswith("y") else said + "s"
    return f"{numbers.cardinal(century, manner.language)} {said}" if century else said


def _time(found: re.Match[str], manner: Manner) -> str | None:
    hour, minute = int(found["hour"]), found["minute"]
    half = _half(found["half"])
    if found.string[found.end() :].startswith("."):
        half = half.removesuffix(".")  # at 5pm.
    if hour > 24 or (half and not 1 <= hour <= 12):
        return None
    said = numbers.cardinal(str(hour), manner.language)
    if minute == "00" and re.match(r" o['’]clock", found.string[found.end() :]):
        return said
    if minute in (None, "00"):
        said += "" if half or minute is None else " hundred" if hour > 12 or hour == 0 else " o'clock"
    else:
        said += " oh " if minute[0] == "0" else " "
        said += numbers.cardinal(str(int(minute)), manner.language)
    if found["second"]:
        said += f" and {cardinal(str(int(found['second'])), manner)} seconds"
    return f"{said} {half}".strip()


def _military(found: re.Match[str], manner: Manner) -> str:
    hour = found["hour"]
    said = f"{'oh ' * (hour[0] == '0')}{numbers.cardinal(str(int(hour)), manner.language)}"
    minute = found["minute"]
    return f"{said} {numbers.cardinal(minute, manner.language) if minute != '00' else 'hundred'} hours"


def _half(text: str | None) -> str:
    return f"{text.strip()[0].lower()}.m." if text else ""


HALF = r"(?P<half>[ ]?(?:[ap]\.[ ]?m\.|[AP]\.[ ]?M\.|[ap]m\b|[AP]M\b))"

RULES = (
    rule(
        "day-first", "12 May is heard as twelve May",
        rf"(?<![\w/:.-])(?P<the>[Tt]he[ ])?(?:(?P<first>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?{DASH})?"
        rf"{DAY}(?:st|nd|rd|th|d)?[ ](?:of[ ])?{MONTH}(?:,?[ ]{YEAR})?"
        rf"(?![\w-])",
        _day_first, DIGITS,
    ),
    rule(
        "month-first", "May 12 is heard as May twelve",
        rf"(?<!\w){MONTH}[ ]{DAY}(?:st|nd|rd|th|d)?(?![\w:/]|[.,][0-9]|{DASH}[0-9])"
        rf"(?=(?P<rest>(?:,?[ ]{YEAR}(?!\w))?.{{0,2}}))",
        _month_first, DIGITS,
    ),
    rule(
        "month", "Dec. 11th is heard as desk, eleventh", rf"(?<!\w)(?!May\b){MONTH}(?=[ ]['’‘]?[0-9])",
        lambda found, _: _month(found), DIGITS,
    ),
    rule(
        "date", "5/12/1818 is heard as a sum",
        r"(?<![\w/.-])(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})/(?P<c>1[0-9]{3}|20[0-9]{2})(?![\w/-])",
        _calendar_date, DIGITS,
    ),
    rule(
        "iso-date", "1818-05-12 is heard as a subtraction",
        r"(?<![\w/.-])(?P<a>1[0-9]{3}|20[0-9]{2})-(?P<b>[0-9]{2})-(?P<c>[0-9]{2})(?![\w/-])", _iso, DIGITS,
    ),
    rule(
        "time-range", "9am–5pm is heard with a pause",
        rf"(?<=[0-9APapm])(?P<dot>\.)?(?P<what>{DASH})"
        r"(?=(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9]|(?:\.[0-5][0-9])?[ ]?[AaPp]\.?[ ]?[Mm]\b))",
        lambda found, _: None if found["dot"] and found.string[found.start() - 1] not in "mM" else " to ",
        DIGITS,
    ),
    rule(
        "time", "10:30 is heard as 10: 30",
        rf"""(?<![\w:.,/])(?<!(?<![0-9m])-)(?<!(?<!m)\.-)(?:
            (?P<hour>[0-2]?[0-9])(?::(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?)
            {HALF}?
        )(?![\w:]|[.,][0-9])""", _time, DIGITS,
    ),
    rule(
        "half-day", "5pm is heard as five P M's or five pum, 10.30 a.m. as ten point three zero",
        rf"(?<![\w:.,/])(?<!(?<![0-9m.])-)(?P<hour>1[0-2]|0?[1-9])(?:\.(?P<minute>[0-5][0-9]))?(?P<second>){HALF}(?!\w)",
        _time, DIGITS,
    ),
    rule(
        "military-time", "0600 hours is heard as six hundred",
        r"(?<![\w.,])(?P<hour>[01][0-9]|2[0-4])(?P<minute>[0-5][0-9])[ ]?(?:hours|hrs|h)\b", _military,
        DIGITS,
    ),
    rule(
        "era", "63 BC–AD 14 is heard without its to",
        rf"[0-9][ ]?{ERA}(?P<what>{DASH})(?=(?:{ERA}[ ]?)?[0-9])", " to ", DIGITS,
    ),
    rule(
        "era", "500 BC is heard as a name, A.D. as add",
        rf"""(?<![\w.])(?:(?P<before>{ERA})[ ]?(?=[0-9])
            (?P<year>{WHOLE})(?:{DASH}(?P<to>[0-9]+))?(?P<after>)(?![\w])
        )""", _era, DIGITS,
    ),
    rule(
        "era-after", "500 BC is heard as a name, B.C. as two sentences",
        rf"(?<![\w.])(?P<before>)(?P<year>{WHOLE})(?:{DASH}(?P<to>[0-9]+))?[ ]?(?P<after>{ERA})(?!\w)",
        _era, DIGITS,
    ),
    rule(
        "decade", "the 1830s–40s are heard without their to",
        rf"[0-9]0['’]?s(?P<what>{DASH})(?=['’‘]?(?:1[0-9]|20)?[0-9]0['’]?s(?!\w))", " to ", DIGITS,
    ),
    rule(
        "season", "1999/2000 is heard as a sum",
        r"(?<![\w/.,-])(?P<year>1[5-9][0-9]{2}|20[0-9]{2})(?P<what>/)(?=(?:1[5-9]|20)?[0-9]{2}(?![\w/.,-][0-9]|\w))",
        " to ", "/",
    ),
    rule(
        "decade", "the 1920s is heard as nineteen hundred and twenty S",
        r"(?<![\w.,])(?:(?P<century>1[0-9]|20)|(?P<short>['’‘]))?(?P<tens>[2-9]0|10|00)['’]?s(?!\w)",
        _decade,
        DIGITS,
    ),
)  # fmt: skip
