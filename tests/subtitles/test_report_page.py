"""The page of the archive in a real browser: what it shows, its filters, its keyboard, hostile texts."""

import itertools
import json
import os
import re

import pytest
from conftest import Project
from lecture_archive import LECTURES, small_archive, srt
from shown_page import listed, wait_for

from phases.subtitles import summaries

ODD = "javascript:alert(4)/<b>&'\".srt" if os.name != "nt" else "odd/it's & more.srt"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A build of the small archive; the folder of its pipeline."""
    project = Project(tmp_path_factory.mktemp("archive"), shelf=False)
    small_archive(project)
    project.input(ODD, srt("Here are  two blanks."))
    project.doit()
    return project.folder / "build" / "subtitles"


@pytest.fixture
def opened(archive, browse):
    return browse(archive / "report.html")


def open_file(opened, name):
    """Open a file of the list; its lines, a list of cells each."""
    entry = opened.locator("details.file", has=opened.get_by_text(name, exact=True))
    entry.locator("summary").click()
    rows = entry.locator("tbody tr")
    rows.first.wait_for()
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def test_figures_histogram_and_the_worst_files_first(opened, archive):
    report = json.loads((archive / "report.json").read_text(encoding="utf-8"))
    tiles = dict(
        zip(*(opened.locator(f".tiles {of}").all_inner_texts() for of in ("dt", "dd")), strict=True)
    )
    assert tiles["Files"] == "6" and tiles["Score"] == f"{report['after']['score']:.2f}"
    assert tiles["Corrections"] == str(report["corrections"]) and tiles["Cues"] == "17"
    bars = opened.locator("svg.histogram rect title").all_text_contents()
    assert "95 to 100, after: 5 files" in bars and len(bars) == 40
    opened.get_by_text("As a table").click()
    cells = opened.locator("svg.histogram + details tbody tr").all_inner_texts()
    assert [row.split() for row in cells][-1] == ["95", "to", "100", "3", "5"]
    names = listed(opened)
    assert names[0] == "hostile.srt" and len(names) == 6
    assert opened.locator("#list .score").first.inner_text() == "78.3 → 86.7"
    assert opened.locator("#found").inner_text() == "6 of 6 files"


def test_changes_stand_side_by_side_with_the_changed_words_marked(opened):
    rows = open_file(opened, "series one/first.srt")
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=int)
    [row] = [row for row in rows if row[1].startswith("lexicon")]
    assert "krsna" in row[2] and "Kṛṣṇa" in row[3]
    line = opened.locator("tbody tr", has_text="lexicon\n").filter(has_text="krsna").last
    assert line.locator("del").all_inner_texts() == ["krsna"]
    assert line.locator("ins").all_inner_texts() == ["Kṛṣṇa"]


def test_suggestions_and_what_could_not_be_mended_are_there(opened):
    kinds = {row[1].split("\n")[-1] for row in open_file(opened, "hostile.srt")}
    assert {"suggested, review", "unable", "change"} <= kinds


def test_names_and_entries_to_paste(opened):
    rows = opened.locator("section[aria-labelledby=names-head] tbody tr").all_inner_texts()
    assert rows[0].split("\t") == [
        "Eckermann",
        "6",
        "Eckermann 4 in 1 file, Ekkermann 2 in 1 file",
        "series one/first.srt:1, series one/second.srt:1",
    ]
    entries = opened.get_by_label("As entries, to be pasted below terms: in lexicon.yaml")
    assert "- {term: Eckermann, variants: [Ekkermann], category: name}" in entries.input_value()


def test_the_way_to_every_ledger_is_right(opened, archive):
    links = []
    for name in listed(opened):
        entry = opened.locator("details.file", has=opened.get_by_text(name, exact=True))
        entry.locator("summary").click()
        links.append(entry.get_by_role("link").get_attribute("href"))
        found = opened.evaluate("link => new URL(link, location).pathname", links[-1])
        assert os.path.exists(re.sub("%(..)", lambda hit: chr(int(hit[1], 16)), found))
    assert len(set(links)) == 6 and not any(link.startswith(("javascript:", "http", "/")) for link in links)


def test_filters_by_rule_kind_risk_and_text(opened):
    opened.locator("#rule").select_option("lexicon")
    wait_for(opened, "1 of 6 files")
    assert listed(opened) == ["series one/first.srt"]
    rows = opened.locator("#list tbody tr").all_inner_texts()
    assert len(rows) == 1 and "Kṛṣṇa" in rows[0], "opened by itself, with these lines alone"
    opened.locator("#rule").select_option("all")
    opened.locator("#kind").select_option("unable")
    assert listed(opened) == ["hostile.srt"]
    opened.locator("#kind").select_option("all")
    opened.locator("#risk").select_option("review")
    assert listed(opened) == ["hostile.srt"]
    opened.locator("#risk").select_option("all")
    search = opened.get_by_label("Search in names and changes")
    search.fill("ZARATHUSTRA")
    wait_for(opened, "1 of 6 files")
    assert listed(opened) == ["series one/second.srt"]
    search.fill("SERIES ONE")
    wait_for(opened, "2 of 6 files")
    search.fill("no such thing")
    wait_for(opened, "0 of 6 files")
    search.fill("")
    wait_for(opened, "6 of 6 files")
    opened.locator("#order").select_option("name")
    assert listed(opened) == sorted([ODD, *LECTURES])


def test_it_can_be_used_with_the_keyboard_alone(opened):
    names = []
    for _ in range(30):
        opened.keyboard.press("Tab")
        names.append(opened.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if names[-1] == "SUMMARY" and opened.evaluate("!!document.activeElement.closest('#list')"):
            break
    assert [name for name in names if name not in ("SUMMARY", "BODY")] == [
        "text",
        "kind",
        "rule",
        "risk",
        "order",
    ]
    outline = opened.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"
    opened.keyboard.press("Enter")
    opened.locator("#list details[open] tbody tr").first.wait_for()
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.textContent") == "the ledger"
    opened.locator("#rule").focus()
    opened.keyboard.type("lex")
    wait_for(opened, "1 of 6 files")


def test_hostile_texts_are_texts(opened):
    rows = open_file(opened, "hostile.srt")
    before = "\n".join(row[2] for row in rows)
    for text in LECTURES["hostile.srt"][:5]:
        assert text in before
    long = max(before.split("\n"), key=len)
    assert len(long) == summaries.LONGEST + 1 and long.endswith(summaries.CUT)
    assert opened.locator("img, #list script, #list a[href^=javascript]").count() == 0
    assert opened.evaluate("document.scripts.length") == 8, (
        "the data of 6 files, their list, and the script"
    )
    cells = opened.locator("#list tbody td[dir=auto]").count()
    assert cells == 2 * len(rows), "what turns the direction of letters ends with its cell"


def test_it_asks_for_nothing_and_lets_no_other_script_run(opened, archive):
    text = (archive / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(""", text, re.I)
    ran = opened.evaluate(
        """() => {
        const made = document.createElement("script");
        made.textContent = "window.broken = true";
        document.body.append(made);
        return window.broken === true;
    }"""
    )
    assert not ran
    assert "Content Security Policy" in opened.seen.errors.pop()


CONTRAST = """element => {
    const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => rgb(colour).slice(0, 3).map(one => one / 255)
        .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
        .reduce((sum, one, n) => sum + one * [0.2126, 0.7152, 0.0722][n], 0);
    let back = element;
    while (rgb(getComputedStyle(back).backgroundColor)[3] === 0) back = back.parentElement;
    const two = [getComputedStyle(element).color, getComputedStyle(back).backgroundColor].map(light);
    return (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(archive, browse, scheme):
    """4.5 to 1, the least of WCAG 2.2 for text (1.4.3)."""
    opened = browse(archive / "report.html", color_scheme=scheme)
    open_file(opened, "series one/first.srt")
    for css in (
        "del",
        "ins",
        "td",
        "th",
        ".dim",
        ".tiles dt",
        "a",
        "label",
        "select",
        "summary",
        "p",
        "h1",
    ):
        assert opened.locator(f"{css} >> nth=0").evaluate(CONTRAST) >= 4.5, css
    back = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(20, 23, 26)") == (scheme == "dark")
    assert (
        opened.evaluate("getComputedStyle(document.querySelector('del')).textDecorationLine")
        == "line-through"
    )


def test_labels_headings_and_the_language_are_there(opened):
    open_file(opened, "series one/first.srt")
    assert opened.evaluate("document.documentElement.lang") == "en" and opened.title()
    levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(two - one <= 1 for one, two in itertools.pairwise(levels))
    unnamed = opened.evaluate(
        "[...document.querySelectorAll('input,select,textarea')].filter(one => !one.labels.length).length"
    )
    assert unnamed == 0
    assert opened.locator("table:not([aria-label])").count() == opened.locator("section table").count() - 1
    ids = opened.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert opened.get_by_role("status").inner_text() == "6 of 6 files"
    assert opened.get_by_role("img").get_attribute("aria-label")


def test_it_fits_a_telephone(archive, browse):
    opened = browse(archive / "report.html", viewport={"width": 360, "height": 640})
    open_file(opened, "hostile.srt")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
