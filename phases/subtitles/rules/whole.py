"""The texts of many cues as one: what stands in none of them is known by one look."""

from collections.abc import Iterable, Iterator, Sequence

from phases.subtitles.rules.rule import Form, Rule

BORDER = " |\n "
"""Behind each text: a space, as between words; what is no word, lest one stand twice in a row; and a line
break, of which the texts have none here."""

_ASCII = bytes(range(128))
_OTHERS = bytes(range(128, 256))
_NOT_FOREIGN = _ASCII.replace(b"\n", b"")
_MARKS = b",.;:!?"
_LETTERS = bytes(code for code in _ASCII if chr(code).isalpha()) + _OTHERS
_LOWER = bytes.maketrans(_ASCII + _OTHERS, _ASCII.lower() + b"a" * len(_OTHERS))
_NO_WORD = bytes(code for code in _ASCII if not chr(code).isalnum() and code not in b"_|\n")
_WORDS = bytes.maketrans(
    _ASCII + _OTHERS + _NO_WORD, _ASCII.lower() + b"a" * len(_OTHERS) + b" " * len(_NO_WORD)
)
_SHAPE = bytes.maketrans(_LETTERS + _MARKS, b"a" * len(_LETTERS) + b"," * len(_MARKS))


class Whole:
    """The texts of many cues, each in one line, to be asked which of them a rule may match."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.flat = [text.replace("\n", " ") for text in texts]
        """Each text with a space for each line break."""
        written = f" {BORDER.join([*self.flat, ''])}"
        code = written.encode("utf-8", "surrogatepass")
        self._ascii = len(code) == len(written)
        self._forms: dict[Form, str] = {
            "written": written,
            "foreign": code.translate(None, _NOT_FOREIGN).decode("utf-8", "surrogatepass"),
            "lower": code.translate(_LOWER).decode("ascii"),
            "words": code.translate(_WORDS).decode("ascii"),
            "shape": code.translate(_SHAPE).decode("ascii"),
        }
        self._places: dict[tuple[Form, str], list[int]] = {}

    def may_match(self, rule: Rule) -> Iterable[int]:
        """Indices of the texts that `rule` may match, in order."""
        if self._ascii and not rule.in_ascii:
            return ()
        if rule.among:
            return rule.among(self.flat)
        needles = rule.narrow(self._forms[rule.form]) if rule.narrow else rule.needles
        if not needles and not rule.narrow:
            return range(len(self.flat))
        return sorted({n for needle in needles for n in self._with(rule.form, needle)})

    def _with(self, form: Form, needle: str) -> list[int]:
        """Indices of the texts with a `needle`; several rules may look for one."""
        if (form, needle) not in self._places:
            self._places[form, needle] = list(_places(needle, self._forms[form]))
        return self._places[form, needle]


def _places(needle: str, whole: str) -> Iterator[int]:
    """Indices of the lines of `whole` with `needle`."""
    n = at = 0
    while (place := whole.find(needle, at)) >= 0:
        n += whole.count("\n", at, place)
        yield n
        at = whole.find("\n", place)
