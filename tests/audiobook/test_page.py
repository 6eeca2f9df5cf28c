"""The page to listen and look of a spoken book: what is in it, and what it does in a real browser."""

import base64
import re
import shutil
from pathlib import Path

import pytest
from page_maker import HOSTILE, Read, heard, sounding, written
from page_player import TIME, Browse, at, now, opened, until, visible

from phases.audiobook import page_parts
from phases.audiobook.book import Ledger, read_script
from phases.graph.files import read_json


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a book with its page and its M4B."""
    return sounding(tmp_path_factory.mktemp("made") / "the sea & more")


# what is in it


def test_every_sentence_stands_in_it_once_with_its_time(spoken: Path) -> None:
    times, *blocks = Read(spoken / "index.html").blocks
    assert len(times) == len(blocks) == 3
    for number, block in enumerate(blocks):
        begins, starts, sentences = heard(spoken, number)
        assert block["sentences"] == sentences
        assert sum(count for _, count, _ in block["paragraphs"]) == len(sentences)
        assert times[number][0] == pytest.approx(begins, abs=0.001)
        found = [sum(block["times"][: n + 1]) / 1000 for n in range(len(starts))]
        assert found == pytest.approx(starts, abs=0.001)
    first, second, _ = blocks
    assert first["paragraphs"] == [["title", 1, ""], ["text", 3, ""], ["text", 2, ""]]  # a cut one is whole
    assert second["paragraphs"][1:3] == [["verse", 2, ""], ["text", 1, "fr"]]


def test_it_shows_the_sound_that_was_encoded(spoken: Path) -> None:
    blocks = Read(spoken / "index.html").blocks[1:]
    for block, chapter in zip(blocks, read_json(spoken / "audio.json")["chapters"], strict=True):
        peaks, levels = (base64.b64decode(block[name]) for name in ("peaks", "levels"))
        assert len(peaks) == len(levels) == min(1_200, -(-chapter["samples"] // 2_205))
        highest = 255 * 10 ** (chapter["true_peak"] / 20)
        assert highest * 0.8 < max(peaks) <= highest + 1
        assert max(levels) / 3 - 70 == pytest.approx(chapter["loudness"], abs=2)
        assert block["loudness"] == chapter["loudness"]


def test_nothing_of_a_book_becomes_a_part_of_the_page(spoken: Path) -> None:
    read = Read(spoken / "index.html")
    assert len(read.named("script")) == 1 + 3 + 1 and not read.named("img") and not read.named("b")
    assert all(not name.startswith("on") for _, attributes in read.elements for name in attributes)
    [policy] = [one["content"] for one in read.named("meta") if "http-equiv" in one]
    assert policy and "default-src 'none'" in policy and "unsafe" not in policy


def test_nothing_is_loaded_but_the_sound_beside_it(spoken: Path) -> None:
    read = Read(spoken / "index.html")
    links = {value for _, found in read.elements for name, value in found.items() if name == "href"}
    assert links and all(re.fullmatch(r"#\d+(:\d+)?", link or "") for link in links)
    loaded = [found["src"] for _, found in read.elements if "src" in found]
    assert loaded == ["./the%20sea%20%26%20more.m4b"]
    assert "http:" not in (text := (spoken / "index.html").read_text("utf-8")) and "https:" not in text


def test_the_same_bytes_again(spoken: Path, tmp_path: Path) -> None:
    folder = tmp_path / spoken.name
    shutil.copytree(spoken, folder)
    assert (
        written(folder, read_script(folder / "chunks.json")).read_bytes()
        == (spoken / "index.html").read_bytes()
    )


def test_every_word_is_accounted_for(spoken: Path) -> None:
    text = (spoken / "index.html").read_text(encoding="utf-8")
    assert "1,234 words of the source = 1,200 spoken + 34 skipped by rule + 0 lost" in text
    assert '<td>&lt;b&gt;rule</td><td class="number">4</td>' in text
    assert "do not add up" not in text
    assert "do not add up: 10 words" in page_parts.ledger(Ledger(10, 8, {"toc": 1}, 0))


def test_doubtful_words_lead_to_their_first_place(spoken: Path) -> None:
    text = (spoken / "index.html").read_text(encoding="utf-8")
    walton = next(one for one in read_json(spoken / "words.json")["words"] if one["word"] == "Walton")
    assert (walton["chapter"], walton["sentence"]) == (1, 2)
    assert '<a href="#1:2"><bdi lang="en">Walton</bdi></a>' in text


# in a browser


def test_it_plays_and_the_text_follows(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    _, starts, sentences = heard(spoken, 0)
    total = sum(c["samples"] for c in read_json(spoken / "audio.json")["chapters"]) / 22_050
    assert page.evaluate("audio.duration") == pytest.approx(total, abs=0.1)
    at(page, starts[1] - 0.3)
    assert now(page) == sentences[0]
    page.get_by_role("button", name="Play").click()
    until(page, f"{TIME} > {starts[1]} && now === 1")
    assert now(page) == sentences[1]
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    assert page.evaluate("audio.paused")
    page.reload()
    until(page, "now === 1")  # where it stopped
    assert page.evaluate(TIME) == pytest.approx(starts[1], abs=0.001)


def test_each_sentence_is_marked_while_it_is_heard(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    for chapter in range(3):
        begins, starts, sentences = heard(spoken, chapter)
        ends = [*starts[1:], starts[-1] + 1]
        for start, end, sentence in list(zip(starts, ends, sentences, strict=True))[:6]:
            if end > start:  # what is not spoken is never heard
                at(page, begins + start + 0.05)
                assert now(page) == sentence
                at(page, begins + end - 0.05)
                assert now(page) == sentence


def test_a_chapter_is_a_click_away(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    for number in (2, 0, 1):
        begins, _, sentences = heard(spoken, number)
        page.locator("#chapters a").nth(number).click()
        assert begins - 0.001 <= page.evaluate(TIME) < begins + 2
        assert page.locator("#text span").all_text_contents() == sentences
        assert page.locator("#chapters [aria-current]").count() == 1
        assert f"Chapter {number + 1} of 3" in page.locator("#chapter").text_content()


def test_a_click_on_a_sentence_plays_it(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    _, starts, sentences = heard(spoken, 0)
    page.get_by_text(sentences[3]).click()
    assert now(page) == sentences[3]
    until(page, f"!audio.paused && {TIME} > {starts[3] + 0.1}")


def test_a_doubtful_word_is_a_click_away(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    page.locator("#chapters a").nth(2).click()
    page.get_by_role("link", name="Walton").click()
    assert now(page) == "You will rejoice to hear of Walton."


def test_a_place_has_an_address(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    page.evaluate("location.hash = '#2:4'")
    until(page, "spans[now]?.textContent.startsWith('Bonjour')")
    assert page.evaluate("audio.paused")
    page.evaluate("location.hash = '#99:1'")  # behind the end
    until(page, "at('chapter').textContent.startsWith('Chapter 3')")


def test_it_needs_no_mouse(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    _, _, sentences = heard(spoken, 0)
    for key, expected in (("ArrowRight", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        assert now(page) == sentences[expected]
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(TIME) == pytest.approx(heard(spoken, 1)[0], abs=0.01)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert now(page) == sentences[-1]  # back over the border of a chapter
    page.keyboard.press("Space")
    until(page, "!audio.paused")
    page.keyboard.press("Space")
    until(page, "audio.paused")
    page.keyboard.press("Shift+ArrowUp")
    assert page.evaluate("audio.playbackRate") == 1.1
    assert page.get_by_label("Speed").input_value() == "1.1"
    # A control that has the focus keeps its own keys.
    page.get_by_label("Position in the chapter").focus()
    before = page.evaluate(TIME)
    page.keyboard.press("ArrowRight")
    assert 0 < page.evaluate(TIME) - before < 2
    page.get_by_role("button", name="Chapter on").focus()
    page.keyboard.press("Space")
    assert page.evaluate("audio.paused") and "Chapter 2" in page.locator("#chapter").text_content()


def test_the_text_scrolls_with_the_voice_until_the_reader_does(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken, reduced_motion="reduce")
    begins, starts, _ = heard(spoken, 2)
    follow = page.get_by_label("Follow the voice")
    for number in (0, 39, 20):
        at(page, begins + starts[number] + 0.05)
        assert visible(page)
    page.locator("#text").hover()
    page.mouse.wheel(0, -5_000)
    until(page, "at('text').scrollTop === 0 && !at('follow').checked")
    at(page, begins + starts[39] + 0.05)
    assert page.evaluate("at('text').scrollTop") == 0 and not visible(page)
    follow.check()
    assert visible(page)


def test_hostile_text_is_shown_as_text(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    page.locator("#chapters a").nth(1).click()
    assert page.locator("#text span").first.text_content() == HOSTILE
    assert page.locator("#chapters bdi").nth(1).text_content() == HOSTILE
    assert page.locator("header p").text_content() == HOSTILE
    assert page.evaluate("window.hacked") is None and page.locator("img").count() == 0


def test_waveform_and_loudness_are_drawn(spoken: Path, browse: Browse) -> None:
    page = opened(browse, spoken)
    at(page, 1.0)
    for name, height in (("peaks", 40), ("loudness", 5)):
        box = page.evaluate(f"(({{width, height}}) => [width, height])(at('{name}').getBBox())")
        assert box[0] > 1_150 and box[1] > height, name
    played = float(page.locator("#played").get_attribute("width"))
    seconds = read_json(spoken / "audio.json")["chapters"][0]["samples"] / 22_050
    assert played == pytest.approx(1_200 / seconds, abs=1)
    wave = page.locator("#wave").bounding_box()
    page.mouse.click(wave["x"] + wave["width"] / 2, wave["y"] + 20)
    assert page.evaluate(TIME) == pytest.approx(seconds / 2, abs=seconds / 100)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1_200), ("dark", 1_200), ("light", 320)])
def test_everybody_can_use_it(spoken: Path, browse: Browse, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    size = {"width": width, "height": 900}
    page = opened(browse, spoken, color_scheme=scheme, viewport=size)
    page.keyboard.press("ArrowRight")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_without_the_sound_it_says_so(spoken: Path, browse: Browse, tmp_path: Path) -> None:
    shutil.copy(spoken / "index.html", tmp_path)
    page = browse(tmp_path / "index.html")
    page.get_by_role("alert").get_by_text("the sea & more.m4b cannot be played").wait_for()
    [logged] = page.seen.errors
    assert "ERR_FILE_NOT_FOUND" in logged
    page.seen.errors.clear()
