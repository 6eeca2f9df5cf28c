"""Forms of a term: which is written, and which others are variants of it."""

import pytest
from lecture_archive import corrected, track

from phases.subtitles import forms
from phases.tools.lexicon import Entry


def test_forms():
    entry = Entry("Kṛṣṇa", ("krsna", "Krishna"), popular="Krishna", category="name")
    [iast] = forms.forms([entry], "iast", False)
    assert (iast.term, iast.variants) == ("Kṛṣṇa", ("Krishna", "krsna"))
    [popular] = forms.forms([entry], "popular", False)
    assert (popular.term, popular.variants) == ("Krishna", ("Kṛṣṇa", "krsna"))


def test_generated_variants(tmp_path):
    pytest.importorskip("indic_transliteration")
    path = tmp_path / "lexicon.yaml"
    words = ("Vasiṣṭha", "Rāma", "Rām", "Mālā", "mala")
    path.write_text("terms:\n" + "".join(f"  - {{term: {word}}}\n" for word in words), encoding="utf-8")
    source = track("vasishtha, vasistha and rama, the ram with a mala")
    assert corrected(tmp_path, source, [path]).edits == ()
    result = corrected(tmp_path, source, [path], {"variants": "auto"})
    assert result.texts == ["Vasiṣṭha, Vasiṣṭha and Rāma, the ram with a mala"]
