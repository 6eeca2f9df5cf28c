"""The texts of many cues as one: what stands in none of them is known by one look."""

import re
from collections.abc import Iterable, Sequence

from phases.subtitles.rules.rule import Form, Rule, Where

BORDER = " |\n "
"""Behind each text: a space, as between words; what is no word, lest one stand twice in a row; and a line
break, of which the texts have none here."""

_ASCII = bytes(range(128))
_OTHERS = bytes(range(128, 256))
_NOT_FOREIGN = _ASCII.replace(b"\n", b"")
_MARKS = b",.;:!?"
_LETTERS = bytes(code for code in _ASCII if chr(code).isalpha()) + _OTHERS
_NO_WORD = bytes(code for code in _ASCII if not chr(code).isalnum() and code not in b"_|\n")
_WORDS = bytes.maketrans(
    _ASCII + _OTHERS + _NO_WORD, _ASCII.lower() + b"a" * len(_OTHERS) + b" " * len(_NO_WORD)
)
_SPACE = re.compile(r"[^\S\x00-\x7f]")
_NO_LETTER = re.compile(r"[^\w\x00-\x7f]")
"""Not in ASCII: a space; a space, a quotation mark, a dash."""
_SHAPE = bytes.maketrans(_LETTERS + _MARKS, b"a" * len(_LETTERS) + b"," * len(_MARKS))


class Whole:
    """The texts of many cues, each in one line, to be asked which of them a rule may match."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.flat = [text.replace("\n", " ") for text in texts]
        """Each text with a space for each line break."""
        written = f" {BORDER.join([*self.flat, ''])}"
        code = written.encode("utf-8", "surrogatepass")
        self._ascii = len(code) == len(written)
        foreign = code.translate(None, _NOT_FOREIGN).decode("utf-8", "surrogatepass")
        of_words = code
        if _SPACE.search(foreign):
            written = _SPACE.sub(" ", written)
        if _NO_LETTER.search(foreign):
            of_words = _NO_LETTER.sub(" ", written).encode("utf-8", "surrogatepass")
        self._forms: dict[Form, str] = {
            "written": written,
            "foreign": foreign,
            "words": of_words.translate(_WORDS).decode("ascii"),
            "shape": code.translate(_SHAPE).decode("ascii"),
        }
        self._found: dict[Where, Iterable[int]] = {}

    def may_match(self, rule: Rule) -> Iterable[int]:
        """Indices of the texts that `rule` may match, in order."""
        if self._ascii and not rule.in_ascii:
            return ()
        if rule.among:
            return rule.among(self.flat)
        if not rule.where:
            return range(len(self.flat))
        if rule.where not in self._found:
            self._found[rule.where] = self._at(rule.where)
        return self._found[rule.where]

    def _at(self, where: Where) -> Iterable[int]:
        """Indices of the texts with a place of `where`."""
        whole = self._forms[where.form]
        found: dict[int, None] = {}
        n = at = 0
        for place in sorted(where.places(whole)):
            n += whole.count("\n", at, place)
            at = place
            found[n] = None
        return found
