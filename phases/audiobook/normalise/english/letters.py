"""Initials, acronyms and words in capitals, in English."""

import re

from phases.audiobook.normalise.rule import Manner, rule
from phases.tools.lexicon import english

_SPELLED = """
AA ABC AC AI AKA AP ASAP ATM BA BBC BC BMW BS CBC CBS CCTV CD CEO CFO CIA CIO CNN CPR CPU CTO CV DA
DC DDT DIY DJ DNA DVD DVDs DWI ECG EEG EKG ER ESP ETA EU FAQ FBI FCC FDA FDR FM FTP FYI GB GDP GHQ
GI GIs GMT GOP GP GPS GPU GUI HBO HIV HMS HQ HR HTML HTTP IBM ICU ID IDs IMF IOU IP IPA IQ IRA IRS
ISBN IT ITV IV JFK KGB KKK LA LAPD LBJ LED LLC LP LSD MA MBA MC MD MGM MI MIA MIT MO MP MPs MRI MS
MTV NAACP NBA NBC NCO NFL NGO NSA NHL NHS NKVD NY NYC NYPD NYU OCD OK PA PC PDF PE PI PM POW POWs PR
PS PTA PTSD QED RAF RNA RPG RSPCA RSVP SAS SMS SOS SS SSR SUV TB TNT TV TVs UAE UCLA UFO UFOs UK UN
UNIX URL US USA USB USMC USS USSR UV VCR VE VHF VJ VIP VIPs VP WC WPA XML YMCA YWCA
"""
SPELLED = frozenset(_SPELLED.split())
"""Read letter by letter."""
_WORDS = """
AIDS ANZAC ASCII AWOL BASIC DEFRA FEMA FIFA GIF IKEA JPEG LAN LASER MASH NAFTA NASA NASCAR NATO NIMBY OPEC
OSHA OXFAM PAC PIN POTUS RADAR RAM ROM SALT SARS SCOTUS SCUBA SEAL SIM SONAR SWAT UNESCO UNICEF WASP
YUPPIE ZIP
"""
WORDS = frozenset(_WORDS.split())
"""Read as words, and known to voices as they are."""
_AS_WORDS = """
AID AM BASIC ER ID IT IV LA LED MA MI MIT MO OK PA PIN PM RAM SALT SEAL US WASP WHO
"""
AS_WORDS = frozenset(_AS_WORDS.split())
"""In a line of capitals alone these are words, not acronyms."""


WARS = {"WWI": "World War One", "WWII": "World War Two"}


def spelled(letters: str) -> str:
    """``FBI`` -> F-B-I: voices read letters joined by hyphens by their names and without pauses."""
    return "-".join(letters)


def _dotted(found: re.Match[str], manner: Manner) -> str:
    letters = [letter for letter in found["letters"] if letter.isalpha()]
    rest = found.string[found.end() :]
    ends = "" if found["s"] or rest.strip("”’\"') ") else "."
    return spelled("".join(letters)) + ("’s" if found["s"] else "") + ends


def _initial(found: re.Match[str], manner: Manner) -> str | None:
    return None if found["letter"] == "A" else found["letter"]


def _capitals(found: re.Match[str], manner: Manner) -> str | None:
    word, text = found[0], found.string
    shouted = not any(map(str.islower, text)) and len(text) > len(word) + 2
    if word in WORDS and not (shouted and word in AS_WORDS):
        return None
    if word == "WHO" and re.search(r"\b[Tt]he $", text[: found.start()]):
        return spelled(word)
    if word in WARS:
        return WARS[word]
    if word in SPELLED and not (shouted and word in AS_WORDS):
        single, plural, s = word.partition("s")
        return None if word in ("OK", "TV", "US") else spelled(single) + plural + s
    small = word.lower()
    if small in english() or all(part in english() for part in re.split("[’'-]", small)):
        return small.capitalize() if text[: found.start()].strip("“‘\"'(—") == "" else small
    letters = re.sub("[^A-Z]", "", word)
    if len(letters) <= 4 and not re.search("[AEIOUY]", letters):
        return spelled(letters) if letters == word else None
    small = re.sub(r"(?<![\w’'])\w|(?<=\b[do][’'])\w", lambda one: one[0].upper(), small)
    return small if shouted or len(letters) >= 5 else None


RULES = (
    rule(
        "and", "AT&T is heard as at and tea", r"(?<!\w)(?P<a>[A-Z]{1,4})&(?P<b>[A-Z]{1,4})(?!\w)",
        lambda found, _: f"{spelled(found['a'])} and {spelled(found['b'])}", "&",
    ),
    rule(
        "initials", "J. R. R. Tolkien is heard as four sentences, U.S.A. with pauses",
        r"(?<![\w.’'])(?P<letters>(?:[A-Z]\.[ ]?)+(?<![ ])(?<=[A-Z]\.[A-Z]\.)|(?:[A-Z]\.[ ]){1,}[A-Z]\.)"
        r"(?:(?P<s>[’']s\b)|(?!\w))", _dotted, ".",
    ),
    rule(
        "initial", "H. Smith is heard as two sentences",
        r"(?<![\w.’'])(?P<what>(?P<letter>[A-Z])\.)(?=[ ][A-Z][a-z’])", _initial, ".",
    ),
    rule(
        "capitals", "STOP is heard as letters by some voices, FBI as a word by others",
        r"(?<![\w.&@#/’'])[A-Z][A-Z’'-]*[A-Z]s?(?![\w/]|[’'](?!s)|\.\w)", _capitals,
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ),
)  # fmt: skip
