"""What a language says for figures and abbreviations: the shape of the data in `phrasebooks`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phrasebook:
    """One language."""

    code: str
    thousands: str
    """What parts thousands, as a set of characters."""
    point: str
    minus: str
    to: str
    """Between the ends of a range."""
    ampersand: str
    clock: str
    """A time, of ``{h}`` and ``{m}``."""
    full_hour: str
    months: str
    abbreviations: dict[str, str]
    """With their full stops."""
    numbered: dict[str, str]
    """Abbreviations before a number."""
    titles: dict[str, str]
    """Abbreviations before a name."""
    units: dict[str, tuple[str, str]]
    """What is said of one, and of many behind their number: ``km`` -> un kilomètre, kilomètres."""
    ordinals: dict[str, str] = field(default_factory=dict)
    """Pattern of what stands behind the figures, and the CLDR's rule set."""
    parts: str = ""
    """Words before a roman numeral that is a number."""
    kings: str = ""
    kings_form: str = ""
    """How a king is counted: a rule set of ordinals, ``cardinal``, or ``mixed``: cardinals from 11 on."""
    article: str = ""
    """Between a king and his number."""
    century: str = ""
    """Pattern of the word for a century where it follows its numeral, which is an ordinal then."""
    century_form: str = ""
    years: bool = False
    """Years are read otherwise than numbers."""
    one: str = ""
    """The rule set for a number before a noun."""
    one_feminine: str = ""
    """The same before a noun that is `feminine` and not `masculine`, which are patterns."""
    feminine: str = ""
    masculine: str = ""
