"""Take an SRT file apart line by line: text, numbers, blank lines, and a defect for all that is odd."""

from collections.abc import Sequence

from phases.graph.errors import PLEASE, InputError
from phases.subtitles import blocks
from phases.subtitles.blocks import BLANKS, Block, blank, runs
from phases.subtitles.cues import Cue, Defect, Removal
from phases.subtitles.defects import defect
from phases.subtitles.timecode import Times


class Reader:
    """Takes the lines of a file apart."""

    def __init__(self, lines: Sequence[str], found: Sequence[Block], said: Sequence[int]) -> None:
        self.lines = lines
        self.found = found
        self.said = said
        self.cues: list[Cue] = []
        self.defects: list[Defect] = []
        self.removed: list[Removal] = []
        self.end = "\n"
        self.seen = 0
        """Lines with text that are accounted for."""
        self.spaces = any(line and blank(line) for line in lines)
        """There are blank lines with spaces in them."""
        self.disguised = False
        """It is a WebVTT file by another name."""

    def read(self) -> None:
        """Fill in `cues`, whose times may still be missing, `defects` and `removed`."""
        self._before_first()
        for at in self.said:
            self._note("time-in-text", at)
        shift = 0
        heads = [*(block.head for block in self.found[1:]), len(self.lines)]
        for place, (block, stop) in enumerate(zip(self.found, heads, strict=True), 1):
            head, at, times, number = block
            if number != str(place + shift) or head != at - 1:
                shift = self._number(block, place, shift)
            if head and self.lines[head - 1] and not blank(self.lines[head - 1]):
                self._note("no-blank", head)
            text = self._text(at + 1, stop, place == len(self.found))
            if times.rest:
                text = self._rest(at, times, text)
            if not text:
                self._note("empty-cue", at)
            self.seen += 1 if number is None else 2
            self.cues.append(
                Cue(place, times.start_ms or 0, times.end_ms or 0, text, head + 1, times.settings)
            )

    def account(self) -> None:
        """Raises InputError unless each line with text is a number, times, text or removed."""
        if self.spaces:
            there = sum(not blank(line) for line in self.lines)
        else:
            there = len(self.lines) - self.lines.count("")
        removed = sum(one.text.count("\n") + 1 for one in self.removed)
        if there != self.seen + removed:
            raise InputError(
                f"line 1: {there} lines with text, but {self.seen + removed} were read",
                PLEASE,
            )

    def _note(self, code: str, index: int, column: int = 1, what: object = "", made: object = "") -> None:
        self.defects.append(defect(code, index + 1, column, what, made))

    def _before_first(self) -> None:
        """List what stands above the first cue."""
        head = self.found[0].head
        lines = self.lines[:head]
        for first, stop in runs(lines):
            block = lines[first:stop]
            vtt = block[0].startswith("WEBVTT") and not self.removed
            self.disguised |= vtt
            self._note("vtt-header" if vtt else "before-first", first)
            self.removed.append(Removal(first + 1, "before the first cue", "\n".join(block)))
        blanks = sum(map(blank, lines))
        if blanks and blanks == head:
            self._note("blank-lines", 0, what=blanks)

    def _number(self, block: Block, place: int, shift: int) -> int:
        """Note what is odd about the number; gives how far numbers are above the places from now on."""
        head, at, _, number = block
        if number is None:
            self._note("no-number", at, made=place)
            return shift
        if at - head > 1:
            self._note("blank-after-number", head + 1)
        due = place + shift
        if number.isdecimal() and number != str(due) and blocks.value(number) != due:
            self._note("number", head, what=number, made=place if shift == 0 else due)
            return blocks.value(number) - place
        if number != str(due):
            self._note("bad-number", head, what=number, made=place)
        return blocks.value(number) - place

    def _text(self, start: int, stop: int, last: bool) -> str:
        """The text between the lines `start` and `stop`."""
        body = list(self.lines[start:stop])
        trailing = 0
        while body and (not body[-1] or (self.spaces and blank(body[-1]))):
            if body.pop():
                self._note("blank-spaces", start + len(body))
            trailing += 1
        if last:
            # A cue without text has an empty line in its place.
            self.end = "\n" * (trailing if body else max(trailing - 1, 0))
        elif trailing > (1 if body else 2):
            self._note("blank-lines", start + len(body) + 1, what=trailing - 1)
        text = "\n".join(body)
        if "\n\n" in text or text[:1] == "\n" or self.spaces:
            return self._without_blanks(body, start, last)
        self.seen += len(body)
        return text

    def _without_blanks(self, body: Sequence[str], start: int, last: bool) -> str:
        """The text in `body` without its blank lines, each of which is noted."""
        kept: list[str] = []
        for first, stop in runs(body):
            block = body[first:stop]
            if first:
                gap = "after-last" if last and first > 1 else "blank-in-text"
                self._note(gap, start + first - (gap == "blank-in-text"))
            if self.disguised and block[0].startswith(("NOTE", "STYLE", "REGION")) and first:
                self._note("vtt-block", start + first)
                self.removed.append(Removal(start + first + 1, "a WebVTT block", "\n".join(block)))
                continue
            kept += block
            self.seen += len(block)
        return "\n".join(kept)

    def _rest(self, at: int, times: Times, text: str) -> str:
        """The text of the cue with what follows the times on their line, which is noted."""
        rest = times.rest.strip(BLANKS)
        column = self.lines[at].rfind(rest) + 1
        if not text and times.rest[:1] in BLANKS:
            self._note("text-on-times", at, column, rest)
            return rest
        self._note("after-times", at, column, rest)
        self.removed.append(Removal(at + 1, "after the times", rest))
        self.seen -= 1  # its line holds the times as well
        return text
