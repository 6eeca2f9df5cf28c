"""A second pipeline for tests of the graph: notes, with all that a pipeline may have besides phases."""

from phases.graph.model import Phase, Pipeline
from phases.notes import cards, digest, index, read, shout, tally, write

PIPELINE = Pipeline(
    name="notes",
    patterns=("*.note", "*.memo"),
    phases=(
        Phase(read, reads="source", target="read.json", beside="words.txt"),
        Phase(shout, reads="read", target="shout.json"),
        Phase(cards, reads="read", target="cards/", beside="words.txt"),
        Phase(index, reads="cards shout?", target="index.json"),
        Phase(write, reads="source read shout?", target="/{path}"),
    ),
    collection=(
        Phase(tally, reads="index shout? write", target="/tally.json"),
        Phase(digest, reads="source tally", target="digest/"),
    ),
    work=".work",
    summary=(("lines", "Lines"),),
    rate="lines",
    better=(("length", "down"),),
)
