"""The text of one cue at work, and what may change in it."""

from collections.abc import Iterable

from phases.subtitles.blocks import BLANKS
from phases.subtitles.linebreaks import keeps
from phases.subtitles.rules.protected import Span, spans
from phases.subtitles.rules.rule import Rule


class Text:
    """A text with its protected spans, which are found when they are needed.

    `cached_property` takes longer than most of them.
    """

    def __init__(self, text: str, quoted: str) -> None:
        self.text = text
        self._quoted = quoted
        self._flat: str | None = None
        self._spans: list[Span] | None = None

    @property
    def flat(self) -> str:
        """The text with a space for each line break, of the same length; itself where its lines count."""
        if self._flat is None:
            fits = "\n" in self.text and not keeps(self.text)
            self._flat = self.text.replace("\n", " ") if fits else self.text
        return self._flat

    def seen_by(self, rule: Rule) -> str:
        """The text that the pattern of `rule` is for."""
        return self.text if rule.of_lines else self.flat

    @property
    def spans(self) -> list[Span]:
        """The protected spans."""
        if self._spans is None:
            self._spans = spans(self.flat, self._quoted)
        return self._spans

    def free(self, start: int, end: int) -> bool:
        """Does what stands from `start` to `end` touch no protected span?"""
        return not (self.spans and any(first < end and last > start for first, last in self.spans))

    def by(self, rule: Rule) -> "Text":
        """As `rule` would have it; itself where it changes nothing."""
        becomes = rule.becomes
        changes = [
            (*match.span(), match.expand(becomes) if isinstance(becomes, str) else becomes(match))
            for match in rule.pattern.finditer(self.seen_by(rule))
        ]
        return self.changed(changes, rule.keeps_lines) if changes else self

    def changed(self, changes: Iterable[tuple[int, int, str]], keeps_lines: bool = True) -> "Text":
        """With each piece from start to end replaced, where it is free; itself where nothing changes.

        With `keeps_lines` it is itself, too, where a line would be emptied that counts; one that does not
        goes. A line break in a piece that becomes one word comes behind it.
        """
        made, at = "", 0
        broken: list[int] = []
        for start, end, new in changes:
            old = self.text[start:end]
            if new == (old if "\n" in new else self.flat[start:end]) or not self.free(start, end):
                continue
            made += self.text[at:start]
            if "\n" in old and "\n" not in new:
                line = old.partition("\n")[0]
                if made.rpartition("\n")[2].strip() or (line and new.startswith(line)):
                    broken.append(len(made) + len(new))
            made, at = made + new, end
        if not at:
            return self
        work = Text(made + self.text[at:], self._quoted)
        if not keeps_lines:
            return work
        fits = self.flat is not self.text
        for behind in broken if fits else ():
            work = work._broken(behind)
        if (blank := _blank(work.text)) and blank > _blank(self.text):
            lines = [line for line in work.text.split("\n") if line.strip(BLANKS)] if fits else []
            return Text("\n".join(lines), self._quoted) if lines else self
        return work

    def _broken(self, behind: int) -> "Text":
        """With the first free space `behind` a place as a line break, if there is one in this line."""
        line = self.text[behind:].partition("\n")[0]
        for at in (behind + n for n, char in enumerate(line) if char == " "):
            if self.free(at, at + 1):
                return Text(f"{self.text[:at]}\n{self.text[at + 1 :]}", self._quoted)
        return self


def _blank(text: str) -> int:
    """How many lines have nothing to show."""
    return len([line for line in text.split("\n") if not line.strip(BLANKS)])
