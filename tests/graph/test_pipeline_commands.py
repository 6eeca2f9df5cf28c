"""A pipeline's own commands of doit, and its own checks of how it is put together."""

from types import ModuleType

import pytest

from phases.graph.model import Phase, PhaseSettings, Pipeline


def test_a_command_of_a_pipeline_is_typed_like_any_other(project):
    file = project.folder / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    line = "[tool.doit.plugins.command]\n"
    command = 'count-notes = "phases.notes.commands.count_notes:CountNotes"\n'
    file.write_text(text.replace(line, line + command), encoding="utf-8")
    project.input("a.note", "one\n")
    project.input("count-notes.note", "two\n")
    assert project.doit("count-notes") == "2 notes\n"
    assert "count-notes-" in project.doit("list"), "no item has the name of a command"


def module(name, **members):
    made = ModuleType(f"phases.p.{name}")
    made.__dict__.update({"Settings": PhaseSettings, **members})
    return made


def test_a_pipeline_that_reads_what_is_not_there_is_refused():
    first, late = Phase(module("first"), "source", "1"), Phase(module("late"), "source", "2")
    optional = Phase(module("maybe", wanted=lambda settings: False), "first", "3")
    with pytest.raises(AssertionError, match=r"p\.second reads late too early"):
        Pipeline("p", ("*",), (first, Phase(module("second"), "first late", "t"), late))
    with pytest.raises(AssertionError, match=r"p\.last: maybe is optional, write maybe\?"):
        Pipeline("p", ("*",), (first, optional, Phase(module("last"), "maybe", "t")))
    with pytest.raises(AssertionError, match="the first phase cannot be optional"):
        Pipeline("p", ("*",), (Phase(optional.module, "source", "t"),))
    with pytest.raises(AssertionError, match="p has two phases first"):
        Pipeline("p", ("*",), (first,), collection=(Phase(first.module, "source", "/t"),))


def test_what_is_not_wanted_is_left_out_and_keeps_its_number():
    first = Phase(module("first"), "source", "1")
    optional = Phase(module("maybe", wanted=lambda settings: False), "first", "2")
    last = Phase(module("last"), "first maybe?", "3")
    whole = Phase(module("all"), "maybe? last", "/4")
    pipeline = Pipeline("p", ("*",), (first, optional, last), collection=(whole,))
    wanted = pipeline.wanted(lambda name: PhaseSettings())
    assert wanted.phases == (first, last) and wanted.collection == (whole,)
    assert wanted.declared == pipeline.declared == (first, optional, last, whole)
    assert wanted.whole.phases == (whole,) and wanted.whole.declared == wanted.declared
