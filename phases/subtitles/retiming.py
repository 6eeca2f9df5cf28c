"""The rules of time: overlaps, gaps, and how long a cue stands, by a profile.

What is known of the speech is what the file says: a cue's speech is its own time in the source. So

* a cue never begins before its speech. To end an overlap it may begin later, by `late_ms` at most;
* it is never made to last into the speech of the next one: an end moves later only as far as the next
  start less the profile's gap;
* it is cut short of its speech only where two cues overlap or stand too close, and where it is too long.

How a conflict of two cues is solved is Subtitle Edit's way (FixOverlappingDisplayTimes): cut the first,
else share the overlap, else delay the second; first if they keep the time in which they read well, then
the time in which they can be read at all. Unlike there, the profile's gap is left and never 1 ms, a cut
never goes below the shortest time, a cue gets what room there is where there is not enough, and what
stands far too long for its text is cut to eight times its optimal time and not to once. What cannot be read
in the longest time of the profile is cut to no less than it takes.
"""

import math
from collections.abc import Callable, Mapping, Sequence, Set

from phases.graph.errors import InputError
from phases.subtitles.cues import Cue, Edit, span
from phases.subtitles.lanes import lanes
from phases.subtitles.profiles import Profile
from phases.subtitles.reading import LONGEST, Seen, longest, needed_by_each, optimal

RULES: dict[str, str] = {
    "time:end": "the cue ends before it begins, or at once",
    "time:long": "the cue stands longer than the profile allows, or eight times what its text needs",
    "time:overlap": "the cue stands while the next one does",
    "time:gap": "the gap before the next cue is shorter than the profile allows",
    "time:short": "the cue stands shorter than the profile allows",
    "time:fast": "the text cannot be read in its time",
    "time:chain": "the gap before the next cue is one that the profile closes",
}
"""Rule id to reason."""

LEAST_MS = 500
"""What a cue without an end gets at least; with less room it stays as it is (Subtitle Edit)."""
PASSES = 10
"""A pass after which nothing changes any more comes before this one (Subtitle Edit's limit)."""


class Times:
    """The times of the cues of one file at work."""

    def __init__(
        self,
        cues: Sequence[Cue],
        sizes: Sequence[Seen],
        profile: Profile,
        unfamiliar: Mapping[int, int],
        off: Set[str],
    ) -> None:
        """`sizes`: of the texts; `unfamiliar`: how many words of a place take longer; `off`: rules."""
        self.cues = cues
        self.start, self.end = [cue.start_ms for cue in cues], [cue.end_ms for cue in cues]
        if (grid := profile.grid_ms) > 1:
            for times in (self.start, self.end):  # a file may have finer ones; those that stay keep them
                times[:] = [(time + grid // 2) // grid * grid for time in times]
        self.edits: list[Edit] = []
        self.changed: set[int] = set()
        """The places in `cues` of those that have other times."""
        self._unable: dict[int, list[str]] = {}
        self._profile = profile
        self._needed = needed_by_each([cue.text for cue in cues], sizes, profile, unfamiliar)
        self._unfamiliar = unfamiliar
        self._optimal: dict[int, int] = {}
        self._longest = [
            profile.max_ms
            if time < profile.max_ms <= LONGEST * time
            else longest(cues[at].text, profile, unfamiliar.get(at, 0))
            for at, time in enumerate(self._needed)  # the optimal time is not below the needed one
        ]
        self._on = RULES.keys() - off
        self._lanes = lanes(cues)
        self._apart = len(self._lanes) > 1

    def mend(self) -> None:
        """Apply the rules until nothing changes; raises InputError where that never comes to be."""
        for _ in range(PASSES):
            count = len(self.edits)
            for lane in self._lanes:
                self._mend(lane)
            if not self._apart or len(self.edits) == count:
                return  # else a cue may have made way for one of another place
        raise self._endless()

    def _mend(self, lane: Sequence[int]) -> None:
        visit: Sequence[int] = range(len(lane))
        for _ in range(PASSES):
            if not (visit := sorted(self._again(lane, visit) & set(range(len(lane))))):
                return
        raise self._endless()

    def _endless(self) -> InputError:
        last = self.edits[-1]
        return InputError(
            f"line {last.line}: the rule {last.rule} would change cue {last.cue} again and again",
            f"put {last.rule} into subtitles.off, and report it with this file",
        )

    @property
    def unable(self) -> list[Edit]:
        """What breaks the profile and could not be mended: edits without a change, by cue and rule."""
        found = []
        for at, rules in sorted(self._unable.items()):
            cue, same = self.cues[at], span(self.start[at], self.end[at])
            for rule in dict.fromkeys(rules):
                found.append(Edit(cue.number, cue.line, rule, same, same, "unable"))
        return found

    def _again(self, lane: Sequence[int], visit: Sequence[int]) -> set[int]:
        """Mend the cues at the places to `visit` of `lane`, each in its turn; those to be seen again."""
        starts, ends, needed, longest = self.start, self.end, self._needed, self._longest
        gap, chain = self._profile.gap_ms, max(self._profile.gap_ms, self._profile.chain_ms)
        allowed = self._profile.max_ms
        unable, edits, last, again = self._unable, self.edits, len(lane) - 1, set[int]()
        for place in visit:
            at = lane[place]
            if unable:
                unable.pop(at, None)
            count, start, end, least, most = len(edits), starts[at], ends[at], needed[at], longest[at]
            if end - start > most > 0:
                self._set("time:long", at, end=start + most)
                end = ends[at]
            between = starts[lane[place + 1]] - end if place < last else gap
            most = min(most, allowed)
            fits, new = least <= end - start <= most, end + between - gap
            if fits and (between == gap or between >= chain):
                pass  # nothing to mend any more
            elif fits and between >= 0 and 0 < least <= new - start <= most:  # most borders
                self._set("time:gap" if between < gap else "time:chain", at, end=new)
            else:
                self._visit(lane, place)
                again.update((place - 1, place, place + 1) if len(edits) > count else ())
            if len(edits) > count and lane[place - 1] in unable:  # there may be room to delay this one now
                again.add(place - 1)
        return again

    def _visit(self, lane: Sequence[int], place: int) -> None:
        """Mend the cue at `place` of `lane` and its border with the next."""
        at = lane[place]
        start, end = self.start[at], self.end[at]
        after = lane[place + 1] if place + 1 < len(lane) else -1
        limit = math.inf if after < 0 else self.start[after] - self._profile.gap_ms
        if end <= start:
            self._give_end(at, limit)
        elif end - start > self._longest[at]:
            self._set("time:long", at, end=start + self._longest[at])
        if after >= 0 and self.end[at] > limit and self.end[at] > start:
            self._part(lane, place)
        if (time := self.end[at] - start) > 0:
            if time < self._needed[at]:
                self._extend(at, limit)
            elif time > self._profile.max_ms:
                self._cannot("time:long", at)
            if after >= 0:
                self._chain(at, after)

    def _give_end(self, at: int, limit: float) -> None:
        """An end for a cue that has none: 0.9 of its optimal time, else what room there is."""
        time, grid = round(0.9 * self._optimal_at(at)), self._profile.grid_ms
        least = max(self._profile.min_ms, time - time % grid)
        room = limit - self.start[at]
        if 0 < min(least, LEAST_MS) <= room:  # an empty text needs none where no least time is set
            self._set("time:end", at, end=self.start[at] + int(min(least, room)))
        else:
            self._cannot("time:end", at)

    def _part(self, lane: Sequence[int], place: int) -> None:
        """Part a cue from the next one, with which it overlaps or to which it stands too close."""
        at, after = lane[place], lane[place + 1]
        gap = self._profile.gap_ms
        start, end, following = self.start[at], self.end[at], self.start[after]
        overlap = end > following
        rule = "time:overlap" if overlap else "time:gap"
        if not overlap and following - gap - start >= self._needed[at]:
            return self._set(rule, at, end=following - gap)  # the usual one
        until = self.end[after]  # how long the next one stands, once its own end is mended
        if place + 2 < len(lane):
            until = min(until, self.start[lane[place + 2]] - gap)
        middle = (following + end - gap) // 2
        middle -= middle % self._profile.grid_ms
        needed = self._needed.__getitem__
        for time in (self._optimal_at, needed) if overlap else (needed,):
            if following - gap - start >= time(at):
                return self._set(rule, at, end=following - gap)
            if overlap and middle - start >= time(at) and self._may_delay(after, middle + gap, until, time):
                self._set(rule, at, end=middle)
                return self._set(rule, after, start=middle + gap)
            if self._may_delay(after, end + gap, until, time):
                return self._set(rule, after, start=end + gap)
        if not overlap and self._profile.min_ms <= following - gap - start and end - start < needed(at):
            return self._set(rule, at, end=following - gap)
        return self._cannot(rule, at)

    def _may_delay(self, at: int, start: int, until: int, time: Callable[[int], int]) -> bool:
        """May the cue begin at `start`, stand `until`, and keep the time that `time` says?"""
        was = self.start[at]
        if start - was > self._profile.late_ms or until - start < time(at):
            return False
        # Nor may it pass or join a cue behind it that stands elsewhere on the screen.
        passed = ((was, at) < (other, n) and other <= start for n, other in enumerate(self.start))
        return not (self._apart and any(passed))

    def _extend(self, at: int, limit: float) -> None:
        """Let a cue stand as long as it must and as there is room; only to be read, `tail_ms` at most."""
        start, end, least = self.start[at], self.end[at], self._profile.min_ms
        wanted = self._needed[at]
        rule = "time:short" if end - start < least else "time:fast"
        if wanted - max(end - start, least) > self._profile.tail_ms:
            wanted = least
            self._cannot("time:fast", at)
        new = min(start + wanted, limit)
        if new > end:
            self._set(rule, at, end=int(new))
        if self.end[at] - start < wanted:
            self._cannot("time:short" if self.end[at] - start < least else "time:fast", at)

    def _chain(self, at: int, after: int) -> None:
        """Close a gap that is neither none nor a real one."""
        following, profile = self.start[after], self._profile
        if profile.gap_ms < following - self.end[at] < profile.chain_ms:
            end = following - profile.gap_ms
            if end - self.start[at] <= min(self._longest[at], profile.max_ms):
                self._set("time:chain", at, end=end)
            else:
                self._cannot("time:chain", at)

    def _optimal_at(self, at: int) -> int:
        if at not in self._optimal:
            self._optimal[at] = optimal(self.cues[at].text, self._profile, self._unfamiliar.get(at, 0))
        return self._optimal[at]

    def _set(self, rule: str, at: int, start: int | None = None, end: int | None = None) -> None:
        """Give a cue another `start` or `end`, unless the rule is off, and write it down."""
        if rule not in self._on:
            return
        cue = self.cues[at]
        known = at in self.changed  # else the file may have finer times
        before = span(self.start[at], self.end[at]) if known else span(cue.start_ms, cue.end_ms)
        self.start[at] = self.start[at] if start is None else start
        self.end[at] = self.end[at] if end is None else end
        self.changed.add(at)
        self.edits.append(Edit(cue.number, cue.line, rule, before, span(self.start[at], self.end[at])))

    def _cannot(self, rule: str, at: int) -> None:
        if rule in self._on:
            self._unable.setdefault(at, []).append(rule)
