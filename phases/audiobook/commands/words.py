"""``doit words``: what the voice is likely to mispronounce, ready to be pasted into the lexicon."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from doit.exceptions import InvalidCommand

from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.files import read_json
from phases.graph.item import Item
from phases.graph.output import printable
from phases.graph.run import Run

PHASE = "words"
OPT_ALL = {
    "name": "all_words",
    "short": "",
    "long": "all",
    "type": bool,
    "default": False,
    "help": "also rare spellings, and as comments what the lexicon speaks already",
}
OPT_MIN_COUNT = {
    "name": "min_count",
    "short": "",
    "long": "min-count",
    "type": int,
    "default": 1,
    "help": "only words that occur so often [default: 1]",
}
PLAIN = re.compile(r"[^\W\d_][^\W\d_’-]*(?:[ ’-][^\W\d_]+)*")
"""What needs no quotes in YAML."""
NO_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n", "terms"}
"""What YAML takes for something else, or the lexicon for its list."""


class Words(Command, Run):
    """``doit words [BOOK...]``."""

    name = "words"
    doc_purpose = "list words that the voice may mispronounce, ready for lexicon.yaml"
    doc_usage = "[BOOK...]"
    doc_description = (
        "Names, foreign words and words in capitals, the most frequent first, as lines for"
        " lexicon.yaml: put how a word is spoken in place of its second half. Makes what it needs.\n\n"
        "With --json, for each book: item, words (word, count, reason: name, foreign, capitals or rare;"
        " chapter, title, sentence, text, language, say, ipa)."
    )
    cmd_options = (*Run.cmd_options, OPT_JSON, OPT_ALL, OPT_MIN_COUNT)  # type: ignore[assignment]
    sel_tasks: list[str] | None

    def _execute(  # type: ignore[override]
        self,
        verbosity: int | None,
        always: bool,
        continue_: bool,
        reporter: str,
        num_process: int,
        single: bool,
        force_verbosity: bool,
        json: bool,
        all_words: bool,
        min_count: int,
    ) -> int:
        self.by_name = bool(self.sel_tasks)
        books = self._books()
        self.sel_tasks = [f"{book.id}:{PHASE}" for book in books]
        if not books:
            self.outstream.write("# there is no book\n")
            return 0
        # What is made is told where it does not mix with the words.
        code = super()._execute(
            sys.stderr, verbosity, always, continue_, reporter, num_process, single, force_verbosity
        )
        made = [(book, Path(book.target(book.pipeline.by_name[PHASE]))) for book in books]
        found = [(book, _wanted(path, all_words, min_count)) for book, path in made if path.exists()]
        self.outstream.write(_json(found) if json else "".join(_yaml(found)))
        return code

    def _books(self) -> list[Item]:
        """The items that are named, or all that are books. Raises InvalidCommand for another."""
        found = self.items(self.sel_tasks or [])
        for item in found if self.sel_tasks else ():
            if PHASE not in item.pipeline.by_name:
                raise InvalidCommand(f"'{item.id}' is no book; `doit list` shows them")
        return [item for item in found if PHASE in item.pipeline.by_name]


def _wanted(path: Path, all_words: bool, min_count: int) -> list[dict[str, Any]]:
    return [
        word
        for word in read_json(path)["words"]
        if word["count"] >= min_count
        and (all_words or not (word["reason"] == "rare" or "say" in word or "ipa" in word))
    ]


def _json(found: list[tuple[Item, list[dict[str, Any]]]]) -> str:
    value = [{"item": book.id, "words": words} for book, words in found]
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _yaml(found: list[tuple[Item, list[dict[str, Any]]]]) -> Iterator[str]:
    """Lines of a lexicon; each word speaks as it is written until somebody changes it.

    A word that stands there in any case is a comment the next time: a lexicon has it once.
    """
    seen: set[str] = set()
    for book, words in found:
        yield f"# {book.id}: {len(words)} {'word' if len(words) == 1 else 'words'}\n"
        lines = [(_line(word, seen), word) for word in words]
        width = min(40, max((len(line) for line, _ in lines), default=0))
        for line, word in lines:
            times = "once" if word["count"] == 1 else f"{word['count']} times"
            where = f"first in chapter {word['chapter']}, sentence {word['sentence']}: {_around(word)}"
            yield printable(f"{line:{width}}  # {word['reason']}, {times}, {where}") + "\n"


def _line(word: dict[str, Any], seen: set[str]) -> str:
    text, folded = _quoted(word["word"]), word["word"].casefold()
    told = word.get("ipa") or word.get("say")
    if told or folded in seen:
        return f"# {text}: {told or text}"
    seen.add(folded)
    return f"{text}: {text}"


def _quoted(text: str) -> str:
    plain = PLAIN.fullmatch(text) and text.lower() not in NO_WORDS
    return text if plain else str(json.dumps(text, ensure_ascii=False))


def _around(word: dict[str, Any]) -> str:
    """The word with some of its sentence."""
    text: str = word["text"]
    at = max(0, text.find(word["word"]))
    start, end = max(0, at - 25), at + len(word["word"]) + 25
    return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))
