"""The rules of the languages that have a phrasebook: numbers, ordinals, dates, times, abbreviations."""

import re
from functools import partial

from phases.audiobook.normalise import numbers, prices
from phases.audiobook.normalise.phrasebook import Phrasebook
from phases.audiobook.normalise.phrasebooks import PHRASEBOOKS
from phases.audiobook.normalise.roman import value
from phases.audiobook.normalise.rule import DIGITS, Manner, Rule, rule

DASH = r"[ ]?[-–][ ]?"
Found = re.Match[str]


def rules(language: str) -> tuple[Rule, ...]:
    """The rules of a language that has a phrasebook, the more particular before the more general."""
    book = PHRASEBOOKS[language]
    number = _number_pattern(book)
    return (
        *_dates(book),
        *prices.rules(book, number, partial(_amount, book)),
        *_words(book),
        *_romans(book),
        rule(
            "unit", "5 km is heard as five K M, € after its number or not at all",
            rf"(?:(?<![\w.,)-])(?P<sign>[-−])(?=[0-9])|(?<![\w.,]))(?P<amount>{number})"
            rf"[ \u00a0\u202f]?(?P<unit>{_any(book.units)})(?![\w/²³])",
            partial(_unit, book), DIGITS,
        ),
        rule(
            "range", "10-12 is heard as ten dash twelve",
            rf"(?<![\w.,-])(?P<first>{number}){DASH}(?P<last>{number})(?![\w-])", partial(_range, book),
            DIGITS,
        ),
        *(
            rule(
                "ordinal", "an ordinal is heard as a number and letters",
                rf"(?<![\w.,])(?P<number>[0-9]+)(?:{suffix})(?!\w)", partial(_ordinal, form), DIGITS,
            )
            for suffix, form in book.ordinals.items()
        ),
        rule(
            "number", "a decimal comma is heard as a pause, a thousand's point as a full stop",
            rf"(?:(?<![\w.,)-])(?P<sign>[-−])(?=[0-9])|(?<![\w/]))(?P<number>{number})(?![\w/])(?="
            rf"(?P<noun>[ ]\w+)?)",
            partial(_number, book), DIGITS,
        ),
        rule("and", "& is left out by voices that know no signs", "[ ]?&[ ]?", f" {book.ampersand} ", "&"),
    )  # fmt: skip


def _dates(book: Phrasebook) -> tuple[Rule, ...]:
    clock = rule(
        "time", "10:30 is heard with a pause",
        r"(?<![\w:.,])(?P<h>[01]?[0-9]|2[0-4])(?::|[ ]?h[ ]?(?=[0-9])|\.(?=[0-9]{2}[ ](?:Uhr|uur)\b))"
        r"(?P<m>[0-5][0-9])(?:[ ](?:Uhr|uur|h)\b)?(?![\w:])",
        partial(_time, book), DIGITS,
    )  # fmt: skip
    if book.code != "de":
        first = rule(
            "first", "the first of a month is heard as one", rf"(?<![\w.,])1(?=[ ](?:{book.months})\b)",
            lambda _, manner: numbers.ordinal("1", manner.language, "spellout-ordinal-masculine"), DIGITS,
        )  # fmt: skip
        return (clock, first) if book.code in ("fr", "it") else (clock,)
    day = rule(
        "day", "3. Mai is heard as drei, and a new sentence",
        rf"(?:(?<!\w)(?P<case>\w+)[ ])?(?<![\w.,])(?P<what>(?P<day>[0-9]{{1,2}})\.)(?=[ ]"
        rf"(?:{book.months})\b)",
        _german_day, DIGITS,
    )  # fmt: skip
    return clock, day


def _words(book: Phrasebook) -> tuple[Rule, ...]:
    def said(table: dict[str, str], found: Found, manner: Manner) -> str:
        text = found["what"]
        ends = text.endswith(".") and not found.string[found.end("what") :].strip("”’»\"') ")
        return table[text] + "." * ends

    return (
        rule(
            "before-number", "Nr. 5 is heard as a name and a five",
            rf"(?<![\w.])(?P<what>{_any(book.numbered)})(?=[ \u00a0]?(?:[0-9]|[IVXLC]+\b))",
            lambda found, manner: said(book.numbered, found, manner)
            + " " * (found.string[found.end("what")] not in " \u00a0"), ".°º§",
        ),
        rule(
            "title", "Dr. is heard as the end of a sentence",
            rf"(?<![\w.])(?P<what>{_any(book.titles)})(?=[ \u00a0][A-ZÀ-Þ])", partial(said, book.titles),
            "",
        ),
        rule(
            "abbreviation", "an abbreviation is heard as letters",
            rf"(?<![\w.])(?P<what>{_any(book.abbreviations)})(?!\w)", partial(said, book.abbreviations),
            ".-",
        ),
    )  # fmt: skip


def _romans(book: Phrasebook) -> tuple[Rule, ...]:
    numeral = r"(?P<what>(?P<numeral>[IVXLCDM]+)"
    made = [
        rule(
            "roman-part", "a chapter's numeral is heard as letters",
            rf"(?<!\w)(?:{book.parts})[ ]{numeral})(?!\w)", _roman, "IVXLCDM",
        ),
        rule(
            "roman-king", "a king's numeral is heard as letters",
            rf"(?<!\w)(?:{book.kings.replace(' ', '[ ]')})(?P<s>s)?[ ]"
            r"(?P<what>(?P<numeral>[IVX]+)(?P<stop>\.|er|e)?)(?!\w|\.\w)",
            partial(_king, book), "IVX",
        ),
        rule("roman-heading", "a heading IV is heard as letters", rf"^{numeral})(?=\.?$)",
             lambda found, manner: _roman(found, manner) if manner.title else None, "IVXLCDM"),
    ]  # fmt: skip
    if book.century:
        pattern = rf"(?<!\w){numeral}(?:e|ème|º|°)?)(?=[ ]{book.century})"
        made.append(
            rule("roman-century", "a century is heard as letters", pattern, partial(_century, book), "IVX")
        )
    return tuple(made)


def _any(words: dict[str, str] | dict[str, tuple[str, str]]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)).replace(
        r"\ ", r"[ \u00a0]"
    )


def _number_pattern(book: Phrasebook) -> str:
    apart = f"[{re.escape(book.thousands)}\u00a0\u2009\u202f]"
    blanks = "[1-9][0-9]{0,2}(?:[ ]000)+(?![0-9])"
    return rf"(?:[0-9]{{1,3}}(?:{apart}[0-9]{{3}})+|{blanks}|[0-9]+)(?:,[0-9]+)?"


def _amount(book: Phrasebook, text: str, form: str = "") -> str:
    whole, comma, decimals = text.partition(",")
    plain = re.sub("[^0-9]", "", whole)
    if len(plain) > 1 and plain[0] == "0":
        said = numbers.digits(plain, book.code)
    elif book.years and re.fullmatch("1[1-9][0-9]{2}", whole) and not comma:
        said = numbers.year(plain, book.code)
    else:
        said = numbers.cardinal(plain, book.code, "" if comma else form)
    return f"{said} {book.point} {numbers.digits(decimals, book.code)}" if comma else said


def _number(book: Phrasebook, found: Found, manner: Manner) -> str:
    noun = (found["noun"] or "").strip()
    form = ""
    if noun and (noun.islower() or book.code == "de"):
        feminine = re.fullmatch(book.feminine, noun) and not re.fullmatch(book.masculine, noun)
        form = book.one_feminine if feminine else book.one
    sign = f"{book.minus} " if found["sign"] else ""
    return sign + _amount(book, found["number"], form)


def _unit(book: Phrasebook, found: Found, manner: Manner) -> str:
    one, many = book.units[found["unit"]]
    sign = f"{book.minus} " if found["sign"] else ""
    return sign + (one if found["amount"] == "1" else f"{_amount(book, found['amount'], book.one)} {many}")


def _range(book: Phrasebook, found: Found, manner: Manner) -> str:
    return f"{_amount(book, found['first'])} {book.to} {_amount(book, found['last'])}"


def _ordinal(form: str, found: Found, manner: Manner) -> str:
    return numbers.ordinal(found["number"], manner.language, form)


def _time(book: Phrasebook, found: Found, manner: Manner) -> str:
    hour = numbers.cardinal(
        str(int(found["h"])), book.code, "spellout-cardinal-masculine" * (book.code == "de")
    )
    minute = int(found["m"])
    said = book.clock if minute else book.full_hour
    return said.format(h=hour, m=numbers.cardinal(str(minute), book.code)).replace("un heures", "une heure")


def _german_day(found: Found, manner: Manner) -> str:
    return prices.german(found["day"], found["case"])


def _roman(found: Found, manner: Manner) -> str | None:
    number = value(found["numeral"])
    return numbers.cardinal(str(number), manner.language) if number else None


def _century(book: Phrasebook, found: Found, manner: Manner) -> str | None:
    number = value(found["numeral"])
    return numbers.ordinal(str(number), book.code, book.century_form) if number else None


def _king(book: Phrasebook, found: Found, manner: Manner) -> str | None:
    number = value(found["numeral"])
    if not number or number > 40 or (book.code == "de") != (found["stop"] == "."):
        return None
    text = str(number)
    if number == 1 and found["stop"] in ("er", "e"):
        return numbers.ordinal(
            "1", "fr", f"spellout-ordinal-{'masculine' if found['stop'] == 'er' else 'feminine'}"
        )
    if book.kings_form == "cardinal" or (book.kings_form == "mixed" and number > 10):
        return numbers.cardinal(text, book.code)
    if book.code == "de":
        said = numbers.ordinal(text, "de", "spellout-ordinal-n" if found["s"] else "spellout-ordinal")
        return ("des " if found["s"] else book.article) + said.capitalize()
    form = "spellout-ordinal-masculine" if book.kings_form == "mixed" else book.kings_form
    return book.article + numbers.ordinal(text, book.code, form)
