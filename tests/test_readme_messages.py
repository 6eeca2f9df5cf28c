"""README has every message that the user can get to read."""

import ast
import re
from pathlib import Path

import doit.cmd_base
import doit.cmdparse
import doit.dependency
import pytest
from doit.exceptions import InvalidCommand
from readme import SOURCES, TREES, chapter, spans

OURS = {
    "ConfigError", "InputError", "ToolError", "ToolMissing", "ToolTimeout", "TryLater",
    "Failed", "InvalidCommand", "InvalidDodoFile",
}  # fmt: skip
SHOWN = {"ValueError", "RuntimeError", "TimeoutError"}
"""Errors whose text reaches the user where a setting is checked or a notification is sent."""
LEAST = 7
"""Letters of a message, without what is filled in, that make it findable."""

BY_ITSELF = {
    "str(error)": "an error that was raised elsewhere in these words",
    "f'{line}; `doit list --all` shows them'": "doit's words, see test_the_words_of_doit",
    "refusal": "what the phases say about a companion file that they must not use",
    "trouble": "the line of guard.Disk.trouble, see ELSEWHERE",
    "_os_error(error)": "the system's own words, as `...: Permission denied`",
    "' '.join(line.split())": "the line `unexpected ...: ...`, see ELSEWHERE",
    "f'{file}: {key}: {message}{given}'": "pydantic's words, as `input should be ...`",
    "f'{name}: {what} near “{loss.place}”'": "the two sentences of ledger.lost, see ELSEWHERE",
    "f'{name} {how}: {why}'": "the two sentences of program._check, see ELSEWHERE",
    "f'{error.reason}'": "the network's own words",
    "f'{self._path.as_posix()}:{self._line}: {reason}'": "lexicon/entries.py, see ELSEWHERE",
    "f'{entry.path} {warning}'": "the warnings of markup.decode, see ELSEWHERE",
}
"""Messages that have no words of their own."""

ELSEWHERE = {
    "audiobook/check.py": ["these chunks sound wrong: ..."],
    "audiobook/chunk.py": ["chapter ... has nothing to speak and gets no mark"],
    "audiobook/readers/__init__.py": ["and ... more"],
    "audiobook/readers/docx.py": ["a document embedded in it is not read"],
    "audiobook/readers/language.py": [
        "the book does not name its language; its words look like ...",
        "the book does not name its language; taken for en",
    ],
    "audiobook/readers/ledger.py": ["... words would be lost", "words would come out twice"],
    "audiobook/readers/pdf/__init__.py": ["pages ... are scans", "page ... is a scan"],
    "audiobook/readers/text.py": ["the text is not UTF-8; read as Windows-1252"],
    "graph/adoption.py": ["... was changed or removed"],
    "graph/commands/adopt.py": [
        "another book of the file is this input",
        "... is there already",
        "the old state names no finished file",
        "... is not there",
        "is empty",
        "does not fit on the disk (... MB)",
        "cannot be copied: ... is there already",
    ],
    "graph/commands/doctor.py": ["missing: ..."],
    "graph/commands/retry.py": ["nothing to do: none ...failed last time"],
    "graph/standing.py": ["has another time", "unfinished", "... came or went"],
    "graph/choosing.py": ["asked for"],
    "graph/companions.py": ["... and ... more"],
    "graph/failure_limit.py": [
        "an item failed, and stop_on_error is first",
        "... of the ... items that finished in this run failed; see stop_on_error_rate in config.yaml",
    ],
    "graph/forecast.py": [
        "if ... gives something else",
        "... gives something else",
        "all is made again",
        "failed last time",
    ],
    "graph/guard.py": [
        "little memory is free",
        "other programs need the CPU",
        "only ... MB are free on the disk, min_free_disk_mb is ...",
    ],
    "graph/old_state.py": [
        "no input has its name",
        "may be any of ...",
        "...: the input has another content than it had then",
    ],
    "graph/pool.py": ["the worker pool broke and is started again"],
    "graph/reporter.py": [
        "... has the same content as ...: built once, as ...",
        "ignored, until `doit forget",
        "left for the next run: batch_size is reached",
        "this run was killed; what it finished is kept (phases: ...), doit goes on",
        "...; next try in ... s",
        "stopping: ...",
        "stopping: what is in flight gets ... s; Ctrl+C again stops at once",
        "held back: ...",
        "interrupted, run doit again to go on:",
        "nothing to do",
    ],
    "graph/runner.py": ["...: nothing else can be written", "its inputs are compared"],
    "graph/sending.py": ["notify: ...: took longer than ... s"],
    "graph/uptodate.py": [
        "never made",
        "settings changed",
        "target missing",
        "target was changed by somebody else",
    ],
    "graph/worker.py": [
        "... is a name too long for this disk; give the input a shorter one",
        "unexpected ...: ...; this is a bug, the log has the details",
    ],
    "tools/espeak.py": ["there is no espeak voice for ...: read by the English one"],
    "tools/kokoro.py": ["there is no Kokoro voice for ...: read by an English one"],
    "tools/lexicon/entries.py": [
        "a lexicon begins with `terms:`",
        "an entry has a `term`",
        "unknown key `...`",
        "an alias (`*name`) is not read",
        "a key is no word",
    ],
    "tools/lexicon/lint.py": [
        "is an ordinary English word",
        "is a gloss: each of its words is an ordinary one",
        "is a title that many bear",
        "is a variant of ... and of ...",
        "is a chain",
        "is a loop",
        "is its own variant",
    ],
    "tools/markup.py": ["is UTF-8 and not ...", "is not ...; read as Windows-1252"],
    "tools/piper.py": ["there is no Piper voice for ...: read by ..."],
    "tools/program.py": ["was ended by signal ...", "failed with exit status ..."],
}
"""What the user reads and no error says, by the module that says it."""


def template(node: ast.expr) -> str | None:
    """A string as the source has it, with ``...`` for what is filled in; None for what is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"%(?:\.\d)?[rsdfg]", "...", " ".join(node.value.split()))
    if isinstance(node, ast.JoinedStr):
        pieces = (part.value if isinstance(part, ast.Constant) else "..." for part in node.values)
        return re.sub(r"\.{4,}", "...", " ".join("".join(map(str, pieces)).split()))
    return None


def letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def for_users(name: str, node: ast.Call) -> bool:
    """Does the first argument of this call reach the user?"""
    tree_text = SOURCES[name].read_text(encoding="utf-8")
    checks = name.endswith(("notify.py", "sending.py")) or "class Settings(PhaseSettings)" in tree_text
    if called(node) in OURS or (checks and called(node) in SHOWN):
        return True
    if ast.unparse(node.func) == "print" or (
        called(node) == "warning" and name.startswith(("phases/audiobook", "phases/tools"))
    ):
        return True
    return called(node) == "append" and ast.unparse(node.func).endswith("warnings.append")


def messages() -> list[tuple[str, str]]:
    """(place, source of the message) of all that the code says to users by itself."""
    return [
        (f"{name}:{node.lineno}", ast.unparse(node.args[0]))
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and for_users(name, node)
    ]


MESSAGES = chapter("When something goes wrong")
LINES = [code.replace("`", "") for code in spans(MESSAGES)]


def stands(message: str) -> bool:
    """Is `message` a line of README, which has ``...`` or an example in its gaps, and more around it?"""
    *pieces, last = map(re.escape, message.replace("`", "").split("..."))
    gap_at_the_end = ".*" if not last else r"\S*"
    body = r"\S*".join(pieces) + gap_at_the_end + last if pieces else last
    pattern = re.compile(rf"(?:.*: |\.\.\. )?{body}(?:[;,:] .*| near .*| \.\.\..*)?")
    return any(pattern.fullmatch(line) for line in LINES)


@pytest.mark.parametrize(("place", "source"), messages(), ids=lambda value: value[:60])
def test_every_message_stands_in_readme(place, source):
    if source in BY_ITSELF or source == "'%s: %s'":  # the log says a warning once more
        return
    said = template(ast.parse(source, mode="eval").body)
    assert said is not None and letters(said) >= LEAST, (
        f"{place}: {source}: list it in BY_ITSELF, with the reason"
    )
    assert stands(said), f"{place}: “{said}” is not in README, When something goes wrong"


def test_what_is_listed_by_itself_is_still_there():
    assert set(BY_ITSELF) <= {source for _, source in messages()}


@pytest.mark.parametrize(
    ("file", "said"), [(file, one) for file, all_ in ELSEWHERE.items() for one in all_]
)
def test_what_is_said_elsewhere_stands_in_readme(file, said):
    strings = (template(node) for node in ast.walk(TREES[f"phases/{file}"]) if isinstance(node, ast.expr))
    assert any(said in one for one in strings if one), f"{file} does not say “{said}” any more"
    assert stands(said), f"“{said}” is not in README"


def test_the_reasons_of_tasks_stand_in_readme():
    from phases.graph.uptodate import REASONS

    for reason in REASONS.values():
        if letters(reason):
            assert stands(reason.replace("{}", "...")), reason


def test_the_words_of_doit_stand_in_readme():
    unknown = str(InvalidCommand(not_found="...")).splitlines()[0]
    assert stands(unknown), unknown
    for module, words in [
        (doit.dependency, "Dependent file '...' does not exist."),
        (doit.cmd_base, "'...' is not a task."),
        (doit.cmdparse, "Error parsing parameter"),
    ]:
        source = Path(module.__file__).read_text(encoding="utf-8")
        assert re.sub(r"\{\w*\}|%s", "...", source).count(words) and stands(words), words
