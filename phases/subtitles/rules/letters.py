"""Rules about capital letters."""

import re

from phases.subtitles.rules.rule import Rule, where

_VERBS = """
am was have had do did don't didn't can can't could couldn't will would wouldn't shall should must might
may think thought know knew believe feel felt want wanted need love like see saw say said told tell mean
guess hope wish wonder remember suppose understand never always just really also still often wasn't
haven't went go got get came come heard read
"""
_ABBREVIATIONS = """
mr mrs ms dr st prof sr jr vs etc eg ie cf viz no nos vol vols ch chap v vv p pp fig figs ed eds ca co
inc ltd rev gen col capt lt sgt hon mt ft approx al op cit sec min
"""

VERBS = tuple(_VERBS.split())
"""What follows the pronoun and no other i: "i squared", "part i", "for i in range" are something else."""

ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
"""A point behind one of these ends no sentence."""

_ALONE = where("written", " i[ '’]", "\ti[ '’]")

RULES = (
    Rule(
        "alone-i",
        "the pronoun I is a capital letter",
        "safe",
        # One said twice is the pronoun as well: i i think.
        re.compile(
            rf"i(?<!\Si)(?=(?: +[iI]){{0,3}}(?:['’](?:m|ll|ve|d)\b| +(?:{'|'.join(VERBS)})(?![\w'’])))"
        ),
        "I",
        ("what i said and i'm sure", "what I said and I'm sure"),
        _ALONE,
        languages=("en",),
    ),
    Rule(
        "alone-i-likely",
        "a lonely i is mostly the pronoun; in mathematics it is a number",
        "review",
        re.compile(r"i(?<=[^\W\d_] i)(?= [a-z]{2})"),
        "I",
        ("and i sing", "and I sing"),
        _ALONE,
        languages=("en",),
    ),
)

_BEGIN = re.compile(
    r"(?:<[^<>\n]*>|\{[^{}\n]*\}|[-–—]|\s)*(?P<word>(?![b-hj-np-z](?![\w'’‑-]))[^\W\d_][\w'’]*)(?![.@/:\w])"
)
_END = re.compile(r"(?P<word>[\w.]*)(?:[.!?]+|\.+[\"'”’)\]»]+)(?:</[^<>]*>|\{[^{}]*\})*\Z")


def ends_sentence(text: str) -> bool:
    """Does a cue with this text end a sentence? Not after an abbreviation, an initial or an ellipsis, nor
    always after a quoted question: “Why?” he asked."""
    text = text.rstrip()  # a line of ASS may be blank
    if not text or text[-1].isalnum():
        return False
    end = text[-80:]
    if "<" not in end and "{" not in end:  # then it is in the last word, which is quicker to look at
        end = end[max(end.rfind(" "), end.rfind("\n")) + 1 :]
    match = _END.search(end)
    if not match or text.rstrip("\"'”’)]»").endswith(("..", ",", ";")):
        return False
    word = match["word"].replace(".", "").lower()
    point = match[0].lstrip(match["word"])
    return not (point.startswith(".") or "." in match["word"]) or not (
        len(word) < 2 or word in ABBREVIATIONS or "." in match["word"][:-1]
    )


def small_beginning(text: str) -> int:
    """Where the small letter stands with which `text` begins; -1 where it begins with none.

    Words such as iPhone and e.g. begin small for themselves, and a letter alone may be a symbol: of the
    speed of light, c.
    """
    match = _BEGIN.match(text)
    if not match or not match["word"][0].islower() or not match["word"].islower():
        return -1
    return match.start("word") if match["word"][0].upper() != match["word"][0] else -1
