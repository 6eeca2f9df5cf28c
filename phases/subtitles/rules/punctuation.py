"""Rules about the spaces at punctuation marks."""

import re

from phases.subtitles.rules.rule import Rule, where

_AT_MARKS = where("shape", r",(?:(?=a)|(?<= ,))")

# A pattern that begins with a character is many times as quick as one that begins with a look behind.
RULES = (
    Rule(
        "space-before",
        "no space stands before , . ; : ! ?",
        "safe",
        # After a letter, and before one mark alone: " ...", " . . ." and " .5" are something else.
        re.compile(r" (?<=[^\W\d_] ) *(?=[,.;:!?]+(?:\s|$))(?!\. ?\.)"),
        "",
        ("Yes , the mind .", "Yes, the mind."),
        _AT_MARKS,
        but_not=("fr",),  # « Oui ! »
    ),
    Rule(
        "space-after",
        "a space stands after a comma, a question mark and an exclamation mark between words",
        "safe",
        # Two letters at both sides: f(x,y) and a,b are no sentences.
        re.compile(r"([,!?])(?=[^\W\d_]{2})(?<=[^\W\d_][^\W\d_].)"),
        r"\1 ",
        ("the mind,the wind", "the mind, the wind"),
        _AT_MARKS,
    ),
    Rule(
        "space-after-period",
        "a space stands between sentences; but names of files and firms have a point inside",
        "review",
        re.compile(r"\.(?=[A-Z][a-z])(?<=[a-z][a-z].)"),
        ". ",
        ("That is all.The next", "That is all. The next"),
        _AT_MARKS,
    ),
)
