"""``doit undo-rule``: take what one rule did back in all subtitle files, or give it back."""

import difflib
from pathlib import Path

from doit import doit_cmd
from doit.exceptions import InvalidCommand

from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.errors import BinderyError, ConfigError
from phases.graph.files import writing
from phases.graph.history import reading
from phases.subtitles import off_list
from phases.subtitles.rules import TERM
from phases.tools import lexicon
from phases.tools.lexicon import Entry

OPT_UNDO = {
    "name": "undo",
    "short": "",
    "long": "undo",
    "type": bool,
    "default": False,
    "help": "switch the rule on again",
}


class UndoRule(Command):
    """``doit undo-rule RULE``."""

    name = "undo-rule"
    doc_purpose = "take back what one rule changed in all subtitles"
    doc_usage = "RULE"
    doc_description = (
        "Puts the rule into `subtitles.off` of config.yaml; the next `doit` makes the files again that"
        " it changed. RULE is an id as the ledger has it (spaces, time:overlap), or term:Kṛṣṇa for one"
        " term of the lexicon.\n\n"
        "With --json: rule, off, changed (the file), edits and files that it had changed, note."
    )
    cmd_options = (OPT_JSON, OPT_UNDO)

    def _execute(self, json: bool, undo: bool) -> int:
        names = [] if self.sel_default_tasks else list(self.sel_tasks or ())
        if len(names) != 1:
            raise InvalidCommand("which rule? `doit undo-rule RULE`; the ledgers name them")
        [rule] = names
        phase = self._phase(rule)
        edits, files = self._done(rule)
        if rule.startswith(TERM) and not (edits or undo):
            _check_term(rule.removeprefix(TERM), self._entries())
        file = Path((doit_cmd._CMDLINE_VARS or {}).get("config", "config.yaml")).expanduser()
        changed = _rewrite(file, rule, not undo, phase)
        said = _said(rule, undo, changed, file, edits, files)
        if json:
            self.print_json(
                {
                    "rule": rule,
                    "off": not undo,
                    "changed": changed,
                    "edits": edits,
                    "files": files,
                    "note": said,
                }
            )
        else:
            self.outstream.write(said + "\n")
        self.dep_manager.close()
        return 0

    def _done(self, rule: str) -> tuple[int, int]:
        """How many edits the rule stands for now, and in how many files."""
        key = rule if rule.startswith(TERM) else f"rule:{rule}"
        items = self.graph.items
        with reading(self.state.name) as history:
            hits = [
                int(result.metrics[key])
                for result in history.standing()
                if result.item in items and key in result.metrics
            ]
        return sum(hits), len(hits)

    def _phase(self, rule: str) -> str:
        """The phase that applies `rule`. Raises InvalidCommand for a rule that nobody knows."""
        phases = {
            rule_id: phase.name
            for pipeline in self.graph.settings.pipelines
            if pipeline.name == off_list.SECTION
            for phase in pipeline.declared
            for rule_id in getattr(phase.module, "RULES", ())
        }
        if rule.startswith(TERM):
            return phases["lexicon"]
        if rule not in phases:
            near = difflib.get_close_matches(rule, phases, 3)
            known = f"perhaps {', '.join(near)}" if near else "the ledgers name them"
            raise InvalidCommand(f"no rule is called '{rule}'; {known}")
        return phases[rule]

    def _entries(self) -> list[Entry]:
        """Of all lexicons that subtitles are corrected by. Raises InvalidCommand for one that is none."""
        paths = {
            Path(path)
            for item in self.graph.items.values()
            if item.pipeline.name == off_list.SECTION
            for paths in item.companions.values()
            for path in paths
        }
        try:
            return [entry for path in sorted(paths) for entry in lexicon.load(path)]
        except BinderyError as error:
            raise InvalidCommand(str(error)) from None


def _check_term(term: str, entries: list[Entry]) -> None:
    """Raise InvalidCommand where none of `entries` is called `term`."""
    if any(term in (entry.term, entry.popular) for entry in entries):
        return
    spelt = {
        lexicon.fold(text): entry.term
        for entry in entries
        for text in (*entry.variants, entry.popular, entry.term)
        if text
    }
    near = dict.fromkeys(spelt[one] for one in difflib.get_close_matches(lexicon.fold(term), spelt, 3))
    known = f"perhaps {', '.join(f'{TERM}{one}' for one in near)}" if near else "the ledgers name them"
    raise InvalidCommand(f"no entry of the lexicon is called '{term}'; {known}")


def _rewrite(file: Path, rule: str, off: bool, phase: str) -> bool:
    """Is the list in `file` another one now? Raises InvalidCommand where it cannot be edited."""
    try:
        data = file.read_bytes() if file.exists() else b""
        text = data.decode("utf-8")
        made = off_list.switched(text.replace("\r\n", "\n"), rule, off, phase)
        if "\r\n" in text:
            made = made.replace("\n", "\r\n")
        if made == text:
            return False
        with writing(file) as temporary:
            temporary.write_bytes(made.encode("utf-8"))
    except (ConfigError, OSError, UnicodeDecodeError) as error:
        raise InvalidCommand(str(error)) from None
    return True


def _said(rule: str, undo: bool, changed: bool, file: Path, edits: int, files: int) -> str:
    state = "on" if undo else "off"
    if not changed:
        return f"{rule} is {state} already; nothing to do"
    if undo:
        return f"{rule} is on again in {file}; run doit, and it is applied"
    if not edits:
        return f"{rule} is off in {file}; it had changed nothing"
    many = f"{edits:,} {'edit' if edits == 1 else 'edits'} in {files:,} {'file' if files == 1 else 'files'}"
    return f"{rule} is off in {file}; run doit, and its {many} {'is' if edits == 1 else 'are'} taken back"
