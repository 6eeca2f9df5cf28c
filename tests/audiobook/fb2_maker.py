"""Make FictionBooks for tests."""

from pathlib import Path

from pictures import PNG_BASE64 as PNG

INFO = """<title-info><genre>sf</genre>
<author><first-name>Ann</first-name><middle-name>B.</middle-name><last-name>Other</last-name></author>
<author><nickname>bob</nickname></author><book-title>The Sea</book-title>
<date value="1850-01-01">somewhen</date><lang>en</lang>
<coverpage><image l:href="#c.png"/></coverpage></title-info>
<document-info><author><nickname>scanner</nickname></author><date>2020</date></document-info>"""
BODY = """<body><title><p>Ann Other</p><p>The Sea</p></title>
<epigraph><p>Water, water.</p><text-author>S. T. C.</text-author></epigraph>
<section><title><p>Part One</p></title>
<section><title><p>Chapter 1</p><p>The Shore</p></title>
<p>It was <emphasis>dark</emphasis>ness<a l:href="#n1" type="note">[1]</a>
and <style name="x">more</style>.</p>
<poem><title><p>A Song</p></title>
<stanza><v>Roses are red,</v><v>Violets <strong>blue</strong>.</v></stanza></poem>
<subtitle>Inside</subtitle><p>After.</p><image l:href="#c.png" alt="a boat"/></section>
<section><title><p>Chapter 2</p></title><cite><p>Said he.</p></cite><p>End.</p>
<table><tr><th>a</th><td>b</td></tr></table></section></section></body>"""
NOTES = """<body name="notes"><title><p>Notes</p></title>
<section id="n1"><title><p>1</p></title><p>A lack of light.</p><p>Really.</p></section>
<section id="n2"><title><p>2</p></title><p>Unused.</p></section></body>"""


def fb2(path: Path, body: str = BODY + NOTES, info: str = INFO, cover: str = PNG) -> Path:
    binary = f'<binary id="c.png" content-type="image/png">{cover}</binary>' if cover else ""
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><FictionBook'
        ' xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"'
        ' xmlns:l="http://www.w3.org/1999/xlink">'
        f"<description>{info}</description>{body}{binary}</FictionBook>",
        encoding="utf-8",
    )
    return path
