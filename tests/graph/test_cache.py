"""The part cache stays within its bound and keeps what is in use."""

import os
from pathlib import Path

from phases.graph.cache import Cache


def put(cache, key, size, age):
    path = cache.path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    cache.added(size)


def keys(cache):
    return sorted(path.name for path in cache.folder.glob("*/*"))


def test_least_recently_used_goes_first(tmp_path):
    cache = Cache(tmp_path, 1000)
    cache.open()
    for age, key in enumerate(["aa", "bb", "cc"]):
        put(cache, key, 300, age)
    assert keys(cache) == ["aa", "bb", "cc"]
    assert cache.holds("cc")  # used now, so "bb" is the oldest
    put(cache, "dd", 300, 0)
    assert keys(cache) == ["aa", "cc", "dd"]
    assert not cache.holds("bb")


def test_pinned_parts_stay_whatever_the_bound(tmp_path):
    cache = Cache(tmp_path, 100)
    cache.open()
    with cache.pinned(["aa", "bb"]), cache.pinned(["bb"]):
        put(cache, "aa", 90, 2)
        put(cache, "bb", 90, 1)
        assert keys(cache) == ["aa", "bb"]
    put(cache, "cc", 10, 0)
    assert keys(cache) == ["cc"]


def test_opening_counts_what_is_there_and_clears_leftovers(tmp_path):
    cache = Cache(tmp_path, 1000)
    put(cache, "aa", 600, 5)
    put(cache, "bb", 600, 4)
    put(cache, ".123-cc", 600, 3)
    cache = Cache(tmp_path, 1000)
    cache.open()
    assert keys(cache) == ["bb"]


def test_what_a_file_manager_leaves_there_is_no_part(tmp_path):
    cache = Cache(tmp_path, 1000)
    put(cache, "aa", 600, 5)
    for folder in (tmp_path, tmp_path / "aa"):
        (folder / ".DS_Store").write_bytes(b"x")
    cache = Cache(tmp_path, 1000)
    cache.open()
    assert keys(cache) == ["aa"] and cache.measured() == 600


def refuse(*_, **__):
    raise PermissionError(13, "Permission denied")


def test_parts_of_another_user_are_used_and_stay(tmp_path, monkeypatch):
    """As after one run as root: their times cannot be set, nor can they be removed."""
    cache = Cache(tmp_path, 1000)
    put(cache, "aa", 300, 1)
    put(cache, "bb", 300, 0)
    cache.path(".killed").parent.mkdir()
    cache.path(".killed").touch()
    monkeypatch.setattr(os, "utime", refuse)
    monkeypatch.setattr(os, "unlink", refuse)
    cache.open()
    assert cache.holds("aa") and not cache.holds("cc")
    cache.added(1000)
    assert cache.measured() == 600


def test_a_cache_that_cannot_be_read_holds_nothing(tmp_path, monkeypatch):
    cache = Cache(tmp_path, 1000)
    put(cache, "aa", 300, 1)
    put(cache, "bb", 300, 0)
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda at: refuse() if Path(at).name == "aa" else scandir(at))
    assert cache.measured() == 300
    monkeypatch.setattr(os, "scandir", refuse)
    assert cache.measured() == 0
