"""A page of HTML taken apart, and what must hold for one that shows a report."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """An HTML file taken apart: elements, attributes, text; complains about elements left open."""

    VOID = ("meta", "img", "br", "link", "input", "hr")

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self.open, self.cells = [], [], "", [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.cells.append([])
        if tag == "td":
            self.cells[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += data
        if self.open and self.open[-1] == "td":
            self.cells[-1][-1] += data


def check_alone(text):
    """The page asks for nothing outside, and its policy lets just its own script and style run."""
    page = Page(text)
    for tag, name, _ in page.attributes:
        assert name not in ("src", "href", "action", "srcset") and not name.startswith("on"), (tag, name)
        assert name != "style"
    assert not {"link", "iframe", "object", "img", "base"} & set(page.tags)
    assert not re.search(r"@import|url\(|https?:", text)
    [policy] = [value for _, name, value in page.attributes if name == "content" and "default-src" in value]
    assert policy.startswith("default-src 'none'") and policy.count("'sha256-") == 2
    assert ("meta", "name", "viewport") in page.attributes
    assert "prefers-color-scheme: dark" in text and "max-width" in text
    return page
