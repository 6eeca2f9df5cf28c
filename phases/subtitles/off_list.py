"""Put a rule into the list ``off`` of config.yaml, or take it out, and leave every other line as it is."""

from collections.abc import Sequence
from typing import Any

import yaml

from phases.graph.errors import ConfigError

SECTION, KEY = "subtitles", "off"


def switched(text: str, rule: str, off: bool, phase: str) -> str:
    """`text` of a config.yaml with `rule` switched off, or on again; itself where it is so already.

    The list of the `phase` is taken where there is one, because it wins, else the one directly below
    ``subtitles``, which is made where it is missing. Raises ConfigError where the text is none, or is
    written in a way that cannot be edited.
    """
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        was = _list(yaml.safe_load(text), phase)
    except yaml.YAMLError as error:
        raise ConfigError("config.yaml is not valid YAML", "repair it first") from error
    wanted = [id for id in was if id != rule] + [rule] * off
    if (rule in was) == off:
        return text
    made = _edited(text, root, rule, wanted, phase)
    try:
        done = _list(yaml.safe_load(made), phase) == wanted
    except yaml.YAMLError:
        done = False
    if not done:
        raise ConfigError(
            "config.yaml is written in a way that this command cannot edit",
            f"write {SECTION}.{KEY}: {_flow(wanted)} by hand",
        )
    return made


def _list(data: Any, phase: str) -> list[str]:
    """The list that counts for `phase`."""
    # To YAML 1.1 the key `off` is the value false.
    section = data.get(SECTION) if isinstance(data, dict) else None
    section = section if isinstance(section, dict) else {}
    own = section.get(phase)
    for place in (own, section):
        if isinstance(place, dict):
            for key in (KEY, False):
                if key in place:
                    return [str(id) for id in place[key] or ()]
    return []


def _edited(text: str, root: Any, rule: str, wanted: Sequence[str], phase: str) -> str:
    section = _child(root, SECTION)
    own = _child(_child(section, phase), KEY)
    value = own if own is not None else _child(section, KEY)
    if value is not None:
        return _in_list(text, value, rule, wanted)
    if section is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{gap}{SECTION}:\n  {KEY}: {_flow(wanted)}\n"
    if isinstance(section, yaml.MappingNode) and not section.flow_style:
        first = section.start_mark
        return f"{text[: first.index]}{KEY}: {_flow(wanted)}\n{' ' * first.column}{text[first.index :]}"
    if isinstance(section, yaml.MappingNode):
        at = section.start_mark.index + 1
        comma = ", " if section.value else ""
        return f"{text[:at]}{KEY}: {_flow(wanted)}{comma}{text[at:]}"
    end = _line_end(text, section.start_mark.index)  # `subtitles:` with nothing below
    return f"{text[:end]}\n  {KEY}: {_flow(wanted)}{text[end:]}"


def _in_list(text: str, value: Any, rule: str, wanted: Sequence[str]) -> str:
    """`text` with the list at the node `value` become `wanted`; one below the other stay so."""
    items = value.value if isinstance(value, yaml.SequenceNode) else []
    if not items or value.flow_style or not wanted:
        column = items and not value.flow_style
        head, end = text[: value.start_mark.index], (items[-1] if column else value).end_mark.index
        if not column and " #" in text[len(head) : end]:
            return text  # a list in brackets has nowhere to keep its comments
        if head.rstrip().endswith(":"):
            head = head.rstrip()  # a column may stand as far left as its key, a list on one line not
        space = " " if column or head.endswith(":") else ""
        return f"{head}{space}{_flow(wanted)}{text[end:]}"
    if len(wanted) > len(items):
        end = _line_end(text, items[-1].end_mark.index)
        return f"{text[:end]}\n{' ' * value.start_mark.column}- {_flow([rule])[1:-1]}{text[end:]}"
    gone = next(item for item in items if item.value == rule)
    start = text.rfind("\n", 0, gone.start_mark.index) + 1
    return text[:start] + text[_line_end(text, gone.end_mark.index) + 1 :]


def _child(node: Any, name: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _flow(ids: Sequence[str]) -> str:
    """As a list on one line, quoted where it must be."""
    made = yaml.safe_dump(list(ids), default_flow_style=True, allow_unicode=True, width=10**6)
    return str(made).strip()
