"""Inputs that change while they are compared."""

import os

import pytest

from phases.graph import targets
from phases.graph.checker import MD5Checker
from phases.graph.state import State


@pytest.fixture
def touched(tmp_path):
    """A checker, the path of an input that has another time than the state says, and that state."""
    path = tmp_path / "a.toy"
    path.write_text("one")
    state = State(str(tmp_path / "state.db"))
    state.set("a:cut", str(path), targets.digest(str(path)))
    os.utime(path, (1, 1))
    checker = MD5Checker()
    assert checker.unknown({str(path)}, state, "a:cut") == [str(path)]
    yield checker, path, state
    state.dump()


def test_an_input_that_goes_while_it_is_compared_is_missing(touched):
    checker, path, state = touched
    path.unlink()
    assert checker.unknown({str(path)}, state, "a:cut") == []
    with pytest.raises(FileNotFoundError):  # which doit takes for a missing file
        checker.info(str(path))


@pytest.mark.parametrize("folder", [False, True])
def test_an_input_that_cannot_be_compared_any_more_has_changed(touched, folder):
    checker, path, state = touched
    seen = checker.info(str(path))
    path.unlink()
    if folder:
        path.mkdir()
    assert checker.check_modified(str(path), seen, state.get("a:cut", str(path)))
