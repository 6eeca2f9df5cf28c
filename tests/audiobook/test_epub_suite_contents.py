"""Tables of contents: cases of the W3C's EPUB 3 test suite as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

from pathlib import Path

from book_reading import read_epub, spoken, titles
from epub_maker import epub, li, nav, ncx, page, point
from epub_suite import ABC, CONTENTS, item


def test_nav_spine_in_spine(tmp_path: Path) -> None:
    documents = {"nav.x": CONTENTS, **ABC}
    manifest = item("n", "nav.x", more='properties="nav"')
    book = read_epub(epub(tmp_path / "b.epub", documents, manifest=manifest))
    assert titles(book) == ["A", "B", "C"] and set(book.ledger.skipped) == {"toc"}


def test_nav_spine_not_in_spine(tmp_path: Path) -> None:
    book = read_epub(epub(tmp_path / "b.epub", ABC, nav=CONTENTS))
    assert titles(book) == ["A", "B", "C"] and not book.ledger.skipped


def test_nav_non_text_img(tmp_path: Path) -> None:
    """A link that is a picture is called by its description."""
    picture = '<li><a href="b.x"><img src="b.png" alt="The Picture"/></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + picture)))
    assert titles(book) == ["A", "The Picture"]


def test_nav_non_text_img_title(tmp_path: Path) -> None:
    """A link that is a picture without description is called by its title."""
    picture = '<li><a href="b.x" title="By Title"><img src="b.png" alt=""/></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + picture)))
    assert titles(book) == ["A", "By Title"]


def test_nav_non_text_svg(tmp_path: Path) -> None:
    drawn = '<li><a href="b.x"><svg xmlns="http://www.w3.org/2000/svg"><title>Drawn</title></svg></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    assert titles(read_epub(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + drawn)))) == [
        "A",
        "Drawn",
    ]


def test_nav_hidden(tmp_path: Path) -> None:
    """What is hidden when the contents are shown still names chapters."""
    contents = nav(
        f'<li><a href="a.x">A</a><ol hidden="hidden">{li("B", "b.x")}</ol></li>' + li("C", "c.x")
    )
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_toc_reading_order(tmp_path: Path) -> None:
    """The order is the spine's, whatever the order of the contents is."""
    contents = nav(li("C", "c.x") + li("A", "a.x") + li("B", "b.x"))
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_toc_missing_branch(tmp_path: Path) -> None:
    """A heading of the contents without a link belongs to the first chapter below it."""
    part = f"<li><span>Part One</span><ol>{li('A', 'a.x')}{li('B', 'b.x')}</ol></li>"
    book = read_epub(epub(tmp_path / "b.epub", ABC, nav=nav(part + li("C", "c.x"))))
    assert titles(book) == ["Part One: A", "B", "C"] and spoken(book)[:2] == ["A", "text a"]


def test_nav_toc_fragments(tmp_path: Path) -> None:
    one = page('<h2 id="a">A</h2><p>1</p><h2 id="b">B</h2><p>2</p>')
    two = page('<p>goes on</p><h2 id="c">C</h2><p>3</p>')
    contents = nav(li("A", "1.x#a") + li("B", "1.x#b") + li("C", "2.x#c"))
    book = read_epub(epub(tmp_path / "b.epub", {"1.x": one, "2.x": two}, nav=contents))
    assert [[p.text for p in c.paragraphs] for c in book.chapters] == [
        ["A", "1"],
        ["B", "2", "goes on"],
        ["C", "3"],
    ]


def test_nav_toc_fragment_inside_a_paragraph(tmp_path: Path) -> None:
    text = page('<p id="a">First. It ends.<a id="b"></a>Second <span id="c">begins</span> here.</p>')
    contents = nav(li("One", "1.x#a") + li("Two", "1.x#b") + li("Three", "1.x#c"))
    book = read_epub(epub(tmp_path / "b.epub", {"1.x": text}, nav=contents))
    # A chapter begins behind the end of a sentence, but no sentence is cut in two.
    assert [[p.text for p in c.paragraphs] for c in book.chapters] == [
        ["One", "First. It ends."],
        ["Two: Three", "Second begins here."],
    ]


def test_nav_toc_fragment_that_is_missing(tmp_path: Path) -> None:
    contents = nav(li("A", "a.x#nowhere") + li("B", "b.x") + li("C", "c.x"))
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_landmarks(tmp_path: Path) -> None:
    marks = '<li><a epub:type="bodymatter" href="b.x">Begin</a></li>'
    book = read_epub(
        epub(tmp_path / "b.epub", ABC, nav=nav(li("A", "a.x") + li("B", "b.x") + li("C", "c.x"), marks))
    )
    assert [c.matter for c in book.chapters] == ["front", "body", "body"]


def test_nav_page_list(tmp_path: Path) -> None:
    """The list of printed pages makes no chapters."""
    pages = '<nav epub:type="page-list"><ol><li><a href="a.x#p2">2</a></li></ol></nav>'
    text = page('<h2>A</h2><p>one <span epub:type="pagebreak" id="p2">2</span>two</p>')
    contents = nav(li("A", "a.x")).replace("</body>", f"{pages}</body>")
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": text, "b.x": ABC["b.x"]}, nav=contents))
    assert titles(book)[0] == "A" and spoken(book)[1] == "one two" and len(book.chapters) == 1


def test_ncx_point_without_a_target_of_its_own(tmp_path: Path) -> None:
    part = f"<navPoint><navLabel><text>Part I</text></navLabel>{point('A', 'a.x')}</navPoint>"
    points = ncx(part + point("B", "b.x") + point("C", "c.x"))
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, ncx=points, version="2.0"))) == [
        "Part I: A",
        "B",
        "C",
    ]
