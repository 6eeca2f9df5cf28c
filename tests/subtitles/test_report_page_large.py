"""The page of a large archive: how many lines it holds, and what it says of the others."""

import json
import re

from shown_page import listed, wait_for

from phases.subtitles import page, summaries
from phases.subtitles.cues import Edit
from phases.tools.html_page import web


def summary(folder, name, score, lines):
    """The summary of a file with so many changes."""
    (place := folder / ".work" / name).mkdir(parents=True)
    hits = {"spaces": lines - 1, "filler-start": 1} if lines else {}
    figures = {
        "ledger": f"../../{name}.srt.changes.jsonl",
        "encoding": "utf-8",
        **dict.fromkeys(
            ("cues", "corrections", "retimed", "defects", "removed", "suggestions", "unable"), lines
        ),
        "before": {"score": 10.0, "issues": {}},
        "after": {"score": score, "issues": {"overlap": 1}},
        "hits": {"change": hits} if hits else {},
        "words": [],
    }
    edits = [Edit(n, n, "spaces", f"a  {n}", f"a {n}") for n in range(lines - 1)]
    edits[:0] = [Edit(9, 999, "filler-start", f"um {name}", name, "review")] if lines else []
    kept = summaries.encoded(("change", edit) for edit in edits[:500])
    (place / "summary.jsonl").write_bytes(f"{json.dumps(figures)}\n".encode() + kept)
    return place / "summary.jsonl"


WHOLE = {
    "by_file": [],
    "profiles": [],
    "files": 1000,
    **dict.fromkeys(("cues", "corrections", "retimed", "defects", "removed", "suggestions", "unable"), 0),
    "before": {"score": 0.0, "issues": {}},
    "after": {"score": 0.0, "issues": {}},
    "histogram": {"step": 50, "before": [0, 0], "after": [0, 0]},
    "rules": {},
    "names": [],
    "new_words": [],
}


def test_a_thousand_files_stay_usable_and_what_is_not_shown_is_counted(tmp_path, browse):
    all_summaries = [summary(tmp_path, f"f{n:04d}", float(n % 97), 700 if n else 0) for n in range(1000)]
    (tmp_path / "report.json").write_text(json.dumps(WHOLE), encoding="utf-8")
    made = page.run(
        tmp_path / "report.json", all_summaries, tmp_path / "report.html", page.Settings(lines=9000)
    )
    assert made == {"files": 1000, "lines": 999 * 9}
    assert (tmp_path / "report.html").stat().st_size < 2_000_000
    opened = browse(tmp_path / "report.html")
    assert len(listed(opened)) == 100 and opened.locator("#list tr").count() == 0
    assert listed(opened)[:12] == [f"f{n:04d}.srt" for n in range(0, 1000, 97)] + ["f0001.srt"]
    opened.locator("#list summary").nth(11).click()
    opened.get_by_role("button", name="Show more").click()
    assert len(listed(opened)) == 200 and opened.locator("#list details[open]").count() == 1
    said = opened.locator("#list details[open] p").inner_text()
    assert "9 of 700 lines are shown; all changes are in the ledger" in said
    assert opened.get_by_role("link", name="the ledger").get_attribute("href") == "f0001.srt.changes.jsonl"
    opened.get_by_label("Search in names and changes").fill("um f0500")
    wait_for(opened, "1 of 1,000 files, by the 8,991 of 699,300 lines that this page holds; the ledgers")
    opened.get_by_label("Search in names and changes").fill("")
    opened.locator("#rule").select_option("spaces")
    wait_for(opened, "999 of 1,000 files")
    assert "8 of 699 lines" in opened.locator("#list details[open] p").first.inner_text()
    assert opened.locator("#list details[open]").count() == page_opens()


def page_opens():
    """How many files a search opens by itself, as page.js says."""
    [found] = re.findall(r"const OPENED = (\d+);", web(page.__package__, "page.js"))
    return int(found)


def test_every_file_has_some_lines_and_none_too_many(tmp_path):
    all_summaries = [summary(tmp_path, f"f{n}", 1.0, 700) for n in range(3)]
    (tmp_path / "report.json").write_text(json.dumps(WHOLE), encoding="utf-8")
    for lines, shown in ((0, 15), (60, 60), (10**9, 1500)):
        settings = page.Settings(lines=lines)
        made = page.run(tmp_path / "report.json", all_summaries, tmp_path / "report.html", settings)
        assert made["lines"] == shown


def test_names_that_stand_thousands_of_times_fit_a_telephone(tmp_path, browse):
    first = {"file": "series one/first.srt", "line": 13}
    forms = [
        {"form": name, "hits": 1500, "files": 290, "first": first} for name in ("Eckermann", "Ekkermann")
    ]
    names = [{"proposed": "Eckermann", "in_lexicon": False, "hits": 3000, "forms": forms}]
    (tmp_path / "report.json").write_text(json.dumps(WHOLE | {"names": names}), encoding="utf-8")
    page.run(tmp_path / "report.json", [], tmp_path / "report.html", page.Settings())
    opened = browse(tmp_path / "report.html", viewport={"width": 360, "height": 640})
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
