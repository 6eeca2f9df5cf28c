"""``doit adopt``: take over what a script finished that kept its state in one JSON file."""

import contextlib
import filecmp
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from doit.exceptions import InvalidCommand

from phases.graph import adoption, locks, old_config, old_state
from phases.graph.adoption import Adoption
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.errors import ConfigError
from phases.graph.item import Item
from phases.graph.jobs import Limits
from phases.graph.log import Log
from phases.graph.model import PhaseSettings
from phases.graph.old_config import Note
from phases.graph.old_state import OldBook
from phases.graph.scheduler import Workers
from phases.graph.work import Failed

LIMITS = Limits(timeout_s=3600.0, memory_mb=4_000.0)
"""For copying and decoding one finished file."""

OPT_UNDO = {
    "name": "undo",
    "short": "",
    "long": "undo",
    "type": bool,
    "default": False,
    "help": "take back what was adopted, of the file that is named or all",
}


@dataclass
class Row:
    """What became of one book of the old state."""

    book: str
    item: str
    old: str
    """Statuses of the old phases."""
    status: str
    """``adopted``, ``planned``, ``no input`` or ``taken back``."""
    why: str


class Adopt(Command):
    """``doit adopt [OLD/pipeline.json] [--undo]``."""

    doc_purpose = "take over what another script finished; changes nothing of it"
    doc_usage = "[OLD/pipeline.json] [--undo]"
    doc_description = (
        "Reads the phases' statuses and files, finds the input that each belongs to, and copies"
        " finished files that can be decoded from beginning to end into build/. An adopted item is not"
        " made until its input or one of its settings changes, or `doit forget ITEM`. The rest is"
        " planned: `doit plan`. An old config.yaml beside the file is not used; each of its keys is"
        " listed with its name here. Without a file: shows what is adopted. --undo removes the copies"
        " and forgets them; nothing else is touched.\n\n"
        "With --json: books (book, item, old, status, why) and config (key, value, now)."
    )
    cmd_options = (OPT_UNDO, OPT_JSON)

    def _execute(self, undo: bool, json: bool, pos_args: list[str]) -> int:
        if len(pos_args) > 1:
            raise InvalidCommand("adopt takes one file")
        file = Path(pos_args[0]).expanduser().absolute() if pos_args else None
        if file and file.is_dir():
            file /= "pipeline.json"
        try:
            with locks.only_run(Path("build")):
                if undo:
                    self._undo(file, json)
                elif file:
                    self._adopt(file, json)
                else:
                    self._list(json)
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        except KeyboardInterrupt:
            return 130
        finally:
            self.dep_manager.close()
        return 0

    # adopt

    def _adopt(self, file: Path, json: bool) -> None:
        suffixes = {suffix for item in self.graph.items.values() for suffix in _suffixes(item)}
        if not suffixes:
            raise ConfigError("there is no input whose finished file could be adopted", "look at input_dir")
        rows = list(self._rows(old_state.read(file, suffixes), file))
        self.state.commit()
        pipeline = next(item.pipeline for item in self.graph.items.values() if _suffixes(item))
        notes = old_config.read(file.with_name("config.yaml"), pipeline)
        if json:
            self._print_json(rows, notes)
            return
        self.print_table(
            ["Status", "Book", "Item", "Old phases", "Why"],
            [[row.status, row.book, row.item, row.old, row.why] for row in rows],
        )
        if notes:
            self.outstream.write(f"\n{file.with_name('config.yaml')} is not used; its keys here:\n\n")
            self.print_table(["Old key", "Value", "Here"], [list(note) for note in notes])
        adopted = sum(row.status == "adopted" for row in rows)
        self.outstream.write(
            f"\n{adopted} adopted, {len(rows) - adopted} not; `doit plan` shows the rest\n"
        )

    def _rows(self, books: list[OldBook], file: Path) -> Iterator[Row]:
        from phases.graph.pool import Pool

        config = self.graph.config
        log = Log(str(config.log_file), config.log_level)
        items = [item for item in self.graph.items.values() if _suffixes(item)]
        taken: set[str] = set()
        with contextlib.closing(Pool(config, 1, self.graph.preload, log)) as pool:
            for book in books:
                item, why = old_state.match(book, items, file.parent)
                if item is None:
                    yield Row(book.key, "", str(book), "no input", why)
                    continue
                why = "another book of the file is this input" if item.id in taken else ""
                why = why or self._take(item, book, file, pool)
                taken.add(item.id)
                entry = adoption.of(item.id, self.state)
                if why or not entry:
                    yield Row(book.key, item.id, str(book), "planned", why)
                else:
                    yield Row(book.key, item.id, str(book), "adopted", entry.found)

    def _take(self, item: Item, book: OldBook, file: Path, pool: Workers) -> str:
        """Take over the first file of `book` that is whole; else why there is none."""
        last = item.pipeline.finished
        if item.id in self.graph.adopted:
            return ""
        if self.state.in_(f"{item.id}:{last.name}") and Path(item.target(last)).exists():
            return f"{item.target(last)} is there already"
        if not book.results:
            return "the old state names no finished file"
        problems = []
        for path in book.results:
            found = old_state.locate(path, file.parent)
            if found is None:
                problems.append(f"{path} is not there")
                continue
            problem = self._copy(item, found, file, pool)
            if not problem:
                return ""
            problems.append(f"{found.name} {problem}")
        return "; ".join(problems)

    def _copy(self, item: Item, found: Path, file: Path, pool: Workers) -> str:
        """Copy and check `found`, and enter it into the state; else what is wrong with it."""
        size = found.stat().st_size
        if not size:
            return "is empty"
        if shutil.disk_usage("build").free < size + self.graph.config.min_free_disk_mb * 1e6:
            return f"does not fit on the disk ({size / 1e6:,.0f} MB)"
        target = adoption.target(item, found)
        if target.exists() and not filecmp.cmp(target, found, shallow=False):
            return f"cannot be copied: {target} is there already"
        module = item.pipeline.finished.module.__name__
        pool.submit(item.id, LIMITS, "adopt", module, str(found), str(target))
        [(_, result)] = pool.ended(LIMITS.timeout_s + 60)
        if isinstance(result, Failed):
            adoption.remove_empty(target.parent)
            return result.message
        copied, mtime_ns, metrics = result.value
        settings = self._settings(item)
        source = (item.mtime, item.size, adoption.md5(item.source))
        entry = Adoption(
            target.as_posix(),
            copied,
            mtime_ns,
            str(found),
            str(file),
            source,
            adoption.digest(settings),
            {**metrics, "adopted": time.strftime("%Y-%m-%d %H:%M")},
        )
        adoption.enter(item, entry, settings, self.state)
        self.state.commit()
        return ""

    def _settings(self, item: Item) -> dict[str, PhaseSettings]:
        phases = item.pipeline.phases
        return {one.name: self.graph.tasks[f"{item.id}:{one.name}"].recipe.settings for one in phases}

    # show, and take back

    def _list(self, json: bool) -> None:
        rows = []
        for item, entry in sorted(adoption.all_of(self.state).items()):
            why = "its input is gone"
            if item in self.graph.items:
                known = self.graph.items[item]
                why = adoption.why_not(known, entry, self._settings(known), self.state)
            rows.append(Row("", item, "", "planned" if why else "adopted", why or entry.found))
        if json:
            self._print_json(rows)
        elif rows:
            self.print_table(["Status", "Item", "Why"], [[row.status, row.item, row.why] for row in rows])
        else:
            self.outstream.write("nothing is adopted\n")

    def _undo(self, file: Path | None, json: bool) -> None:
        rows = []
        for item, entry in sorted(adoption.all_of(self.state).items()):
            if file is None or entry.told_by == str(file):
                removed = adoption.undo(item, entry, self.state)
                why = f"{entry.file} {'removed' if removed else 'was changed since, and stays'}"
                rows.append(Row("", item, "", "taken back", why))
        self.state.commit()
        if json:
            self._print_json(rows)
            return
        if rows:
            self.print_table(["Item", "What"], [[row.item, row.why] for row in rows])
        self.outstream.write(f"{len(rows)} taken back\n")

    def _print_json(self, rows: Iterable[Row], notes: Iterable[Note] = ()) -> None:
        books, config = [asdict(row) for row in rows], [note._asdict() for note in notes]
        self.print_json({"books": books, "config": config})


def _suffixes(item: Item) -> tuple[str, ...]:
    """Suffixes of finished files that the item's pipeline can check."""
    module = item.pipeline.finished.module
    return tuple(getattr(module, "ADOPTS", ()))
