"""List the words that a voice is likely to mispronounce: names, foreign words, capitals, rare spellings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from phases.audiobook.book import Chunk, Script, Span, read_script
from phases.audiobook.normalise.roman import value
from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings
from phases.tools.iso639 import primary

VERSION = 5

OPENS = ("", *'“"«„—:!?(')
"""Behind these a capital is no sign of a name."""
TOKEN = re.compile(r"(?<!\w)[^\W\d_]+(?:[’'-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_ENDINGS = "ies:y es:e es: s: ied:y ed:e ed: ing:e ing: ly: er:e er: est: ness: less: th: st:"
ENDINGS = [tuple(pair.split(":")) for pair in _ENDINGS.split()]
"""Of English words, with what stands in their place in the list of words."""
_SURE = """
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday english american british french german italian spanish england
america britain france germany italy spain europe london paris christmas god cannot oh ay o mr mrs ms dr
"""
SURE = frozenset(_SURE.split())
"""Words that every English voice knows, though no list of small words has them."""
BEGINNINGS = ("un", "re", "in", "dis", "over", "out", "mis", "non", "pre", "fore")
NOUNS_IN_CAPITALS = ("de", "lb")
"""Languages where a capital inside a sentence is no sign of a name."""


class Settings(PhaseSettings):
    pass


class Place(NamedTuple):
    """Where a word stands, all from 1."""

    chapter: int
    sentence: int
    text: str
    """The sentence."""


@dataclass
class Seen:
    """What was seen of a word, whatever its capitals are."""

    forms: Counter[str] = field(default_factory=Counter)
    place: Place = field(default_factory=lambda: Place(0, 0, ""))
    at: int = 0
    """Where it begins there."""
    inside: int = 0
    """How often it had a capital inside a sentence."""
    language: str = ""
    """Where it stands in a passage in another language."""


@dataclass(frozen=True)
class Word:
    """A doubtful word."""

    word: str
    count: int
    reason: str
    """``name``, ``foreign``, ``capitals`` or ``rare``."""
    chapter: int
    title: str
    sentence: int
    text: str
    """The first sentence that has it."""
    language: str = ""
    say: str = ""
    """How the lexicon speaks it now."""
    ipa: str = ""


def run(script: Path, target: Path, settings: Settings, beside: Sequence[Path] = ()) -> Metrics:
    """Write ``words.json``: the doubtful words of ``chunks.json``, the most frequent first."""
    book = read_script(script)
    found = sorted(_doubtful(book, beside), key=lambda word: (-word.count, word.word))
    shown = [{name: value for name, value in asdict(word).items() if value} for word in found]
    write_json(target, {"language": book.language, "words": shown})
    doubtful = [word for word in found if word.reason != "rare"]
    return {"doubtful": len(doubtful), "told": sum(bool(word.say or word.ipa) for word in doubtful)}


def _doubtful(book: Script, lexicons: Sequence[Path]) -> Iterator[Word]:
    from phases.tools.lexicon import Index, combined

    index = Index([e for e in combined(lexicons, book.language) if e.say or e.ipa], book.language)
    for seen in _seen(book).values():
        reason = _reason(seen, book.language)
        if reason and not _ruled(seen, book.language):
            word = max(seen.forms.items(), key=lambda item: (item[1], item[0]))[0]
            told = next((match.entry for match in index.find(word)), None)
            chapter, sentence, text = seen.place
            yield Word(
                word,
                seen.forms.total(),
                reason,
                chapter,
                book.scenes[chapter - 1].title,
                sentence,
                text,
                seen.language,
                told.say if told else "",
                told.ipa if told else "",
            )


def _seen(book: Script) -> dict[str, Seen]:
    """Every word of the book by its small letters."""
    found: dict[str, Seen] = {}
    for number, scene in enumerate(book.scenes, 1):
        sentence = 0
        for chunk in scene.chunks:
            for text, spans in zip(
                chunk.sentences, chunk.spans or [()] * len(chunk.sentences), strict=True
            ):
                sentence += 1
                _look(found, Place(number, sentence, text), chunk, spans)
    return found


def _look(found: dict[str, Seen], place: Place, chunk: Chunk, spans: Sequence[Span]) -> None:
    """Note the words of one sentence."""
    from phases.audiobook.normalise.english import abbreviations

    text = place.text
    heading = chunk.kind in ("title", "heading")
    for token in TOKEN.finditer(text):
        word = POSSESSIVE.sub("", token[0])
        if text[token.end() : token.end() + 1] == "." and word in abbreviations.TITLES:
            continue  # spoken by a rule
        seen = found.setdefault(word.casefold(), Seen(place=place, at=token.start()))
        seen.forms[word] += 1
        before = text[: token.start()].rstrip(" ‘'")
        seen.inside += word[0].isupper() and before[-1:] not in OPENS and not heading
        if not seen.language:
            spoken = (s.language for s in spans if s.language and s.start <= token.start() < s.end)
            seen.language = next(spoken, chunk.language)


def _ruled(seen: Seen, language: str) -> bool:
    """Whether a rule of normalisation says something else for the word: Sept. 1951, 5 km, an address."""
    from phases.audiobook import normalise

    edits = normalise.changes(seen.place.text, normalise.Manner(language))
    return any(one.start <= seen.at < one.end and one.rule != "capitals" for one in edits)


def _reason(seen: Seen, language: str) -> str:
    """Why a word is doubtful; empty where it is not."""
    if seen.language and primary(seen.language) != primary(language):
        return "foreign"
    lower = [form for form in seen.forms if form[0].islower()]
    english = primary(language) == "en"
    word = max(seen.forms, key=len)
    if len(word) == 1 or (english and _known(word.lower())):
        return ""
    if all(len(form) > 1 and form.isupper() for form in seen.forms):
        return "" if _spelled(word) else "capitals"
    if english and not word.replace("’", "").isascii():
        return "foreign"
    if not lower and seen.inside and primary(language) not in NOUNS_IN_CAPITALS:
        return "name"
    return "rare" if english else ""


def _known(word: str) -> bool:
    """An ordinary English word, or one made of such: with an ending, a beginning, a hyphen or accents."""
    from phases.tools.lexicon import english

    known = english()
    plain = re.sub("'d$", "ed", word.replace("’", "'"))
    if plain in known or plain in SURE or _stem(plain):
        return True
    parts = re.split("['-]", plain)
    if len(parts) > 1:
        return all(part in known or _stem(part) for part in parts if part)
    rest = next((plain[len(start) :] for start in BEGINNINGS if plain.startswith(start)), "")
    return len(rest) > 3 and (rest in known or _stem(rest))


def _stem(word: str) -> bool:
    from phases.tools.lexicon import english

    known = english()
    for ending, instead in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            double = stem[:-1] if stem[-1] == stem[-2] and not instead else stem
            if stem + instead in known or double in known:
                return True
    return False


def _spelled(word: str) -> bool:
    """An acronym that voices know, or a roman numeral."""
    from phases.audiobook.normalise.english import letters

    return word in letters.SPELLED or word in letters.WORDS or bool(value(word))
