"""A pipeline for tests of the graph: lines of text, each of which may misbehave."""

from phases.graph.model import Phase, Pipeline
from phases.toy import bind, check, cut, speak, trim

PIPELINE = Pipeline(
    name="toy",
    patterns=("*.toy", "*.toyz"),
    phases=(
        Phase(check, reads="source", target="check.json"),
        Phase(cut, reads="source", target="cut.json"),
        Phase(speak, reads="cut", target="speak.json"),
        Phase(trim, reads="speak", target="trim.json"),
        Phase(bind, reads="check trim", target="{id}.bound"),
    ),
    summary=(("lines", "Lines"), ("sound_s", "Sound")),
)
