"""Files as a whole, and JSON on as many lines as is wanted."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from phases.graph.files import read_json, write_json

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@settings(deadline=None)
@given(VALUES, st.integers(0, 6))
def test_what_is_written_is_read_on_however_many_lines(tmp_path_factory, value, depth):
    path = tmp_path_factory.getbasetemp() / "value.json"
    write_json(path, value, depth)
    assert read_json(path) == json.loads(json.dumps(value))


@settings(deadline=None)
@given(VALUES)
def test_each_value_has_a_line_of_its_own_or_all_have_one(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "value.json"
    write_json(path, value)
    spread = path.read_bytes()
    write_json(path, value, depth=100)
    assert path.read_bytes() == spread
    write_json(path, value, depth=0)
    assert path.read_bytes().count(b"\n") == 1
