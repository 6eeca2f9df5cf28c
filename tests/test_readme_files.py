"""README as a text: its tables are whole, and every file and link that it names is there."""

import re

from readme import CONFIG, README, ROOT, SOURCES, chapter, code_lines, rows, spans


def test_rows_are_whole():
    for title in ("Settings", "When something goes wrong", "Commands"):
        for row in rows(chapter(title)):
            assert all(row), row
            assert len(row) == (2 if title == "Commands" else 3), row


def test_tables_are_whole():
    lines = ["", *README.splitlines()]
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        assert not line.startswith("| ") or before.startswith("| ") or after.startswith("| --"), line


def test_a_newcomers_two_lines_stand_once_as_the_ci_finds_them():
    patterns = re.findall(
        r"grep -m 1 '([^']+)' README\.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    )
    found = [line for pattern in patterns for line in README.splitlines() if re.search(pattern, line)]
    assert len(patterns) == len(found) == 2
    install, test = found
    assert "pip install -e ." in install and install.endswith(".venv/bin/doit")
    assert "[test]" in test and test.endswith("pytest")
    assert all(README.count(line) == 1 and line in code_lines(chapter("Try it")) for line in found)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith(("https://", "#")):
            assert (ROOT / target).exists(), target


def test_files_and_folders_are_there():
    made = ("build/", "input/")
    everything = "".join(path.read_text(encoding="utf-8") for path in SOURCES.values()) + CONFIG
    names = [
        code
        for code in spans(README)
        if re.fullmatch(r"[\w./-]+(?:/|\.(?:py|yaml|toml|json|db|log))", code)
    ]
    assert len(names) > 15
    for name in names:
        if name.startswith(made):
            last = name.rstrip("/").rpartition("/")[2]
            assert last in everything or name.rstrip("/") in everything, f"nothing writes {name}"
        elif name not in ("pipeline.json", ".made.json"):
            bare = name.rstrip("/")
            written = f'target="{name}"' in everything
            assert written or (ROOT / bare).exists() or list((ROOT / "phases").rglob(bare)), name
    for module in re.findall(r"`(phases/[\w/]+\.py)`", README):
        assert module in SOURCES, module


def test_no_placeholder_is_left():
    assert not re.findall(r"@@\w+@@", README)


def test_no_path_of_a_machine():
    found = re.findall(
        r"(?<![\w.~:/…])/(?:work|home|tmp|root|usr|opt|var|mnt|private|Users)\b\S*|\b[A-Z]:\\\S*", README
    )
    assert not found
