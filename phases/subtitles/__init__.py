"""The subtitles pipeline: a file in, the same file corrected and retimed out, every change on record."""

from phases.graph.model import Phase, Pipeline
from phases.subtitles import (
    correct,
    ledger,
    page,
    parse,
    report,
    retime,
    score,
    summaries,
    summary,
    table,
    terms,
    write,
)

PIPELINE = Pipeline(
    name="subtitles",
    patterns=("*.srt", "*.vtt", "*.ass"),
    phases=(
        Phase(parse, reads="source", target="cues.json"),
        Phase(terms, reads="parse", target="terms.json", beside="lexicon.yaml"),
        Phase(correct, reads="parse terms", target="corrected.json"),
        Phase(retime, reads="correct terms", target="retimed.json"),
        Phase(score, reads="parse retime terms", target="score.json"),
        Phase(write, reads="source retime", target="/{path}"),
        Phase(ledger, reads="correct retime", target=f"/{{path}}{summaries.LEDGER}"),
        Phase(summary, reads="correct retime terms score ledger", target="summary.jsonl"),
    ),
    collection=(
        Phase(report, reads="summary", target="/report.json"),
        Phase(table, reads="report", target="/report.csv"),
        Phase(page, reads="report summary", target="/report.html"),
    ),
    preload=("phases.subtitles", "msgspec.json"),
    work=summaries.WORK,
    summary=(
        ("cues", "Cues"),
        ("defects", "Defects"),
        ("corrections", "Corrections"),
        ("retimed", "Retimed"),
        ("score_before", "Score before"),
        ("score", "Score"),
    ),
    rate="cues",
    better=(("score_before", "up"), ("score", "up"), ("issues", "down"), ("defects", "down")),
)
