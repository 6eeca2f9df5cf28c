"""Whether a target is still what its recipe makes, and in words why it is not."""

import hashlib
import inspect
import json
from pathlib import Path
from typing import Any

from phases.graph import targets
from phases.graph.model import Phase, PhaseSettings
from phases.graph.state import State

NEVER = "never made"

REASONS = {
    "uptodate_false": "{}",
    "has_no_dependencies": "it has no dependencies",
    "missing_target": "target missing",
    "checker_changed": "files are compared in another way",
    "added_file_dep": "new input {}",
    "removed_file_dep": "input {} is gone",
    "changed_file_dep": "{} changed",
}
"""doit's reasons to run a task, in our words."""
MOST_NAMES = 4
"""Files that a reason calls by their names."""


def why(status: Any) -> str:
    """In words, why a task is not up to date; `status` is doit's, taken with its log."""
    said: list[str] = []
    new = set(status.reasons.get("added_file_dep") or ())
    for reason, details in status.reasons.items():
        if reason == "changed_file_dep":
            details = sorted(set(details) - new)
        if reason == "uptodate_false":
            said += [repr(check) for check, _, _ in details]
        elif details and reason in REASONS:
            said.append(REASONS[reason].format(names(details) if isinstance(details, list) else ""))
    return NEVER if NEVER in said else "; ".join(dict.fromkeys(said))


def names(paths: list[str]) -> str:
    """Files by their names; of many, how many they are."""
    if len(paths) > MOST_NAMES:
        return f"{len(paths):,} files"
    # What is made of all items reads many files of one name.
    return ", ".join("/".join(Path(path).parts[-2 if path.startswith("./") else -1 :]) for path in paths)


class Recipe:
    """What decides a target besides the content of its inputs: settings, version and identity."""

    def __init__(self, phase: Phase, settings: PhaseSettings, state: State) -> None:
        self.settings = settings
        identity = getattr(phase.module, "identity", None)
        self.identity: str = identity(settings) if identity else ""
        self.values: dict[str, Any] = {
            "version": phase.version,
            "identity": self.identity,
            **settings.model_dump(mode="json"),
        }
        self.text = json.dumps(self.values, sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        self.state = state

    def changes(self, digest: str) -> str:
        """In words, what changed since a target was made by the recipe with `digest`.

        Empty where that is not known: the records beside the targets have the digest alone.
        """
        old = self.state.recipe(digest)
        if not old:
            return ""
        changed = [
            key for key in sorted(old.keys() | self.values.keys()) if old.get(key) != self.values.get(key)
        ]
        if set(changed) - {"identity", "version"}:  # a setting, which an identity may only repeat
            changed = [key for key in changed if key != "identity"]
        return ", ".join(
            f"{key} {shown(old.get(key, 'unset'))} -> {shown(self.values.get(key, 'unset'))}"
            for key in changed
        )


def shown(value: Any) -> str:
    """The value of a setting as people write it: ``-19`` for -19.0, ``null`` for None."""
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class UpToDate:
    """doit's question whether a target is still what its recipe makes and what was written.

    Its text is the answer in words, which ``doit info`` shows.
    """

    # doit looks for the names of the arguments at every call; finding them once is 10 times faster.
    __signature__ = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("task", "values")]
    )

    def __init__(self, recipe: Recipe, target: str) -> None:
        self.recipe = recipe
        self.target = target
        self.reason = ""

    def __call__(self, task: object, values: dict[str, Any]) -> bool:
        self.reason = self.why_not(values)
        return not self.reason

    def __repr__(self) -> str:
        return self.reason or "up to date"

    def why_not(self, values: dict[str, Any]) -> str:
        """Why the target is to be made again, in words; empty when it is not. `values` are doit's."""
        if not values:
            return NEVER
        if values["recipe"] != self.recipe.digest:
            return self.recipe.changes(values["recipe"]) or "settings changed"
        try:
            target = targets.stat(self.target)
        except OSError:
            return "target missing"
        if [target.st_size, target.st_mtime_ns] != values["target"][:2]:
            return "target was changed by somebody else"
        return ""
