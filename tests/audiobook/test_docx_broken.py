"""Word documents that are broken or hostile: one clear line, and nothing is lost in silence."""

from pathlib import Path

import pytest
from book_reading import spoken
from docx_maker import NAMESPACES, docx, par, run
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from phases.audiobook import readers
from phases.audiobook.readers import docx as reader
from phases.audiobook.readers import docx_body
from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.matter import DEFAULT
from phases.graph.errors import InputError


def test_what_is_broken_or_hostile_gets_one_line(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = b"<w:t>" + b" " * (80 << 20) + b"</w:t>"
    for path, match in (
        (docx(tmp_path / "1.docx", par("a"), leave_out=("word/document.xml",)), "no text part"),
        (docx(tmp_path / "2.docx", par("")), "no text"),
        (docx(tmp_path / "3.docx", par("a"), doctype=laughs), "declares XML entities"),
        (docx(tmp_path / "4.docx", "", files={"word/document.xml": bomb}), "unpacks to more than"),
        (docx(tmp_path / "5.docx", "", files={"word/document.xml": "\x01 nothing"}), "is not XML"),
    ):
        with pytest.raises(InputError, match=match) as caught:
            reader.inspect(path)
        assert caught.value.hint and "\n" not in str(caught.value)
    old = tmp_path / "old.docx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match="old Word, or one with a password; save it as DOCX"):
        readers.reader(old)
    (tmp_path / "noise.docx").write_bytes(b"noise")
    with pytest.raises(InputError, match="no DOCX inside"):
        readers.reader(tmp_path / "noise.docx")


def test_styles_in_a_circle_and_deep_nesting(tmp_path: Path) -> None:
    assert spoken(reader.read(docx(tmp_path / "a.docx", par("a", "Loop")), DEFAULT)) == ["a"]
    deep = "<w:sdt><w:sdtContent>" * 100 + par("deep") + "</w:sdtContent></w:sdt>" * 100
    assert spoken(reader.read(docx(tmp_path / "b.docx", deep), DEFAULT)) == ["deep"]


def test_a_broken_part_is_no_silent_loss(tmp_path: Path) -> None:
    path = docx(tmp_path / "b.docx", par("Kept.") + "<w:p><w:r><w:t>lost</w:r></w:p>" + par("End."))
    try:
        assert "lost" in " ".join(spoken(reader.read(path, DEFAULT)))
    except InputError as error:
        assert "would be lost" in str(error)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
LEAF = TEXT.map(lambda t: run(t.replace("&", "&amp;").replace("<", "&lt;")))
WRAPS = ["w:ins", "w:del", "w:hyperlink", "w:smartTag", "w:moveFrom", "mc:Fallback", "mc:Choice"]


@given(
    st.lists(
        st.recursive(
            LEAF,
            lambda inner: st.builds(
                lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
                st.sampled_from(WRAPS),
                st.lists(inner, max_size=3),
            ),
            max_leaves=8,
        ).map(par),
        max_size=4,
    ).map("".join)
)
@settings(deadline=None, max_examples=150)
def test_both_ways_find_the_same_letters(body: str) -> None:
    part = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    page = docx_body.page(etree.fromstring(part), [], {})
    assert letters("".join(map(str, page.itertext()))) == letters(docx_body.plain(part))
