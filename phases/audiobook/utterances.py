"""Make of a sentence what the voice gets: segments by language and voice, respelled and normalised."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from phases.audiobook import normalise
from phases.audiobook.book import Segment, Span, Utterance
from phases.audiobook.normalise import Edit, Manner
from phases.tools.iso639 import primary
from phases.tools.lexicon import Index, combined

LEXICON = "lexicon"
"""What :class:`Edit` has as its rule where an entry of the lexicon speaks."""

_POSSESSIVE = re.compile(r"(?:['’]s|s)(?!\w)")
_LOUD = re.compile(r"(?<![^\W_])[A-Z]{2,}(?![^\W_])")


@dataclass(frozen=True)
class Sounds:
    """An edit whose sounds are known."""

    edit: Edit
    ipa: str = ""


@cache
def index(lexicons: tuple[Path, ...], stamps: tuple[int, ...], language: str) -> Index:
    """The entries of `lexicons` that tell how something is spoken in `language`.

    The `stamps` of the files only make what was kept of an older lexicon another call.
    """
    return Index([entry for entry in combined(lexicons, language) if entry.say or entry.ipa], language)


class Speaker:
    """Turns sentences into utterances by one lexicon and one set of rules."""

    def __init__(
        self,
        lexicons: Sequence[Path] = (),
        dates: str = "",
        off: Container[str] | None = (),
    ) -> None:
        """`off` are the rules of normalisation that are not used; None: none is."""
        self._lexicons = tuple(lexicons)
        self._stamps = tuple(path.stat().st_mtime_ns for path in self._lexicons)
        self._manner = Manner(dates=dates)
        self._off = off
        self.counts: dict[str, int] = {}
        """How often each rule spoke."""

    def utterance(
        self,
        text: str,
        language: str,
        title: bool = False,
        voice: str = "",
        spans: Sequence[Span] = (),
        quoted: Sequence[tuple[int, int]] = (),
        quoting: str = "",
    ) -> Utterance:
        """What stands for the sentence `text`; what is `quoted` has the voice `quoting`."""
        sounds = self._sounds(text, language, title, spans)
        borders = {0, len(text)}
        borders.update(at for span in spans if span.language for at in (span.start, span.end))
        borders.update(at for piece in quoted for at in piece)
        pieces: list[Segment] = []
        for said, start, ipa in _pieces(text, sounds, sorted(borders)):
            spoken_by = quoting if any(a <= start < b for a, b in quoted) else voice
            pieces.append(Segment(said, _language(start, language, spans), spoken_by, ipa))
        return _joined(pieces)

    def _sounds(self, text: str, language: str, title: bool, spans: Sequence[Span]) -> list[Sounds]:
        """What is spoken otherwise than it is written, in order."""
        found = [
            Sounds(Edit(s.start, s.end, s.say or text[s.start : s.end], "ipa"), s.ipa)
            for s in spans
            if s.ipa or s.say
        ]
        areas = [(s.start, s.end, s.language) for s in spans if s.language]
        foreign = [(start, end) for start, end, _ in areas]
        for start, end, tongue in [*areas, (0, len(text), language)]:
            inside = text if (start, end) == (0, len(text)) else " " * start + text[start:end]
            taken = [(s.edit.start, s.edit.end) for s in found]
            if tongue == language and inside is text:
                taken = _union(taken + foreign)
            found += self._lexicon(inside, tongue, taken)
            if self._off is not None:
                taken = _union(taken + [(s.edit.start, s.edit.end) for s in found])
                manner = replace(self._manner, language=tongue, title=title)
                found += map(Sounds, normalise.changes(inside, manner, taken, self._off))
        for sound in found:
            self.counts[sound.edit.rule] = self.counts.get(sound.edit.rule, 0) + 1
        return sorted(found, key=lambda sound: sound.edit)

    def _lexicon(self, text: str, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Sounds]:
        if not self._lexicons:
            return
        for start, end, entry in index(self._lexicons, self._stamps, language).find(text):
            if any(start < b and a < end for a, b in taken):
                continue
            ending = _POSSESSIVE.match(text, end) if primary(language) == "en" else None
            tail = ending[0] if ending else ""
            said = respelled(entry.say) if entry.say else text[start:end]
            ipa = entry.ipa + _ending(entry.ipa) * bool(tail) if entry.ipa else ""
            yield Sounds(Edit(start, end + len(tail), said + tail, LEXICON), ipa)


def respelled(say: str) -> str:
    """``her-MY-oh-nee`` -> her-my-oh-nee: capitals are a stress that no voice knows and some spell."""
    return _LOUD.sub(lambda found: found[0].lower(), say) if any(map(str.islower, say)) else say


def _ending(ipa: str) -> str:
    """The sound of an English 's behind `ipa`."""
    last = ipa.strip("ˈˌ.ː ")[-1:]
    return "ɪz" if last in "szʃʒ" else "s" if last in "ptkfθ" else "z"


def _language(at: int, language: str, spans: Sequence[Span]) -> str:
    for span in spans:
        if span.language and span.start <= at < span.end:
            return span.language
    return language


def _pieces(text: str, sounds: Sequence[Sounds], borders: Sequence[int]) -> Iterator[tuple[str, int, str]]:
    """`text` as it is spoken, in pieces that no border cuts: words, where they stand, and their sounds."""
    at = 0
    for sound in [*sounds, Sounds(Edit(len(text), len(text), "", ""))]:
        start, end, said, _ = sound.edit
        if start < at:
            continue  # spans that overlap
        for border in [border for border in borders if at < border < start] + [start]:
            yield text[at:border], at, ""
            at = border
        yield said, start, sound.ipa
        at = end


def _joined(pieces: Sequence[Segment]) -> Utterance:
    """Neighbours of one manner as one segment, blanks single and none around; none with nothing to say."""
    said: list[Segment] = []
    for piece in pieces:
        last = said[-1] if said else None
        if last and not piece.ipa and not last.ipa and replace(piece, text="") == replace(last, text=""):
            said[-1] = replace(last, text=last.text + piece.text)
        elif piece.text:
            said.append(piece)
    clean: list[Segment] = []
    for piece in said:
        text = re.sub(r"\s+", " ", piece.text).replace(" ,", ",")
        if not clean or clean[-1].text.endswith(" "):
            text = text.lstrip()
        if text:
            clean.append(replace(piece, text=text))
    if not any(char.isalnum() for piece in clean for char in piece.text):
        return ()
    clean[-1] = replace(clean[-1], text=clean[-1].text.rstrip())
    return tuple(piece for piece in clean if piece.text)


def _union(taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals in order that do not overlap."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(taken)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
