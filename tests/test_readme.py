"""README says what the code does: its settings, messages, commands, exit codes and names of files."""

import ast
import re
import signal
import tomllib
from collections.abc import Iterator
from pathlib import Path

import doit.cmd_base
import doit.cmdparse
import doit.dependency
import pytest
import yaml
from doit.cmd_base import DodoTaskLoader
from doit.doit_cmd import DoitMain
from doit.exceptions import InvalidCommand
from pydantic import TypeAdapter
from shared_settings import LIMITS, shared

from phases.audiobook.readers.matter import DEFAULT, RULES
from phases.graph import config
from phases.graph.config import Config
from phases.graph.model import PhaseSettings
from phases.graph.notify import Email, Notification
from phases.graph.run import Run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIG = (ROOT / "config.yaml").read_text(encoding="utf-8")
SOURCES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "phases").rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}


def chapter(title: str) -> str:
    """What stands below a heading of the second level."""
    [found] = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.M | re.S)
    return found


def spans(text: str) -> list[str]:
    """The pieces of inline code in `text`, each on one line."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    found = re.findall(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", text, re.S)
    return [" ".join(code.split()) for _, code in found]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in `text`; headings too."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def code_lines(text: str) -> list[str]:
    """The lines of its blocks of shell commands."""
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]


# settings


def table(heading: str) -> dict[str, str]:
    """Key to default as a table of the settings writes them."""
    below, found = False, {}
    for first, default, *_ in rows(chapter("Settings")):
        if default == "default":
            below = first == heading
        elif below:
            found[first.strip("`")] = default.strip("`")
    return found


def written(path: list[str]) -> dict[str, str]:
    """Key to value, as config.yaml writes it in the section at `path`."""
    lines, indent = CONFIG.splitlines(), "  " * len(path)
    start = 0
    for depth, name in enumerate(path):
        start = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{'  ' * depth}{name}:"))
        start += 1
    found = {}
    for line in lines[start:]:
        if line.strip() and not line.startswith((indent, "#")):
            break
        if match := re.match(rf"{indent}(\w+): *([^ #\n][^#\n]*?)? *(?:#.*)?$", line):
            found[match[1]] = match[2] or ""
    return found


@pytest.mark.parametrize(
    ("heading", "path", "model"),
    [
        ("key", [], Config),
        *(
            (f"key of `{pipeline.name}.{phase.name}`", [pipeline.name, phase.name], phase.settings)
            for pipeline in config.pipelines()
            for phase in pipeline.declared
        ),
    ],
)
def test_every_key_stands_in_settings_with_its_default(heading, path, model):
    said, left_out = table(heading), set()
    if path:
        [pipeline] = [one for one in config.pipelines() if one.name == path[0]]
        left_out = LIMITS | shared(pipeline).keys()
    assert list(said) == [key for key in model.model_fields if key not in left_out]
    for key, default in said.items():
        if key != "skip":  # a list by itself, see below
            assert default == written(path)[key], key
            assert (
                model.model_validate({key: yaml.safe_load(default)} if default != "null" else {}) == model()
            )


@pytest.mark.parametrize("pipeline", config.pipelines(), ids=lambda pipeline: pipeline.name)
def test_what_phases_share_is_said_once_for_their_pipeline(pipeline):
    said = table(f"key of several phases of `{pipeline.name}`")
    assert set(said) == set(shared(pipeline))
    for key, field in shared(pipeline).items():
        assert said[key] == written([pipeline.name])[key], key
        given = TypeAdapter(field.annotation).validate_python(yaml.safe_load(said[key]))
        assert given == field.default, key


def test_the_limits_of_all_phases_are_said_once():
    said = table("key of every phase")
    assert set(said) == set(PhaseSettings.model_fields)
    for phase in ("validate", "package"):
        assert said == {key: written(["audiobook", phase])[key] for key in said}


def test_the_keys_of_notify():
    said = table("key of `notify`")
    assert list(said) == list(Notification.model_fields)
    for key, default in said.items():
        given = yaml.safe_load(default)
        assert Notification.model_fields[key].default == (tuple(given) if given == [] else given), key
    [row] = [row for row in rows(chapter("Settings")) if row[0] == "`email`"]
    for key, field in Email.model_fields.items():
        default = "" if field.is_required() or not field.default else f" (`{str(field.default).lower()}`"
        name = f"`{field.alias or key}`{default}"
        assert name in row[2] or name.replace("`)", "`;") in row[2], key


def test_the_rules_of_skip():
    text = chapter("Settings")
    by_default, besides = re.search(
        r"^In `skip` by default:(.*?)^There are besides.*?:(.*?)\n\n", text, re.M | re.S
    ).groups()
    assert tuple(sorted(spans(by_default))) == DEFAULT
    assert set(spans(besides)) == RULES.keys() - set(DEFAULT)


# messages

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
    "refusal": "what the phases say about a companion file that they must not use",
    "trouble": "the line of guard.Disk.trouble, see ELSEWHERE",
    "_os_error(error)": "the system's own words, as `...: Permission denied`",
    "' '.join(line.split())": "the line `unexpected ...: ...`, see ELSEWHERE",
    "f\"{file}: {'.'.join(where)}: {message}{given}\"": "pydantic's words, as `input should be ...`",
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
    "audiobook/readers/pdf.py": ["pages ... are scans", "page ... is a scan"],
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
    "graph/worker.py": ["unexpected ...: ...; this is a bug, the log has the details"],
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


def test_rows_are_whole():
    for title in ("Settings", "When something goes wrong", "Commands"):
        for row in rows(chapter(title)):
            assert all(row), row
            assert len(row) == (2 if title == "Commands" else 3), row


# commands

PLUGINS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["doit"]["plugins"]
MAIN = DoitMain(extra_config={kind.upper(): ours for kind, ours in PLUGINS.items()}, config_filenames=[])
COMMANDS = MAIN.get_cmds()
NAMES = ("book_x", "build/audiobook/", "ITEM", "TASK", "COMMAND", "...")
"""How README calls an item, a task or a target."""


def options(command: str) -> set[str]:
    """Every option that a command understands, as it is typed."""
    made = COMMANDS.get_plugin(command)(config=MAIN.config, cmds=COMMANDS, task_loader=DodoTaskLoader())
    found = set()
    for option in made.get_options():
        found |= {f"-{option.short}"} if option.short else set()
        found |= {f"--{option.long}"} if option.long else set()
        found |= {f"--{option.inverse}"} if option.inverse else set()
    return found


def doit_lines() -> list[list[str]]:
    """Every command line in README that begins with doit, as words."""
    in_blocks = (re.sub(r"^\$ ", "", line) for line in code_lines(README))
    found = [code.split() for code in (*spans(README), *in_blocks)]
    return [words[1:] for words in found if words[:1] == ["doit"]]


def test_every_registered_command_stands_in_commands():
    ours = PLUGINS["command"].keys() - {"run"}
    said = {
        words[0]
        for words in map(str.split, (s[5:] for s in spans(chapter("Commands")) if s.startswith("doit ")))
    }
    assert ours <= said, ours - said


def test_every_line_of_doit_can_be_typed():
    assert len(doit_lines()) > 30
    for words in doit_lines():
        command = words[0] if words and words[0] in COMMANDS else "run"
        takes_value = {"-n", "-v", "-o", "--format", "--compare", "--keep-days"}
        rest = words[1:] if words and words[0] in COMMANDS else words
        for before, word in zip(["", *rest], rest, strict=False):
            word = word.strip("[]")
            if word.startswith("-"):
                assert word.partition("=")[0] in options(command), (command, word)
            elif "=" in word:
                check_key(word.partition("=")[0])
            elif before not in takes_value and command == "run":
                assert word.startswith(NAMES) or word == "&&", f"doit {word}: no such command"


def check_key(name: str) -> None:
    """A setting of the command line: a global key, or one of a phase."""
    pipeline, _, rest = name.partition(".")
    if rest:
        phase, _, key = rest.rpartition(".")
        [found] = [one for one in config.pipelines() if one.name == pipeline]
        phases = [one for one in found.declared if phase in ("", one.name)]
        assert any(key in one.settings.model_fields for one in phases), name
    else:
        assert name in Config.model_fields or name == "config", name


def test_every_option_beside_a_command_is_its_own():
    for first, text in rows(chapter("Commands")):
        for code in spans(text):
            [command, *_] = [words for words in [first.strip("`").split()[1:2]] if words] or [["run"]]
            if code.startswith("-"):
                assert code.split()[0] in options(command[0]), (command, code)
    for code in spans(chapter("Commands").rpartition("|\n")[2]):
        if code.startswith("-"):
            every = options("run") | {"--json"}
            assert code.split()[0] in every, code


def test_json_is_understood_by_all_commands_that_show_something():
    ours = {name for name in COMMANDS if str(COMMANDS[name]).startswith("phases.")}
    assert all("--json" in options(name) for name in ours - {"run", "retry"})


def test_exit_codes():
    [said] = re.findall(r"^Exit codes: (.*?)\. ", README, re.M | re.S)
    codes = {int(code): words for code, words in re.findall(r"(\d+) ([^;,]+)", " ".join(said.split()))}
    assert set(codes) == {0, 1, 2, 3, 128 + signal.SIGINT, 128 + signal.SIGTERM}
    ours = " ".join(Run.doc_description.split()).partition("Exit code: ")[2]
    for code, words in re.findall(r"(\d+) ([^,.]+)", ours):
        assert codes[int(code)].startswith(words), code


# names of files


def test_a_newcomers_two_lines_stand_once_as_the_ci_finds_them():
    patterns = re.findall(
        r"grep -m 1 '([^']+)' README\.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    )
    found = [line for pattern in patterns for line in README.splitlines() if re.search(pattern, line)]
    assert len(patterns) == len(found) == 2
    install, test = found
    assert "pip install -e ." in install and install.endswith(".venv/bin/doit")
    assert "[test]" in test and test.endswith("pytest")
    assert all(README.count(line) == 1 and line in code_lines(chapter("Try it")) for line in found)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith(("https://", "#")):
            assert (ROOT / target).exists(), target


def test_files_and_folders_are_there():
    made = ("build/", "input/")
    everything = "".join(path.read_text(encoding="utf-8") for path in SOURCES.values()) + CONFIG
    names = [
        code
        for code in spans(README)
        if re.fullmatch(r"[\w./-]+(?:/|\.(?:py|yaml|toml|json|db|log))", code)
    ]
    assert len(names) > 15
    for name in names:
        if name.startswith(made):
            last = name.rstrip("/").rpartition("/")[2]
            assert last in everything or name.rstrip("/") in everything, f"nothing writes {name}"
        elif name not in ("pipeline.json", ".made.json"):
            bare = name.rstrip("/")
            written = f'target="{name}"' in everything
            assert written or (ROOT / bare).exists() or list((ROOT / "phases").rglob(bare)), name
    for module in re.findall(r"`(phases/[\w/]+\.py)`", README):
        assert module in SOURCES, module


def test_no_placeholder_is_left():
    assert not re.findall(r"@@\w+@@", README)


def test_no_path_of_a_machine():
    found = re.findall(
        r"(?<![\w.~:/…])/(?:work|home|tmp|root|usr|opt|var|mnt|private|Users)\b\S*|\b[A-Z]:\\\S*", README
    )
    assert not found
