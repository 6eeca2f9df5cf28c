"""English abbreviations: what they stand for, and where."""

import re
from collections.abc import Collection

from phases.audiobook.normalise.rule import Manner, rule

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messers", "Mme": "Madame",
    "Mlle": "Mademoiselle",
    "Dr": "Doctor", "Drs": "Doctors", "Prof": "Professor", "Rev": "Reverend", "Revd": "Reverend",
    "Hon": "Honourable", "Gen": "General", "Capt": "Captain", "Cpt": "Captain", "Col": "Colonel",
    "Lt": "Lieutenant", "Lieut": "Lieutenant", "Sgt": "Sergeant", "Sergt": "Sergeant", "Cpl": "Corporal",
    "Pvt": "Private", "Maj": "Major", "Adm": "Admiral", "Cmdr": "Commander", "Comdr": "Commander",
    "Brig": "Brigadier", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Pres": "President",
    "Supt": "Superintendent", "Insp": "Inspector", "Det": "Detective", "Fr": "Father", "Sr": "Sister",
    "Br": "Brother", "Bp": "Bishop", "Abp": "Archbishop", "Mt": "Mount", "Ft": "Fort", "Pt": "Point",
    "St": "Saint", "Ste": "Saint", "Sts": "Saints", "SS": "Saints", "Geo": "George", "Wm": "William",
    "Thos": "Thomas",
    "Chas": "Charles", "Jas": "James", "Jno": "John", "Robt": "Robert", "Alex": "Alexander",
    "Edw": "Edward", "Saml": "Samuel", "Danl": "Daniel", "Benj": "Benjamin", "Jos": "Joseph",
    "Bart": "Bart", "Mdlle": "Mademoiselle", "Pte": "Private", "Rt": "Right",
    "Cdr": "Commander", "Mdme": "Madame",
}  # fmt: skip
"""Before a name; with or without its full stop where it is no word by itself."""
_DOTLESS = "Mr Mrs Ms Messrs Mme Mlle Dr Prof Capt Sgt Lt Cpl Mt Revd Cmdr"
DOTLESS = set(_DOTLESS.split())
"""Those that are written without it, too; a British voice knows how it says St."""

AFTER = {
    "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Bros": "Brothers", "Co": "Company",
    "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Bart": "Baronet", "Bt": "Baronet",
}  # fmt: skip
"""Behind a name."""

STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Rd": "Road", "Dr": "Drive", "Blvd": "Boulevard",
    "Ln": "Lane",
    "Sq": "Square", "Pl": "Place", "Ct": "Court", "Hwy": "Highway", "Pkwy": "Parkway", "Terr": "Terrace",
    "Bldg": "Building", "Apt": "Apartment", "Mts": "Mountains", "Is": "Islands", "Univ": "University",
}  # fmt: skip
"""Behind the name of a street or place."""

BEFORE_NUMBERS = {
    "No": "number", "Nos": "numbers", "no": "number", "nos": "numbers", "Nr": "number", "p": "page",
    "pp": "pages", "P": "page", "vol": "volume", "vols": "volumes", "v": "verse", "vv": "verses",
    "ch": "chapter",
    "chs": "chapters", "chap": "chapter", "chaps": "chapters", "fig": "figure", "figs": "figures",
    "sec": "section", "sect": "section", "art": "article", "par": "paragraph", "para": "paragraph",
    "bk": "book", "pt": "part", "ed": "edition", "l": "line", "ll": "lines", "n": "note", "nn": "notes",
    "col": "column", "app": "appendix", "ex": "example", "eq": "equation", "tab": "table", "pl": "plate",
    "c": "circa", "ca": "circa", "cir": "circa", "b": "born", "d": "died", "fl": "flourished",
    "sc": "scene",
    "apt": "apartment", "rte": "route", "rm": "room", "sched": "schedule", "ss": "sections",
    "cl": "clause",
    "r": "reigned",
    "ext": "extension", "tel": "telephone", "approx": "approximately", "max": "maximum", "min": "minimum",
    "§": "section", "§§": "sections", "¶": "paragraph", "¶¶": "paragraphs", "№": "number",
    "mk": "mark", "Mk": "Mark",
}  # fmt: skip
"""Before a figure or a roman numeral; "No." by itself is an answer."""

ALWAYS = {
    "e. g": "for example", "i. e": "that is", "Regt": "Regiment",
    "p.a": "per annum", "sq": "square", "hrs": "hours",
    "etc": "et cetera", "&c": "et cetera", "e.g": "for example", "i.e": "that is", "viz": "namely",
    "vs": "versus",
    "cf": "compare", "ibid": "ibid", "et al": "et al", "op. cit": "op cit", "loc. cit": "loc cit",
    "q.v": "which see", "s.v": "under the word", "approx": "approximately", "a.k.a": "also known as",
    "dept": "department", "Dept": "Department", "govt": "government", "Govt": "Government",
    "esp": "especially",
    "incl": "including", "excl": "excluding", "misc": "miscellaneous", "Ph.D": "PhD", "PhD": "PhD",
    "Assn": "Association",
    "Assoc": "Association", "Inst": "Institute", "Soc": "Society", "Mss": "manuscripts",
    "MSS": "manuscripts",
    "ms": "manuscript", "eds": "editors", "transl": "translated", "illus": "illustrated",
    "ff": "and following",
    "LL.D": "L-L-D", "B.Sc": "B-S-C", "M.Sc": "M-S-C", "D.Phil": "D-Phil", "N.B": "note well",
    "n.b": "note well", "inst": "of this month", "ult": "of last month",
    "prox": "of next month",
    "R.S.V.P": "R-S-V-P", "w/o": "without", "w/": "with", "b/c": "because", "c/o": "care of",
    "Mgr": "Monsignor",
    "Msgr": "Monsignor", "Hosp": "Hospital", "Nat'l": "National", "Int'l": "International", "yrs": "years",
    "mos": "months", "wk": "week", "wks": "weeks", "lb": "pound", "lbs": "pounds", "oz": "ounces",
    "doz": "dozen", "E.g": "for example", "I.e": "that is", "Cf": "compare",
}  # fmt: skip
"""Wherever they stand with their full stop."""
BARE = {"w/o", "w/", "b/c", "c/o", "etc", "vs", "viz", "PhD", "hrs"}
"""Those that need no full stop."""

COUNTIES = (
    "Antrim|Armagh|Carlow|Cavan|Clare|Cork|Derry|Donegal|Down|Dublin|Durham|Fermanagh|Galway|Kerry|Kildare"
    "|Kilkenny|Laois|Leitrim|Limerick|Longford|Louth|Mayo|Meath|Monaghan|Offaly|Roscommon|Sligo|Tipperary"
    "|Tyrone|Waterford|Westmeath|Wexford|Wicklow"
)
STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado",
    "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois",
    "Ind": "Indiana", "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana", "Mass": "Massachusetts",
    "Md": "Maryland", "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri",
    "Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon",
    "Pa": "Pennsylvania",
    "Penn": "Pennsylvania", "Tenn": "Tennessee", "Tex": "Texas", "Va": "Virginia", "Vt": "Vermont",
    "Wash": "Washington", "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
"""Behind a town and its comma: Springfield, Ill."""

WEEKDAYS = {
    "Mon": "Monday", "Tues": "Tuesday", "Tue": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday",
    "Thurs": "Thursday", "Thur": "Thursday", "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday",
    "Sun": "Sunday",
}  # fmt: skip
_ENDS = re.compile(r"[.”’\"')\]—]*\s*$")


def _any(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _monsieur(found: re.Match[str], manner: Manner) -> str | None:
    """Not between names, and not in a signature."""
    before = found.string[: found.start()]
    named = re.search(r"[A-Z][\w’.]*[ ]$", before) or (not before and found["alone"] is not None)
    return None if named else "Monsieur"


def _kept_stop(found: re.Match[str]) -> str:
    """The full stop that ends the sentence, too."""
    return "." if found["what"].endswith(".") and _ENDS.match(found.string, found.end("what")) else ""


def _title(found: re.Match[str], manner: Manner) -> str:
    word = found["what"].rstrip(".")
    return TITLES[word] if word in TITLES else TITLES[word.capitalize()]


def _street(found: re.Match[str], manner: Manner) -> str:
    return STREETS[found["word"]] + _kept_stop(found)


def _after(found: re.Match[str], manner: Manner) -> str:
    return AFTER[found["word"]] + _kept_stop(found)


def _number(found: re.Match[str], manner: Manner) -> str:
    word = found["word"]
    said = BEFORE_NUMBERS.get(word) or BEFORE_NUMBERS[word.lower()]
    return said.capitalize() if word[0].isupper() and word.isalpha() else said + " " * (not word.isalpha())


def _always(found: re.Match[str], manner: Manner) -> str:
    return ALWAYS[found["word"]] + _kept_stop(found)


def _state(found: re.Match[str], manner: Manner) -> str:
    return STATES[found["word"]] + _kept_stop(found)


_NUMBERS = {word for word in BEFORE_NUMBERS if word.isalpha()}
_NUMBERS |= {word.capitalize() for word in _NUMBERS if len(word) > 1}
_LOUD = {title.upper() for title in DOTLESS | {"Rev", "Col", "Gen", "St"}}
RULES = (
    rule(
        "street", "Main St. is heard as Main Saint, Rodeo Dr. as Rodeo Doctor",
        rf"""(?<!\w)(?:[A-Z][\w’']*|[0-9]+(?:st|nd|rd|th))[ ]
        (?P<what>(?P<word>{_any(STREETS)})\.)(?![ ](?![NS]?[EW]?\b)[A-Z](?!pt|ve|d\.))""", _street, ".",
    ),
    rule(
        "county", "Co. Cork is heard as Company Cork", rf"(?<!\w)(?P<what>Co\.?)(?=[ ](?:{COUNTIES})\b)",
        "County", "C",
    ),
    rule(
        "title", "Mr. Smith is heard with a pause, and the words Mr and Oh were dropped as too short",
        rf"""(?<![\w.])(?!Pt\.[ ][IVXL]+\b)"""
        rf"""(?P<what>(?:{_any(TITLES.keys() | _LOUD)})\.|(?:{_any(DOTLESS)})(?!\.))"""
        rf"""(?=[ ](?:[“"‘'(]?[A-Z]|de[ ]|von[ ]|d[’']|[—–-]{{1,4}}|_)|-(?:Gen|Col|Adm)\b)""",
        _title, "MDPRHGCLSFBAITJWESc",
    ),
    rule(
        "title", "Mr. and Mrs. is heard with two pauses",
        r"(?<!\w)(?P<what>(?P<word>Mr|Mrs|Dr|Mme|Capt|Prof|Rev)\.?)(?=[ ](?:and|or|&)[ ])", _title, "MDCPR",
    ),
    rule(
        "title", "a sentence of one word, Mr., is heard as em are",
        r"(?<!\w)(?P<what>(?P<word>Mrs?|Messrs|Mme|Mlle)(?!\w)\.?)",
        lambda found, _: TITLES[found["word"]] + _kept_stop(found), "M",
    ),
    rule(
        "monsieur", "M. Poirot is heard as an initial",
        r"(?<![\w.])(?P<what>M\.)(?=[ ](?:[A-Z][a-zé’]+(?P<alone>\.?$)?"
        r"|(?:d[eu]|des|l[ea])[ ][A-ZÀ-Þ]|[dl][’'][A-ZÀ-Þ]))",
        _monsieur, "M",
    ),
    rule(
        "abbreviation", "Roe v. Wade is heard as a letter",
        r"(?<=[\w.)][ ])v\.(?=[ ][A-Z](?![.]?[IVXL]*\b))",
        "versus", ".",
    ),
    rule(
        "abbreviation", "Mon. 5 May and Mon.–Fri. are heard as they are written",
        r"(?<![\w.])(?:(?<=[a-z]\.[-–])|(?=\w+\.(?:,?[ ](?:the[ ])?[0-9]|[-–][A-Z])))"
        rf"(?P<what>(?P<word>{_any(WEEKDAYS)})\.)",
        lambda found, _: WEEKDAYS[found["word"]], ".",
    ),
    rule(
        "after-name", "Jr. and Ltd. are heard as letters",
        rf"(?<=[a-zé.,)&][ ])(?P<what>(?P<word>{_any(AFTER)})\.)", _after, ".",
    ),
    rule(
        "before-number", "No. 5 is heard as an answer and a five, p. 5 as pee",
        rf"(?<![\w.])(?P<what>(?P<word>{_any(_NUMBERS)})\.|(?P<sign>§§?|¶¶?|№|Mk(?=[ ])))"
        r"(?!(?<=[Nn]o\.)[ ]I\b[^.,;:)])"
        r"(?=[ ]?[0-9]|(?:(?<=[ ]p\.)|(?<=^p\.)|(?<=\w\w\.)|(?<=\bMk))[ ](?:[IVXLC]+|[ivxl]+)\b)",
        lambda found, manner: BEFORE_NUMBERS[found["sign"]] + " " * (found.string[found.end("what")] != " ")
        if found["sign"] else _number(found, manner), ".§¶№M",
    ),
    rule(
        "state", "Springfield, Ill. is heard as sick",
        rf"(?<=[a-z],[ ])(?P<what>(?P<word>{_any(STATES)})\.)",
        _state, ".",
    ),
    rule(
        "abbreviation", "etc. is heard as etsetra, e.g. as egg, i.e. as letters",
        rf"(?<![\w./])(?P<what>(?P<word>{_any(ALWAYS)})\.|(?P<bare>{_any(BARE)})(?![\w.]))",
        lambda found, manner: _always(found, manner) if found["word"] else ALWAYS[found["bare"]], "./ecDzh",
    ),
)  # fmt: skip
