"""Open a subtitle file of any format."""

from pathlib import Path

from phases.subtitles import ass, cues, encodings, srt, vtt
from phases.subtitles.cues import Track

FALLBACK = "cp1252"
MOST = 100_000

Document = srt.Parsed | vtt.Document | ass.Document


def read(
    path: Path, fallback: str = FALLBACK, frame_rate: float = 23.976, most: int = MOST
) -> tuple[Track, Document]:
    """What stands in the file at `path`, and where in it.

    `fallback` is the encoding of what is not Unicode, `frame_rate` that of times which count frames, `most`
    the number of cues that are taken. Raises InputError with a line for what is no subtitle file.
    """
    decoded = encodings.decode(path.read_bytes(), fallback)
    kind = path.suffix.lower().removeprefix(".")
    language = cues.language_in_name(path.stem)
    document: Document
    if kind == "vtt":
        document = vtt.read(decoded.text, frame_rate, most)
        language = document.language or language
    elif kind == "ass":
        document = ass.read(decoded.text, most)
    else:
        kind, document = "srt", srt.parse(decoded.text, frame_rate, most)
    track = Track(
        kind,
        decoded.encoding,
        decoded.bom,
        decoded.newline,
        tuple(document.cues),
        tuple(sorted((*decoded.defects, *document.defects))),
        document.removed if isinstance(document, srt.Parsed) else (),
        language,
        document.end if isinstance(document, srt.Parsed) else "",
        len(document.cues),
        fallback,
    )
    return track, document
