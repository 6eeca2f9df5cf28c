"""Words that look wrong are found, and nothing else."""

import pytest

from phases.tools import spelling


def test_near_words():
    pytest.importorskip("rapidfuzz")
    near = spelling.Near(["vivekananda", "yajnavalkya", "krishna"])
    assert near("vivekanada") == "vivekananda"
    assert near("vivekanada") == "vivekananda"  # from memory
    assert near("yajnavalkja") == "yajnavalkya"
    assert near("kristen") == near("christmas") == near("") == ""


def test_the_dictionary():
    pytest.importorskip("spylls")
    assert spelling.knows("restless") and spelling.knows("Krishna")
    assert not spelling.knows("restlss")
