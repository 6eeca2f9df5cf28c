"""What a sound file says of itself."""

from phases.tools.tagging import VORBIS, Tags


def test_a_nought_is_a_title_and_a_number_of_a_series():
    tags = Tags(title="0", series="Waves", series_part="0")
    assert tags.by(VORBIS) == {"title": "0", "series": "Waves", "series-part": "0"}
