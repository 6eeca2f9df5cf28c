"""Inputs of the same content are built once, unless one is asked for by name."""

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def test_same_content_is_built_once_with_a_note_that_names_both(project):
    project.input("a.toy", TEXT)
    project.input("sub/b.toy", TEXT)
    project.input("c.toy", TEXT[::-1])
    for _ in range(2):
        said = project.doit()
        assert "note    sub/b: input/sub/b.toy has the same content as input/a.toy" in said
    assert project.target("a").exists() and project.target("c").exists()
    assert not project.target("sub/b").exists()
    project.input("a.toy", TEXT + "no longer\n")
    project.doit()
    assert project.target("sub/b").exists()


def test_a_duplicate_that_is_asked_for_by_name_is_built(project):
    project.input("a.toy", TEXT)
    project.input("sub/b.toy", TEXT)
    project.doit("build/toy/sub/b/b.bound")
    assert project.target("sub/b").exists() and not project.target("a").exists()
    assert "duplicate" in project.doit()
    project.doit("ignore", "a")
    (project.folder / "build" / "toy" / "sub" / "b" / "b.bound").unlink()
    project.doit()
    assert project.target("sub/b").exists(), "who is ignored stands for nobody"
    project.doit("clean", "sub/b")
    assert not project.target("sub/b").parent.parent.exists()
