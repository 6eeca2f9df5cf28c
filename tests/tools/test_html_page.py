"""Data in the scripts of a page."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from phases.tools import html_page


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_no_text_ends_its_script(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return  # half of a pair stands in no file of UTF-8
    shown = html_page.data(value)
    assert "<" not in shown and json.loads(shown) == value
