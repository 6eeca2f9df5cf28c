"""README has every command, option and exit code, and none that is not there."""

import re
import signal
import tomllib

from doit.cmd_base import DodoTaskLoader
from doit.doit_cmd import DoitMain
from readme import README, ROOT, chapter, code_lines, rows, spans

from phases.graph import config
from phases.graph.config import Config
from phases.graph.run import Run

PLUGINS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["doit"]["plugins"]
MAIN = DoitMain(extra_config={kind.upper(): ours for kind, ours in PLUGINS.items()}, config_filenames=[])
COMMANDS = MAIN.get_cmds()
OURS = {name for name, place in PLUGINS["command"].items() if not place.startswith("phases.graph.stock:")}
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
    ours = OURS - {"run"}
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
    silent = {"run", "retry"}  # they do something
    assert {name for name in OURS if "--json" not in options(name)} == silent


def test_exit_codes():
    [said] = re.findall(r"^Exit codes: (.*?)\. ", README, re.M | re.S)
    codes = {int(code): words for code, words in re.findall(r"(\d+) ([^;,]+)", " ".join(said.split()))}
    assert set(codes) == {
        0,
        1,
        2,
        3,
        *(128 + one for one in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)),
    }
    ours = " ".join(Run.doc_description.split()).partition("Exit code: ")[2]
    for code, words in re.findall(r"(\d+) ([^,.]+)", ours):
        assert codes[int(code)].startswith(words), code
