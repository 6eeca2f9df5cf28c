"""The text of one cue at work, and what may change in it."""

from collections.abc import Iterable
from functools import cached_property

from phases.subtitles.rules.protected import Span, spans
from phases.subtitles.rules.rule import Rule


class Text:
    """A text with its protected spans, which are found when they are needed."""

    def __init__(self, text: str, quoted: str) -> None:
        self.text = text
        self._quoted = quoted

    @cached_property
    def low(self) -> str:
        return self.text.lower()

    @cached_property
    def spans(self) -> list[Span]:
        return spans(self.text, self._quoted)

    def free(self, start: int, end: int) -> bool:
        """Does what stands from `start` to `end` touch no protected span?"""
        return not any(first < end and last > start for first, last in self.spans)

    def by(self, rule: Rule) -> "Text":
        """As `rule` would have it; itself where it changes nothing."""
        if not rule.pattern.search(self.text):
            return self
        becomes = rule.becomes
        changes = [
            (*match.span(), match.expand(becomes) if isinstance(becomes, str) else becomes(match))
            for match in rule.pattern.finditer(self.text)
        ]
        return self.changed(changes, rule.keeps_lines)

    def changed(self, changes: Iterable[tuple[int, int, str]], keeps_lines: bool = True) -> "Text":
        """With each piece from start to end replaced, where it is free; itself where nothing changes."""
        pieces, at = [], 0
        for start, end, new in changes:
            if new != self.text[start:end] and self.free(start, end):
                pieces += [self.text[at:start], new]
                at = end
        if not pieces:
            return self
        text = "".join([*pieces, self.text[at:]])
        if keeps_lines and _lines(text) != _lines(self.text):
            return self
        return Text(text, self._quoted)


def _lines(text: str) -> list[bool]:
    """For each line, whether something stands on it: no rule may empty one."""
    return [bool(line.strip()) for line in text.split("\n")]
