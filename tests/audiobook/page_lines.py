"""Lines of printed pages, by hand and by Hypothesis."""

from hypothesis import strategies as st

from phases.tools.pdf_lines import Line

FULL = "a line of plain words that is just as long as lines are"
"""A line that fills the measure of 300 points."""


def line(text: str, y: float, x: float = 50, page: int = 1, size: float = 10, x1: float = 0) -> Line:
    return Line(page, text, x, x1 or (350 if text == FULL else x + 5 * len(text)), y, size)


segments = st.lists(
    st.builds(
        lambda text, x, y, width, size: Line(1, text, x, x + width, y, size),
        st.text("abcÄ1 .-‐", min_size=1, max_size=12)
        .filter(str.strip)
        .map(lambda text: " ".join(text.split())),
        st.integers(0, 300).map(float),
        st.integers(0, 500).map(float),
        st.integers(1, 200).map(float),
        st.sampled_from([8.0, 10.0, 16.0, 40.0]),
    ),
    max_size=25,
)
