"""Other spellings of words in IAST."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.tools import transliterate

pytest.importorskip("indic_transliteration")


@pytest.mark.parametrize(
    ("term", "some"),
    [
        ("Kṛṣṇa", {"krsna", "krishna", "krrishna"}),
        ("Gītā", {"gita", "geeta"}),
        ("Bhagavad Gītā", {"bhagavad gita", "bhagavad geeta"}),
        ("Śiva", {"siva", "shiva", "ziva"}),
        ("mokṣa", {"moksa", "moksha"}),
        ("Caitanya", {"chaitanya", "caitanya"}),
        ("K\u0323r\u0323s\u0323n\u0323a", {"krishna"}),
    ],
)
def test_spellings(term, some):
    found = transliterate.spellings(term)
    assert some - {term.lower()} <= set(found)
    assert len(found) == len(set(found))
    assert all(one.isascii() and one == one.lower() for one in found)


def test_what_is_iast():
    assert transliterate.is_iast("Kṛṣṇa") and transliterate.is_iast("S\u0301iva")
    assert not transliterate.is_iast("Krishna") and not transliterate.is_iast("Café")


@given(st.text(alphabet="kṛṣṇaāīūśñcdhm -'", max_size=20))
def test_any_term_has_plain_spellings_or_none(term):
    assert all(one.strip() and one.isascii() for one in transliterate.spellings(term))
