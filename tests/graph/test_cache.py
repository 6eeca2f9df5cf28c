"""The part cache stays within its bound and keeps what is in use."""

import os

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
