"""Signs that are written in every language: dashes, ellipses, asterisks, and what stands for nothing."""

from phases.audiobook.normalise.rule import rule

RULES = (
    rule(
        "dash", "well—he said is heard without a pause",
        r"(?<=[^\s—–-])[ ]?(?:—+|--+|[ ][–-]|―+)[ ]?(?=[^\s—–”’\"')\]-])(?<![ ])"
        r"|(?<=[^\s—–-])(?:—+|--+|[ ]--+[ ]|[ ][–-][ ]|―+)[ ]?(?=[^\s—–”’\"')\]-])", " — ", "—–-―",
    ),
    rule("ellipsis", "four full stops are heard as two sentences", r"[.]{2,}|…[.…]*|[ ]?[.](?:[ ][.])+",
    "…", ".…"),
    rule("power", "2^3 is heard as twenty-three", r"(?<=\w)\^(?=[\w−-])", " ", "^"),
    rule("underscore", "foo_bar is heard as one word", r"(?<=[^\W_])_+(?=[^\W_])", " ", "_"),
    rule(
        "silent", "a dagger, a star or a bullet is heard by its name",
        r"[*_†‡¶•◦▪■□●○◆◇™®℠^`~|\\{}\u00ad\ufeff\u2060]+", "",
        "*_†‡¶•◦▪■□●○◆◇™®℠^`~|\\{}\u00ad\ufeff\u2060",
    ),
    rule(
        "lone-mark", "a mark that stands for itself is heard by its name: sorry (!), what? !!",
        r"[ ]?(?:\([!?]+\)|\[[!?]+\])|(?<=[!?])[ ]+[!?]+", "", "!?",
    ),
    rule("note-mark", "the number of a note is heard as squared",
    r"(?:(?<=[^\W\d_]{3})|(?<=[^\W\d_][.,;:!?”’\")\]])|(?<=[^\W\d_][.,;:!?][”’\")\]]))[⁰¹²³⁴⁵⁶⁷⁸⁹]+", "",
    "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    rule("hyphen", "some voices know no hyphen but the keyboard's", "[‐‑]", "-", "‐‑"),
    rule("blank", "a no-break space is read as an underscore by some voices",
    "[\u00a0\u2000-\u200a\u202f\u205f]", " ",
         "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"),
)  # fmt: skip
"""After the rules of a language."""
