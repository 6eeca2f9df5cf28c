"""Compare files by time, size and MD5, as doit does, with the reading done by workers."""

import os
from contextlib import suppress
from typing import Any

from doit import dependency

from phases.graph import targets
from phases.graph.work import Digest

Stat = os.stat_result | targets.FolderStat


class MD5Checker(dependency.MD5Checker):
    """doit's comparison of files by time, size and MD5, with the reading done by workers.

    It keeps the name of doit's class, which doit saves with each task.
    """

    def __init__(self) -> None:
        self.found: dict[str, Digest] = {}
        """Digests that workers found in this run."""
        self._seen: dict[str, Stat] = {}
        """What `unknown` saw, for the check that follows it."""

    def unknown(self, paths: set[str], state: Any, task: str) -> list[str]:
        """Of these inputs of `task`, those that only their content can tell: another time, one size."""
        unknown = []
        for path in sorted(paths):
            saved = state.get(task, path)
            self._seen.pop(path, None)
            with suppress(OSError):
                stat = self._seen[path] = targets.stat(path)
                found = self.found.get(path)
                if (
                    saved
                    and (stat.st_mtime, stat.st_size) != tuple(saved[:2])
                    and stat.st_size == saved[1]
                    and (found is None or found[0] != stat.st_mtime)
                ):
                    unknown.append(path)
        return unknown

    def info(self, file_path: str) -> Stat:
        """Size and time of a file or folder; looks once for `unknown` and the check that follows it."""
        return self._seen.pop(file_path, None) or targets.stat(file_path)

    def check_modified(self, file_path: str, file_stat: Stat, state: Any) -> bool:
        """Has the file another content than when `state` was saved?"""
        found = self.found.get(file_path)
        if found and found[0] == file_stat.st_mtime:
            return tuple(found[1:]) != tuple(state[1:])
        if (file_stat.st_mtime, file_stat.st_size) == tuple(state[:2]):
            return False
        try:
            return bool(file_stat.st_size != state[1] or targets.digest(file_path)[2] != state[2])
        except OSError:  # it went since, or became a folder: who reads it will say so
            return True
