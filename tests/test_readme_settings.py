"""README has every setting with its default, as the code and config.yaml have it."""

import re

import pytest
import yaml
from pydantic import TypeAdapter
from readme import CONFIG, chapter, rows, spans
from shared_settings import LIMITS, shared

from phases.audiobook.readers.matter import DEFAULT, RULES
from phases.graph import config
from phases.graph.config import Config
from phases.graph.model import PhaseSettings
from phases.graph.notify import Email, Notification


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
