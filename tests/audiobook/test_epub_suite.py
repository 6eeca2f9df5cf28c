"""Cases of the W3C's EPUB 3 test suite that concern reading order and titles, as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

import zipfile
from pathlib import Path

import pytest
from epub_maker import CONTAINER, METADATA, epub, li, nav, ncx, page, point

from phases.audiobook.book import Book
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import DEFAULT
from phases.graph.errors import InputError

ABC = {f"{n}.x": page(f"<h2>{n.upper()}</h2><p>text {n}</p>") for n in "abc"}
CONTENTS = nav(li("A", "a.x") + li("B", "b.x") + li("C", "c.x"))


def read(path: Path, *keep: str) -> Book:
    return reader.read(path, [rule for rule in DEFAULT if rule not in keep])


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def spoken(book: Book) -> list[str]:
    return [p.text for chapter in book.chapters for p in chapter.paragraphs]


def item(id_: str, href: str, kind: str = "application/xhtml+xml", more: str = "") -> str:
    return f'<item id="{id_}" href="{href}" media-type="{kind}" {more}/>'


# nav


def test_nav_spine_in_spine(tmp_path: Path) -> None:
    documents = {"nav.x": CONTENTS, **ABC}
    manifest = item("n", "nav.x", more='properties="nav"')
    book = read(epub(tmp_path / "b.epub", documents, manifest=manifest))
    assert titles(book) == ["A", "B", "C"] and set(book.ledger.skipped) == {"toc"}


def test_nav_spine_not_in_spine(tmp_path: Path) -> None:
    book = read(epub(tmp_path / "b.epub", ABC, nav=CONTENTS))
    assert titles(book) == ["A", "B", "C"] and not book.ledger.skipped


def test_nav_non_text_img(tmp_path: Path) -> None:
    """A link that is a picture is called by its description."""
    picture = '<li><a href="b.x"><img src="b.png" alt="The Picture"/></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    book = read(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + picture)))
    assert titles(book) == ["A", "The Picture"]


def test_nav_non_text_img_title(tmp_path: Path) -> None:
    """A link that is a picture without description is called by its title."""
    picture = '<li><a href="b.x" title="By Title"><img src="b.png" alt=""/></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    book = read(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + picture)))
    assert titles(book) == ["A", "By Title"]


def test_nav_non_text_svg(tmp_path: Path) -> None:
    drawn = '<li><a href="b.x"><svg xmlns="http://www.w3.org/2000/svg"><title>Drawn</title></svg></a></li>'
    documents = {"a.x": page("<p>a</p>"), "b.x": page("<p>b</p>")}
    assert titles(read(epub(tmp_path / "b.epub", documents, nav=nav(li("A", "a.x") + drawn)))) == [
        "A",
        "Drawn",
    ]


def test_nav_hidden(tmp_path: Path) -> None:
    """What is hidden when the contents are shown still names chapters."""
    contents = nav(
        f'<li><a href="a.x">A</a><ol hidden="hidden">{li("B", "b.x")}</ol></li>' + li("C", "c.x")
    )
    assert titles(read(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_toc_reading_order(tmp_path: Path) -> None:
    """The order is the spine's, whatever the order of the contents is."""
    contents = nav(li("C", "c.x") + li("A", "a.x") + li("B", "b.x"))
    assert titles(read(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_toc_missing_branch(tmp_path: Path) -> None:
    """A heading of the contents without a link belongs to the first chapter below it."""
    part = f"<li><span>Part One</span><ol>{li('A', 'a.x')}{li('B', 'b.x')}</ol></li>"
    book = read(epub(tmp_path / "b.epub", ABC, nav=nav(part + li("C", "c.x"))))
    assert titles(book) == ["Part One: A", "B", "C"] and spoken(book)[:2] == ["A", "text a"]


def test_nav_toc_fragments(tmp_path: Path) -> None:
    one = page('<h2 id="a">A</h2><p>1</p><h2 id="b">B</h2><p>2</p>')
    two = page('<p>goes on</p><h2 id="c">C</h2><p>3</p>')
    contents = nav(li("A", "1.x#a") + li("B", "1.x#b") + li("C", "2.x#c"))
    book = read(epub(tmp_path / "b.epub", {"1.x": one, "2.x": two}, nav=contents))
    assert [[p.text for p in c.paragraphs] for c in book.chapters] == [
        ["A", "1"],
        ["B", "2", "goes on"],
        ["C", "3"],
    ]


def test_nav_toc_fragment_inside_a_paragraph(tmp_path: Path) -> None:
    text = page('<p id="a">First. It ends.<a id="b"></a>Second <span id="c">begins</span> here.</p>')
    contents = nav(li("One", "1.x#a") + li("Two", "1.x#b") + li("Three", "1.x#c"))
    book = read(epub(tmp_path / "b.epub", {"1.x": text}, nav=contents))
    # A chapter begins behind the end of a sentence, but no sentence is cut in two.
    assert [[p.text for p in c.paragraphs] for c in book.chapters] == [
        ["One", "First. It ends."],
        ["Two: Three", "Second begins here."],
    ]


def test_nav_toc_fragment_that_is_missing(tmp_path: Path) -> None:
    contents = nav(li("A", "a.x#nowhere") + li("B", "b.x") + li("C", "c.x"))
    assert titles(read(epub(tmp_path / "b.epub", ABC, nav=contents))) == ["A", "B", "C"]


def test_nav_landmarks(tmp_path: Path) -> None:
    marks = '<li><a epub:type="bodymatter" href="b.x">Begin</a></li>'
    book = read(
        epub(tmp_path / "b.epub", ABC, nav=nav(li("A", "a.x") + li("B", "b.x") + li("C", "c.x"), marks))
    )
    assert [c.matter for c in book.chapters] == ["front", "body", "body"]


def test_nav_page_list(tmp_path: Path) -> None:
    """The list of printed pages makes no chapters."""
    pages = '<nav epub:type="page-list"><ol><li><a href="a.x#p2">2</a></li></ol></nav>'
    text = page('<h2>A</h2><p>one <span epub:type="pagebreak" id="p2">2</span>two</p>')
    contents = nav(li("A", "a.x")).replace("</body>", f"{pages}</body>")
    book = read(epub(tmp_path / "b.epub", {"a.x": text, "b.x": ABC["b.x"]}, nav=contents))
    assert titles(book)[0] == "A" and spoken(book)[1] == "one two" and len(book.chapters) == 1


def test_ncx_point_without_a_target_of_its_own(tmp_path: Path) -> None:
    part = f"<navPoint><navLabel><text>Part I</text></navLabel>{point('A', 'a.x')}</navPoint>"
    points = ncx(part + point("B", "b.x") + point("C", "c.x"))
    assert titles(read(epub(tmp_path / "b.epub", ABC, ncx=points, version="2.0"))) == [
        "Part I: A",
        "B",
        "C",
    ]


# pkg


def test_pkg_spine_order(tmp_path: Path) -> None:
    book = read(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, spine=["b.x", "c.x", "a.x"]))
    assert titles(book) == ["B", "C", "A"]


def test_pkg_spine_order_svg(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><text>Page {}</text></svg>'
    files = {f"OEBPS/{n}.svg": svg.format(n) for n in "12"}
    manifest = item("s1", "1.svg", "image/svg+xml") + item("s2", "2.svg", "image/svg+xml")
    path = epub(
        tmp_path / "b.epub", {"a.x": ABC["a.x"]}, spine=["s2", "a.x", "s1"], manifest=manifest, files=files
    )
    assert spoken(read(path)) == ["Page 2", "A", "text a", "Page 1"]


def test_pkg_spine_duplicate_item_rendering(tmp_path: Path) -> None:
    book = read(epub(tmp_path / "b.epub", ABC, spine=["a.x", "b.x", "a.x", "c.x"]))
    assert [text for text in spoken(book) if text.startswith("text")] == [
        "text a",
        "text b",
        "text a",
        "text c",
    ]


def test_pkg_spine_duplicate_item_hyperlink(tmp_path: Path) -> None:
    """The contents lead to the first of two places."""
    book = read(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, spine=["a.x", "b.x", "c.x", "a.x"]))
    assert titles(book) == ["A", "B", "C"] and spoken(book)[:2] == ["A", "text a"]
    assert spoken(book)[-2:] == ["A", "text a"]


def test_pkg_spine_nonlinear_activation(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, linear={"b.x": "no"})
    assert titles(read(path)) == ["A", "C"] and read(path).ledger.skipped == {"non-linear": 3}
    assert titles(read(path, "non-linear")) == ["A", "B", "C"]


def test_pkg_spine_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, 'linear="yes"', 'linear="yes" properties="foo:bar" foo="1"')
    assert titles(read(path)) == ["A", "B", "C"]


def change(path: Path, old: str, new: str, name: str = "OEBPS/content.opf") -> None:
    """Replace `old` by `new` in a file of the archive at `path`."""
    with zipfile.ZipFile(path) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in content[name].decode()
    content[name] = content[name].decode().replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for file, data in content.items():
            archive.writestr(file, data)


@pytest.mark.parametrize("direction", ["rtl", "ltr", "default"])
def test_pkg_spine_progression(tmp_path: Path, direction: str) -> None:
    """In which direction pages are turned changes nothing of their order."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, "<spine", f'<spine page-progression-direction="{direction}"')
    assert titles(read(path)) == ["A", "B", "C"]


def test_pkg_title_order(tmp_path: Path) -> None:
    titled = "<dc:title>First</dc:title><dc:title>Second</dc:title>"
    assert read(epub(tmp_path / "b.epub", ABC, metadata=titled + METADATA)).title == "First"


def test_pkg_creator_order(tmp_path: Path) -> None:
    creators = "".join(f"<dc:creator>{name}</dc:creator>" for name in ("Zoe", "Adam", "Mia"))
    assert read(epub(tmp_path / "b.epub", ABC, metadata=creators)).author == "Zoe, Adam, Mia"


def test_pkg_meta_whitespace(tmp_path: Path) -> None:
    spaced = "<dc:title>\n  A\t Spaced \n Title </dc:title><dc:creator> Ann\n Other </dc:creator>"
    book = read(epub(tmp_path / "b.epub", ABC, metadata=spaced))
    assert (book.title, book.author) == ("A Spaced Title", "Ann Other")


def test_pkg_meta_unknown(tmp_path: Path) -> None:
    unknown = (
        '<meta property="foo:title">Wrong</meta><meta name="title" content="Wrong"/><dc:foo>x</dc:foo>'
    )
    assert read(epub(tmp_path / "b.epub", ABC, metadata=METADATA + unknown)).title == "A Test"


def test_pkg_manifest_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, '<item id="d0"', '<item foo="1" properties="foo:bar" id="d0"')
    assert titles(read(path)) == ["A", "B", "C"]


def test_pkg_manifest_unlisted_resource(tmp_path: Path) -> None:
    """A document that the manifest does not list is no part of the book."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files={"OEBPS/z.x": page("<p>unlisted</p>")})
    assert "unlisted" not in spoken(read(path))


def test_pkg_collections_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, "</package>", '<collection role="x:y"><link href="a.x"/></collection></package>')
    assert titles(read(path)) == ["A", "B", "C"]


def test_pkg_lang_but_not_content(tmp_path: Path) -> None:
    """The language of the package document is not that of the text."""
    path = epub(
        tmp_path / "b.epub", {"a.x": page("<p>The words.</p>")}, metadata="<dc:language>en</dc:language>"
    )
    change(path, "<package ", '<package xml:lang="fr" ')
    assert read(path).language == "en" and not read(path).chapters[0].paragraphs[0].language


def test_pkg_version_backward(tmp_path: Path) -> None:
    """A newer version than is known is read as far as it is understood."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, version="3.4")
    assert titles(read(path)) == ["A", "B", "C"] and reader.inspect(path).format == "EPUB 3.4"


def test_pkg_unique_id(tmp_path: Path) -> None:
    same = '<dc:identifier id="uid">x</dc:identifier>'
    one = epub(tmp_path / "1.epub", {"a.x": ABC["a.x"]}, metadata=same)
    two = epub(tmp_path / "2.epub", {"b.x": ABC["b.x"]}, metadata=same)
    assert spoken(read(one)) != spoken(read(two))


def test_pkg_linked_records(tmp_path: Path) -> None:
    """The title in the package goes before that of a linked record."""
    record = '<link rel="record" href="onix.xml" media-type="application/xml"/>'
    files = {"OEBPS/onix.xml": "<title>Linked</title>"}
    assert read(epub(tmp_path / "b.epub", ABC, metadata=METADATA + record, files=files)).title == "A Test"


# fixed layout

FIXED = '<meta property="rendition:layout">pre-paginated</meta>'


@pytest.mark.parametrize(
    "metadata", [FIXED, '<meta name="fixed-layout" content="true"/>'], ids=["rendition", "kindle"]
)
def test_lay_fxl_layout_pre_paginated(tmp_path: Path, metadata: str) -> None:
    path = epub(tmp_path / "b.epub", ABC, metadata=METADATA + metadata)
    with pytest.raises(
        InputError, match=r"has a fixed layout.*; take fixed-layout out of audiobook\.extract\.skip"
    ):
        read(path)
    assert titles(read(path, "fixed-layout")) == ["A", "B", "C"]
    assert reader.inspect(path).title == "A Test"


def test_lay_fxl_apple_display_options(tmp_path: Path) -> None:
    name = "META-INF/com.apple.ibooks.display-options.xml"
    option = '<platform name="*"><option name="fixed-layout">true</option></platform>'
    with pytest.raises(InputError, match="fixed layout"):
        read(epub(tmp_path / "b.epub", ABC, files={name: f"<display_options>{option}</display_options>"}))


def test_lay_fxl_overridden_by_pages_that_flow(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, metadata=METADATA + FIXED)
    change(path, '<itemref idref="d1"', '<itemref properties="rendition:layout-reflowable" idref="d1"')
    assert titles(read(path)) == ["A", "B", "C"]


def test_lay_fxl_of_every_page(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC)
    change(path, "<itemref ", '<itemref properties="rendition:layout-pre-paginated" ')
    with pytest.raises(InputError, match="fixed layout"):
        read(path)


# ocf


def container(*paths: str) -> dict[str, bytes | str]:
    files = "".join(
        f'<rootfile full-path="{p}" media-type="application/oebps-package+xml"/>' for p in paths
    )
    head, tail = CONTAINER.split("<rootfiles>")[0], CONTAINER.split("</rootfiles>")[1]
    return {"META-INF/container.xml": f"{head}<rootfiles>{files}</rootfiles>{tail}"}


def test_ocf_package_multiple(tmp_path: Path) -> None:
    """Of several renditions the first is the book."""
    files = container("OEBPS/content.opf", "other.opf")
    files["other.opf"] = "<package><metadata/><manifest/><spine/></package>"
    assert titles(read(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files=files))) == ["A", "B", "C"]


def test_ocf_package_arbitrary(tmp_path: Path) -> None:
    """The package may have any name in any folder."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    with zipfile.ZipFile(path) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    moved = {name.replace("OEBPS/", "a b/ü/"): data for name, data in content.items()}
    moved["a b/ü/book.package"] = moved.pop("a b/ü/content.opf")
    moved["META-INF/container.xml"] = str(
        container("a b/ü/book.package")["META-INF/container.xml"]
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in moved.items():
            archive.writestr(name, data)
    assert titles(read(path)) == ["A", "B", "C"]


def test_ocf_metainf_inc(tmp_path: Path) -> None:
    """Unknown files in META-INF do no harm."""
    files = {"META-INF/foo.xml": "<foo/>", "META-INF/a.xhtml": page("<p>no</p>")}
    assert "no" not in spoken(read(epub(tmp_path / "b.epub", ABC, files=files)))


def test_ocf_metainf_manifest(tmp_path: Path) -> None:
    """The manifest of META-INF is not that of the package."""
    files = {"META-INF/manifest.xml": "<manifest><file-entry full-path='z.x'/></manifest>"}
    assert titles(read(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files=files))) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("name", "href"),
    [("a b.x", "a%20b.x"), ("ü.x", "%C3%BC.x"), ("a.x", "./x/../a.x"), ("sub/a.x", "sub/a.x?q=1")],
)
def test_ocf_url_manifest(tmp_path: Path, name: str, href: str) -> None:
    files = {f"OEBPS/{name}": page("<p>found</p>")}
    path = epub(tmp_path / "b.epub", {}, spine=["u"], manifest=item("u", href), files=files)
    assert spoken(read(path)) == ["found"]


@pytest.mark.parametrize(
    "href", ["../../../OEBPS/a.x", "/OEBPS/a.x", "http://example.org/a.x", "file:///a.x"]
)
def test_ocf_url_leaking(tmp_path: Path, href: str) -> None:
    """What leads outside of the container is not followed."""
    path = epub(tmp_path / "b.epub", ABC, spine=["u", "b.x"], manifest=item("u", href))
    assert spoken(read(path)) == ["B", "text b"]
    assert any("outside the book" in warning for warning in reader.inspect(path).warnings)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_ocf_zip_comp(tmp_path: Path, method: int) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    with zipfile.ZipFile(path) as archive:
        content = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    assert titles(read(path)) == ["A", "B", "C"]


def test_ocf_zip_mult(tmp_path: Path) -> None:
    """A volume of an archive that was split is refused."""
    path = epub(tmp_path / "b.epub", ABC)
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 2 :])
    with pytest.raises(InputError):
        read(path)


# pub


@pytest.mark.parametrize("kind", ["application/xml", "application/json", "application/x-foo+xml"])
def test_pub_foreign_spine(tmp_path: Path, kind: str) -> None:
    """What no reading system must know is read by its fallback, through a chain of them."""
    manifest = item("f", "f.bin", kind, 'fallback="g"') + item("g", "g.bin", "x/y", 'fallback="d1"')
    files = {"OEBPS/f.bin": "{}", "OEBPS/g.bin": "{}"}
    path = epub(tmp_path / "b.epub", ABC, spine=["a.x", "f", "c.x"], manifest=manifest, files=files)
    assert [t for t in spoken(read(path)) if t.startswith("text")] == ["text a", "text b", "text c"]


def test_pub_foreign_bad_fallback(tmp_path: Path) -> None:
    """Fallbacks in a circle end."""
    manifest = item("f", "f.bin", "x/y", 'fallback="g"') + item("g", "g.bin", "x/y", 'fallback="f"')
    path = epub(tmp_path / "b.epub", ABC, spine=["a.x", "f"], manifest=manifest)
    assert spoken(read(path)) == ["A", "text a"]


def test_pub_xml_names(tmp_path: Path) -> None:
    """Prefixes are the author's choice."""
    text = '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:h2>A</h:h2><h:p>b</h:p></h:body></h:html>'
    assert spoken(read(epub(tmp_path / "b.epub", {"a.x": text}))) == ["A", "b"]


def test_pub_xml_non_validating_unclosed(tmp_path: Path) -> None:
    book = read(epub(tmp_path / "b.epub", {"a.x": "<html><body><p>One<p>Two</body></html>"}))
    assert spoken(book) == ["One", "Two"] and "not well-formed" in book.warnings[0]


def test_pub_xml_non_validating_comment(tmp_path: Path) -> None:
    book = read(
        epub(tmp_path / "b.epub", {"a.x": "<html><body><p>One<!-- a -- b -->two</p></body></html>"})
    )
    assert spoken(book) == ["Onetwo"]


def test_pub_file_urls(tmp_path: Path) -> None:
    (tmp_path / "s.html").write_text("<p>secret</p>")
    text = page(f'<p>seen</p><iframe src="{(tmp_path / "s.html").as_uri()}">old</iframe>')
    assert spoken(read(epub(tmp_path / "b.epub", {"a.x": text}))) == ["seen"]
