"""A book of three chapters, which the cases of the W3C's EPUB test suite are made of."""

from epub_maker import li, nav, page

ABC = {f"{n}.x": page(f"<h2>{n.upper()}</h2><p>text {n}</p>") for n in "abc"}
CONTENTS = nav(li("A", "a.x") + li("B", "b.x") + li("C", "c.x"))


def item(id_: str, href: str, kind: str = "application/xhtml+xml", more: str = "") -> str:
    return f'<item id="{id_}" href="{href}" media-type="{kind}" {more}/>'
