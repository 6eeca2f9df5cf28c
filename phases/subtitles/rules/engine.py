"""Apply the rules to the cues of a file, each change an edit, until nothing changes any more.

A file is looked at as a whole first: most rules say where in it they may match, and most files have few
such places. Only a cue that may change is looked at closely. Then the cues that did change are looked at
in the same way, all of them together, and those behind them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from operator import attrgetter
from typing import NamedTuple

from phases.graph.errors import InputError
from phases.subtitles.cues import Cue, Edit
from phases.subtitles.rules import CAPITAL, LEXICON, ROLLED, RULES
from phases.subtitles.rules.letters import ends_sentence, small_beginning
from phases.subtitles.rules.protected import quotations
from phases.subtitles.rules.rule import Rule
from phases.subtitles.rules.spelling import Spelling
from phases.subtitles.rules.text import Text
from phases.subtitles.rules.whole import Whole
from phases.tools.iso639 import primary

ROLLED_WORDS = 3
"""A shorter line may stand twice by chance."""

ROUNDS = 4
"""A change may make room for another; one that still changes in the last round would never end."""


class Outcome(NamedTuple):
    """What became of the cues."""

    cues: tuple[Cue, ...]
    edits: tuple[Edit, ...]
    review: tuple[Edit, ...]
    """Suggestions: the cue as it is now, and as it would be."""


class _File:
    """The texts of the cues that have one, in the order of a viewer, at work."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = sorted([cue for cue in cues if cue.text], key=attrgetter("start_ms"))
        self.texts = [cue.text for cue in self.cues]
        self._inside = quotations(self.texts)

    def work(self, n: int) -> Text:
        return Text(self.texts[n], self._inside.get(n, ""))

    def before(self, n: int) -> str:
        """What is shown before the text number `n`; one that a rule emptied is not."""
        while n and not self.texts[n - 1]:
            n -= 1
        return self.texts[n - 1] if n else ""

    def edit(self, n: int, rule: str, new: Text, risk: str) -> Edit:
        cue = self.cues[n]
        return Edit(cue.number, cue.line, rule, self.texts[n], new.text, risk)


class Engine:
    """The rules that are chosen, for one file."""

    def __init__(self, apply: Set[str], suggest: Set[str], language: str, lexicon: Spelling) -> None:
        """`apply` and `suggest` are ids of rules; a rule for another language is left out."""
        english = primary(language) == "en"
        self._applied = apply
        self._rules = [rule for rule in RULES if _speaks(rule, language) and rule.id in apply | suggest]
        self._capitals = CAPITAL in apply and english
        self._rolls = ROLLED in apply
        self._rolled = ROLLED in suggest - apply
        self._lexicon = lexicon
        self._places = lexicon.places if LEXICON in apply else frozenset()

    def run(self, cues: Sequence[Cue]) -> Outcome:
        """Every cue, corrected, in the order given; what is before a cue is what a viewer sees before it.

        Raises InputError where a rule never ends.
        """
        file = _File(cues)
        edits: dict[int, list[Edit]] = {}
        hits: dict[int, Sequence[Rule]] = {}
        new: Sequence[int] = range(len(file.texts))
        after = new[1:]
        again: Sequence[int] = ()
        for _ in range(ROUNDS):
            found = self._hits(file.texts, new)
            hits |= found
            look = sorted({*found, *self._names(file, new), *self._beginnings(file, after), *again})
            changed = []
            for n in look:
                for rule, risk, text in self._steps(file, n, hits.get(n, ())):
                    edits.setdefault(n, []).append(file.edit(n, rule, text, risk))
                    file.texts[n] = text.text
                    changed.append(n)
                    hits.pop(n, None)
            if not changed:
                break
            new = again = sorted(set(changed))  # what stands before one may change in the same round
            after = [n + 1 for n in new if n + 1 < len(file.texts)]
        else:
            line, rule = file.cues[changed[0]].line, edits[changed[0]][-1].rule
            raise InputError(
                f"line {line}: the rule {rule} changes what it has changed before",
                f"doit undo-rule {rule} switches it off",
            )
        made = {file.cues[n].number: file.texts[n] for n in edits}
        return Outcome(
            tuple([cue._replace(text=made[cue.number]) if cue.number in made else cue for cue in cues]),
            tuple(edit for n in sorted(edits) for edit in edits[n]),
            tuple(self._review(file, hits)),
        )

    def _hits(self, texts: Sequence[str], look: Sequence[int]) -> dict[int, Sequence[Rule]]:
        """Index of a text to the rules whose pattern stands in it, of those to `look` at."""
        some = [texts[n] for n in look]
        whole = Whole(some)
        hits: dict[int, Sequence[Rule]] = {}
        for rule in self._rules:
            seen = some if rule.of_lines else whole.flat
            for at in whole.may_match(rule):
                if rule.pattern.search(seen[at]):
                    hits[look[at]] = (*hits.get(look[at], ()), rule)
        return hits

    def _names(self, file: _File, look: Iterable[int]) -> list[int]:
        """Indices of the texts with a spelling that the lexicon may change, of those to `look` at."""
        placed = [n for n in look if file.cues[n].number in self._places] if self._places else []
        among = self._lexicon.among([file.texts[n] for n in placed])
        return [placed[at] for at in among]

    def _beginnings(self, file: _File, of: Iterable[int]) -> Iterator[int]:
        """Indices of the texts, `of` these, whose beginning may change because of the text before them."""
        texts = file.texts
        if not self._rolls:  # most texts end with a letter, or begin with a capital
            small = [n for n in of if not (texts[n - 1][-1:].isalnum() or texts[n][:1].isupper())]
            of = small if self._capitals else ()
        for n in of:
            text, before = texts[n], texts[n - 1] or file.before(n)
            if (self._capitals and _small(text, before) >= 0) or (self._rolls and _rolled(text, before)):
                yield n

    def _steps(self, file: _File, n: int, rules: Sequence[Rule]) -> Iterator[tuple[str, str, Text]]:
        """Rule, risk and text of each change of the text number `n`, one after the other."""
        work, before = file.work(n), file.before(n)
        for rule in rules:
            if rule.id in self._applied and (new := work.by(rule)) is not work:
                yield rule.id, rule.risk, (work := new)
        if self._rolls and (new := _unrolled(work, before)) is not work:
            yield ROLLED, "review", (work := new)
        if file.cues[n].number in self._places and (new := self._lexicon.corrected(work)) is not work:
            yield LEXICON, "safe", (work := new)
        if self._capitals and (at := _small(work.text, before)) >= 0 and work.free(at, at + 1):
            yield CAPITAL, "safe", work.changed([(at, at + 1, work.text[at].upper())])

    def _review(self, file: _File, hits: Mapping[int, Sequence[Rule]]) -> Iterator[Edit]:
        """What the rules suggest that are not applied."""
        texts = enumerate(file.texts) if self._rolled else ()
        rolled = {n for n, text in texts if "\n" in text and _rolled(text, file.before(n))}
        for n in sorted({*hits, *rolled}):
            work = file.work(n)
            for rule in hits.get(n, ()):
                if rule.id not in self._applied and (new := work.by(rule)) is not work:
                    yield file.edit(n, rule.id, new, "review")
            if n in rolled and (new := _unrolled(work, file.before(n))) is not work:
                yield file.edit(n, ROLLED, new, "review")


def _speaks(rule: Rule, language: str) -> bool:
    code = primary(language)
    return (not rule.languages or code in rule.languages) and code not in rule.but_not


def _small(text: str, before: str) -> int:
    """Where the small letter stands that should be a capital; -1 without one."""
    if not text or not before or text[0].isupper() or before[-1].isalnum():
        return -1
    at = small_beginning(text)
    return at if at >= 0 and ends_sentence(before) else -1


def _rolled(text: str, before: str) -> int:
    """Letters of the first line, with its end, where it is the last line `before`; else 0."""
    first, newline, _ = text.partition("\n")
    rolled = newline and before.endswith(first) and before.rpartition("\n")[2] == first
    return len(first) + 1 if rolled and first.count(" ") + 1 >= ROLLED_WORDS else 0


def _unrolled(work: Text, before: str) -> Text:
    """Without the first line, where it is the last one `before`."""
    end = _rolled(work.text, before)
    return work.changed([(0, end, "")] if end else [], keeps_lines=False)
