"""Apply the rules to the cues of a file, each change an edit, until nothing changes any more.

A file is looked at as a whole first: most rules have a needle, a piece of text without which they
cannot match, and most files have few of them. Only a cue that may change is looked at closely.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import accumulate, compress, count
from typing import NamedTuple

from phases.graph.errors import InputError
from phases.subtitles.cues import Cue, Edit
from phases.subtitles.rules import CAPITAL, LEXICON, ROLLED, RULES
from phases.subtitles.rules.letters import ends_sentence, small_beginning
from phases.subtitles.rules.protected import quotations
from phases.subtitles.rules.rule import Rule
from phases.subtitles.rules.spelling import Spelling
from phases.subtitles.rules.text import Text

BORDER = "\n\0\n"
"""Between the texts of a whole file: no pattern matches across it, and it begins and ends lines."""

RARE = 60
"""Needles up to which each of them is looked at, and not the whole file by the pattern."""

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


class Engine:
    """The rules that are chosen, for one file."""

    def __init__(self, apply: Set[str], suggest: Set[str], language: str, lexicon: Spelling) -> None:
        """`apply` and `suggest` are ids of rules; a rule for another language is left out."""
        english = language.lower().partition("-")[0] == "en"
        spoken = [rule for rule in RULES if _speaks(rule, language)]
        self._applied = apply
        self._rules = [rule for rule in spoken if rule.id in apply]
        self._suggested = [rule for rule in spoken if rule.id in suggest - apply]
        self._capitals = CAPITAL in apply and english
        self._rolled = ROLLED in apply | suggest
        self._lexicon = lexicon
        self._places = lexicon.places if LEXICON in apply else frozenset()

    def run(self, cues: Sequence[Cue]) -> Outcome:
        """Every cue, corrected, in the order given; what is before a cue is what a viewer sees before it.

        Raises InputError where a rule never ends.
        """
        shown = sorted(cues, key=lambda cue: cue.start_ms)
        texts = [cue.text for cue in shown]
        hits = self._hits(texts)
        inside = quotations(texts)
        edits: list[Edit] = []
        review: list[Edit] = []
        places, capitals, rolled = self._places, self._capitals, self._rolled
        done = shown.copy()
        before = ""
        for n, text in enumerate(texts):
            if (
                n in hits
                or shown[n].number in places
                or (capitals and not before[-1:].isalnum() and _small(text, before) >= 0)
                or (rolled and "\n" in text and _rolled(text, before))
            ):
                done[n] = self._cue(shown[n], hits.get(n, ()), before, inside.get(n, ""), edits, review)
                text = done[n].text
            before = text or before
        if shown != list(cues):
            made = {cue.number: cue for cue in done}
            done = [made[cue.number] for cue in cues]
        return Outcome(tuple(done), tuple(edits), tuple(review))

    def _hits(self, texts: Sequence[str]) -> dict[int, list[Rule]]:
        """Index of a text to the rules whose pattern stands in it."""
        flat = [text.replace("\n", " ") for text in texts]
        whole = BORDER.join(flat)
        low = whole.lower()
        starts = list(accumulate((len(text) + len(BORDER) for text in texts), initial=0))
        aligned = len(low) == len(whole)
        hits: dict[int, list[Rule]] = {}
        ascii = whole.isascii()
        for rule in (*self._rules, *self._suggested):
            if ascii and not rule.in_ascii:
                continue
            seen = texts if rule.of_lines else flat
            needles = rule.narrow(low) if rule.narrow else rule.needles
            if (needles or rule.narrow) and aligned:
                places = _places(rule, needles, whole, low)
                found = sorted({bisect_right(starts, at) - 1 for at in places})
            else:
                found = list(compress(count(), map(rule.test or bool, seen)))
            for n in found:
                if rule.pattern.search(seen[n]):
                    hits.setdefault(n, []).append(rule)
        return hits

    def _cue(
        self,
        cue: Cue,
        hits: Sequence[Rule],
        before: str,
        quoted: str,
        edits: list[Edit],
        review: list[Edit],
    ) -> Cue:
        """`cue` as the rules leave it, with an edit for each rule that changed it; `hits` come first."""
        work = Text(cue.text, quoted)
        last, tried = "", [rule for rule in hits if rule.id in self._applied]
        for _ in range(ROUNDS):
            old = work
            for name, risk, new in self._steps(cue, work, tried, before):
                edits.append(Edit(cue.number, cue.line, name, work.text, new.text, risk))
                work, last = new, name
            if work is old:
                break
            tried = self._rules
        else:
            raise InputError(
                f"line {cue.line}: the rule {last} changes what it has changed before",
                f"doit undo-rule {last} switches it off",
            )
        for rule in self._suggested if last else hits:
            if rule.id in self._applied or not _may_match(rule, work):
                continue
            if (new := work.by(rule)) is not work:
                review.append(Edit(cue.number, cue.line, rule.id, work.text, new.text, "review"))
        if self._rolled and (new := _unrolled(work, before)) is not work:
            review.append(Edit(cue.number, cue.line, ROLLED, work.text, new.text, "review"))
        return cue._replace(text=work.text) if last else cue

    def _steps(
        self, cue: Cue, work: Text, rules: Sequence[Rule], before: str
    ) -> Iterator[tuple[str, str, Text]]:
        """Rule, risk and text of each change, one after the other."""
        for rule in rules:
            if _may_match(rule, work) and (new := work.by(rule)) is not work:
                yield rule.id, rule.risk, (work := new)
        if ROLLED in self._applied and (new := _unrolled(work, before)) is not work:
            yield ROLLED, "review", (work := new)
        if cue.number in self._places and (new := self._lexicon.corrected(work)) is not work:
            yield LEXICON, "safe", (work := new)
        if self._capitals and (at := _small(work.text, before)) >= 0 and work.free(at, at + 1):
            yield CAPITAL, "safe", work.changed([(at, at + 1, work.text[at].upper())])


def _speaks(rule: Rule, language: str) -> bool:
    primary = language.lower().partition("-")[0]
    return (not rule.languages or primary in rule.languages) and primary not in rule.but_not


def _places(rule: Rule, needles: Iterable[str], whole: str, low: str) -> list[int]:
    """Where in the `whole` file the pattern of `rule` may stand: at its needles, or where it matches."""
    found: list[int] = []
    for needle in needles:
        places = _finds(needle, low)
        if len(found) + len(places) > RARE:
            return [match.start() for match in rule.pattern.finditer(whole)]
        found += places
    return found


@lru_cache(maxsize=64)
def _finds(needle: str, low: str) -> list[int]:
    """Where `needle` stands, `RARE` + 1 times at most; two rules may look for one needle."""
    found: list[int] = []
    at = low.find(needle)
    while at >= 0 and len(found) <= RARE:
        found.append(at)
        at = low.find(needle, at + 1)
    return found


def _may_match(rule: Rule, work: Text) -> bool:
    """Can `rule` match the text of `work`?"""
    text = work.seen_by(rule)
    if not rule.in_ascii and text.isascii():
        return False
    if rule.needles:
        low = work.low if text is work.flat else text.lower()
        for needle in rule.needles:  # half the time of any()
            if needle in low:
                break
        else:
            return False
    return rule.test is None or rule.test(text)


def _small(text: str, before: str) -> int:
    """Where the small letter stands that should be a capital; -1 without one."""
    if not text or not before or text[0].isupper() or before[-1].isalnum():
        return -1
    at = small_beginning(text)
    return at if at >= 0 and ends_sentence(before) else -1


def _rolled(text: str, before: str) -> int:
    """Letters of the first line, with its end, where it is the last line `before`; else 0."""
    last = before.rpartition("\n")[2]
    return len(last) + 1 if text.startswith(f"{last}\n") and last.count(" ") + 1 >= ROLLED_WORDS else 0


def _unrolled(work: Text, before: str) -> Text:
    """Without the first line, where it is the last one `before`."""
    end = _rolled(work.text, before)
    return work.changed([(0, end, "")] if end else [], keeps_lines=False)
