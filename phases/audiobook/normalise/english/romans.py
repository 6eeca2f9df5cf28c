"""Roman numerals in English: in headings, after kings, of wars and centuries, and by themselves."""

import re

from phases.audiobook.normalise import numbers
from phases.audiobook.normalise.roman import value
from phases.audiobook.normalise.rule import Manner, rule

_KINGS = """
Adrian Afonso Albert Alexander Alexis Alfonso Alphonse Amenhotep Anastasius Andrew Antiochus Artaxerxes
August Augustus
Baldwin Benedict Boniface Calixtus Carlos Carol Casimir Catherine Celestine Charles Christian Christina
Clement
Clovis Constantine Constantius Cyrus Darius David Edmund Edward Elizabeth Eric Eugene Eugenius Farouk Felipe
Ferdinand Francis Franz Frederick Friedrich George Gregory Gustaf Gustav Gustavus Haakon Harald Heinrich
Henri Henry
Honorius Hussein Innocent Isabella Ivan James Jean Joan Joao João John Joseph Juan Julius Justin Justinian
Karl Katherine Konrad Leo Leopold Lothair Louis Ludwig Magnus Malcolm Manuel Maria Margaret Martin Mary
Matthias
Maximilian Mehmed Menelik Michael Mithridates Mohammed Murad Napoleon Nicholas Olaf Oscar Otto Paul Pedro
Peter Philip Philippe Pius Ptolemy Ramesses Rameses Ramses Richard Robert Rudolf Rudolph Selim Sigismund
Sixtus
Stanislaus Stephen Sylvester Theodore Theodosius Thutmose Umberto Urban Valdemar Victor Vittorio Vladimir
Wenceslas Wilhelm William Xerxes Yazdegerd Emmanuel Emanuel Amadeus Albrecht Ernst Elisabeth
"""
KINGS = "|".join(_KINGS.split())
CROWN = r"(?:King|Queen|Pope|Emperor|Empress|Tsar|Czar|Kaiser|Prince|Duke|Sultan|Shah|Pharaoh|Antipope)"
PARTS = (
    "chapter|book|part|volume|vol\\.|act|scene|letter|canto|section|article|appendix|psalm|stave|tome"
    "|lecture"
    "|figure|fig\\.|table|plate|number|no\\.|title|sonnet|phase|lesson|sura|hymn|ode|epistle|elegy|verse"
    "|stanza|sc\\.|mk\\.?"
    "|chap\\.|ch\\.|game|round|class|type|level|grade|world[ ]war|apollo|super[ ]bowl|bk\\.|pt\\.|sect\\."
)
COUNTED = "chapter|canto|psalm|sonnet|hymn|letter|chap\\.|ch\\."
"""There are so many of these that L is 50 and C is 100; Vitamin C and Appendix C are letters."""
NUMERAL = r"(?=[IVXLCDM])[IVXLCDM]+"
SMALL = r"(?=[ivxl])[ivxl]+"


def _cardinal(text: str, manner: Manner) -> str | None:
    number = value(text)
    return numbers.cardinal(str(number), manner.language) if number else None


def _part(found: re.Match[str], manner: Manner) -> str | None:
    before, numeral = found["before"], found["numeral"]
    if numeral in ("C", "D", "L", "M") and not re.fullmatch(COUNTED, before, re.IGNORECASE):
        return None
    if numeral == "I" and (before.islower() or before == "No.") and found["ends"] is None:
        return None  # the part I played; No. I won't
    return _cardinal(numeral, manner)


def _pages(found: re.Match[str], manner: Manner) -> str | None:
    said = [_cardinal(text, manner) for text in (found["numeral"], found["to"]) if text]
    return " to ".join(text for text in said if text) if all(said) else None


def _counted(found: re.Match[str]) -> bool:
    """Charles I begins the sentence, or stands before a mark or another number: the I is his own."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    first = re.match(
        r" (?:was|is|had|has|died|reigned|ruled|became|and|of|in|came|made|gave|took)\b", after
    )
    marked = re.match(r"[.,;:!?)—–]|$| and [IVX]{2}", after)
    return bool((first and not before.strip("“‘\"'(")) or marked)


def _king(found: re.Match[str], manner: Manner) -> str | None:
    number = value(found["numeral"])
    if not number or number > 40:
        return None
    if found["numeral"] in ("I", "X") and not (
        found["crown"] or found["of"] is not None or (_counted(found) and found["name"] != "Malcolm")
    ):
        return None  # “And Henry I like”, and Malcolm X
    if len(found["numeral"]) == 1 and re.match(r"\. [A-Z]", found.string[found.end() :]):
        return None  # James V. Brown
    return f"the {numbers.ordinal(str(number), manner.language)}"


def _century(found: re.Match[str], manner: Manner) -> str | None:
    number = value(found["numeral"])
    return numbers.ordinal(str(number), manner.language) if number else None


def _alone(found: re.Match[str], manner: Manner) -> str | None:
    number = value(found["numeral"])
    if number >= 1100 and number < 2100:
        return numbers.year(str(number), manner.language)
    return _cardinal(found["numeral"], manner)


def _heading(found: re.Match[str], manner: Manner) -> str | None:
    return _cardinal(found["numeral"], manner) if manner.title else None


RULES = (
    rule(
        "roman-heading", "a heading IV is heard as eye vee, and I as the reader herself",
        rf"(?:^|(?<=—))(?P<numeral>{NUMERAL})(?=\.?$|[.:)—–]|[ ]?[—–])", _heading, "IVXLCDM",
    ),
    rule(
        "roman-part", "Chapter IV is heard as chapter roman four, Book I as book eye",
        rf"(?<!\w)(?P<before>(?i:{PARTS}))[ ](?P<what>(?P<numeral>{NUMERAL}|[ivxlc]{{2,}}|[ivx](?=\.[ ,]))"
        r"(?P<ends>\.(?=,|[ ][a-z])|(?=[.,:;!?)—”’]|$))?)"
        r"(?!\w|[’'.]\w)", _part, "IVXLCDMivxlc",
    ),
    rule(
        "roman-king", "Henry VIII is heard as Henry roman eight, Louis XIV as fourteen",
        rf"(?<!\w)(?P<crown>{CROWN}[ ](?:\w+[ ])?)?(?P<name>{KINGS})[ ]"
        r"(?P<what>(?P<numeral>[IVXL]+)(?:\.(?=[ ][a-z]))?)"
        r"(?P<of>(?=[’']s|[ ]of[ ]|[ ]\())?(?!\w|\.\w)", _king, "IVX",
    ),
    rule(
        "roman-pages", "pp. iv–vii is heard as two words",
        rf"(?<!\w)(?<=p\.[ ])(?P<numeral>{SMALL})(?:[-–](?P<to>{SMALL}))?(?!\w)", _pages, "ivxl",
    ),
    rule(
        "roman-item", "(iii) is heard as three letters",
        rf"(?<=(?<!\w)\()(?P<numeral>{SMALL})(?=\))", lambda f, m: _cardinal(f["numeral"], m), "ivxl",
    ),
    rule(
        "roman-century", "the XIX century is heard as the roman nineteen century",
        rf"(?<!\w)(?P<numeral>{NUMERAL})(?:st|nd|rd|th)?(?=[ -](?:[Cc]entur|[Dd]ynast|[Ll]egion|[Cc]orps))",
        _century, "IVXLCDM",
    ),
    rule(
        "roman", "World War II is heard as world war roman two",
        rf"(?<![\w.’'-])(?P<numeral>[IVX]{{2,}}|(?=[IVXLCDM]{{4}}){NUMERAL})(?![\w’'-]|\.\w)", _alone,
        "IVXLCDM",
    ),
)  # fmt: skip
