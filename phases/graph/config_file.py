"""``config.yaml`` and the ``name=value`` of the command line as one tree of values, not yet checked."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader  # type: ignore[assignment]

from phases.graph.errors import ConfigError


def read(file: Path, variables: Mapping[str, str], lists: Collection[str]) -> dict[str, Any]:
    """What `file` says, with `variables` put where the file would have them.

    A variable named ``config`` names the file, which then must be there. `lists` holds the keys that
    take several values, separated by commas. Raises ConfigError: it cannot be read, or is not YAML.
    """
    data = _read(file, required="config" in variables)
    for name, value in variables.items():
        if name != "config":
            _override(data, name, value, name in lists)
    return data


def _read(file: Path, required: bool) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if required:
            raise ConfigError(f"{file}: there is no such file") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None
    try:
        data = _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise ConfigError(f"{file}{line}: not valid YAML: {problem}") from None
    if data is None:
        return {}
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise ConfigError(f"{file}: must be a list of `key: value` lines")
    return data


class _Loader(SafeLoader):
    """YAML 1.1 without its surprises: a key stands once, and ``on`` and ``off`` are words as keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise ConstructorError(None, None, f"{key.value[:40]} stands twice", key.start_mark)
            seen.add(key.value)
        words = {True: "on", False: "off"}
        made = super().construct_mapping(node, deep)
        return {words[key] if isinstance(key, bool) else key: value for key, value in made.items()}

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, AttributeError):  # a month 13, `!!int abc`
            raise ConstructorError(
                None, None, f"{str(node.value)[:40]} cannot be read", node.start_mark
            ) from None


def _parsed(text: str) -> Any:
    """What `text` says in YAML. Raises YAMLError."""
    try:
        return yaml.load(text, _Loader)
    except RecursionError:
        raise yaml.YAMLError("it is nested too deeply") from None


def _override(data: dict[str, Any], name: str, value: str, takes_list: bool) -> None:
    """Put the `value` of a command line variable where the file would have it."""
    *path, key = name.split(".")
    for step in path:
        if not isinstance(data.get(step), dict):
            data[step] = {}
        data = data[step]
    many = takes_list and not (value.startswith("[") and value.endswith("]"))
    values = [part.strip() for part in value.split(",")] if many else [value]
    try:
        read = [_parsed(one) for one in values]
    except yaml.YAMLError:  # *.epub, C:\books: words with a meaning in YAML
        read = list(values)
    data[key] = read if len(read) > 1 else read[0]
