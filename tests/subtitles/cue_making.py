"""Cues for tests: by hand, and by Hypothesis."""

from hypothesis import strategies as st

from phases.subtitles.cues import Cue, Track

_WORDS = (
    "the mind is like wind and a lecture of self which we have been in hall about knowledge Krishna Arjuna"
    " Mahatma Gandhi to yoga teacher, says: not body; breath, witness. So. when you see what? No! very 108"
    " 2,108,000 <i>seen</i> - ♪ Dr. I'm well-known {\\an8}top “quoted” ātman yes"
)
WORDS = _WORDS.split(" ")

texts = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "\n", "  "])), max_size=24
).map(lambda pieces: "".join(word + space for word, space in pieces).strip())
"""A cue's text of up to 24 words, in lines anywhere; now and then none."""


def track(*given: tuple[int, int, str]) -> Track:
    """A track of cues given by start, end (ms) and text, numbered from 1."""
    cues = tuple(Cue(n, start, end, text, 4 * n - 2) for n, (start, end, text) in enumerate(given, 1))
    return Track("srt", "utf-8", False, "\n", cues, cues_in=len(cues))


@st.composite
def tracks(draw: st.DrawFn, ordered: bool = False, least: int = 0) -> Track:
    """A track with every fault of time; `ordered`: its cues begin one after the other."""
    given = []
    time = 0
    for text in draw(st.lists(texts, min_size=least, max_size=12)):
        step = st.integers(0, 9000) | st.sampled_from([0, 1, 82, 83, 84, 499, 500, 833])
        time += draw(step if ordered else step | st.integers(-3000, -1))
        time = max(0, time)
        length = st.integers(-500, 12_000) | st.sampled_from([0, 1, 832, 833, 834, 7000, 7007, 7008])
        given.append((time, max(0, time + draw(length)), text))
    return track(*given)
