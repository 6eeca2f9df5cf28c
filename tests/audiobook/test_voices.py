"""A whole build in which several voices speak: by mark, chapter, `epub:type`, and in dialogue."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from epub_maker import epub, page

from phases.tools.audio import read_part
from phases.tools.espeak import Espeak
from phases.tools.speech import Segment, Voice

TALE = """# The Storm

The sea was calm.

[voice: anna]

I never saw such a day.

[voice]

“Come down,” he said.
"""
LETTER = page(
    "<section><h1>The Letter</h1><p>It lay on the table.</p>"
    '<div epub:type="z3998:letter"><p>I am well.</p></div></section>'
)
HARBOUR = page("<section><h1>The Harbour</h1><p>It was full of ships.</p></section>")

NARRATOR, ANNA, WRITER, OTHER, DIALOGUE = "en", "en+f3", "en+m7", "en-us", "en+f5"
EXPECTED = {
    "tale-md": [
        [[("The Storm", "")]],
        [[("The sea was calm.", "")]],
        [[("I never saw such a day.", ANNA)]],
        [[("“Come down,”", DIALOGUE), (" he said.", "")]],
    ],
    "post": [
        [[("The Letter", "")]],
        [[("It lay on the table.", "")]],
        [[("I am well.", WRITER)]],
        [[("The Harbour", OTHER)]],
        [[("It was full of ships.", OTHER)]],
    ],
}


def sound(books: Any, key: str) -> list[np.ndarray]:
    return read_part(books.folder / "build/cache" / key[:2] / key)


def pitch(pcm: np.ndarray) -> float:
    """Hz of the strongest period between 55 and 350, from the autocorrelation."""
    power = np.abs(np.fft.rfft(pcm.astype(np.float64), 2 * len(pcm))) ** 2
    return 22_050 / (63 + int(np.fft.irfft(power)[63:400].argmax()))


def test_the_right_words_are_spoken_by_the_right_voice(books: Any) -> None:
    books.input("tale.md", TALE)
    epub(books.folder / "input/post.epub", {"a.xhtml": LETTER, "b.xhtml": HARBOUR})
    voices = {"anna": ANNA, "letter": WRITER, "the harbour": OTHER}
    books.config(
        f"audiobook:\n  synthesize: {{voice: {NARRATOR}}}\n"
        f"  pronounce: {json.dumps({'voices': voices, 'dialogue_voice': DIALOGUE})}\n"
    )
    books.doit()
    engine = Espeak(Voice(NARRATOR))
    heard: dict[str, np.ndarray] = {}
    for item, chunks in EXPECTED.items():
        speech = json.loads(books.target(item, "speech.json", "audiobook").read_text("utf-8"))
        keys = [chunk["key"] for scene in speech["scenes"] for chunk in scene]
        for key, said in zip(keys, chunks, strict=True):
            own = engine.speak([[Segment(text, "en", voice) for text, voice in one] for one in said])
            found = sound(books, key)
            assert [pcm.tobytes() for pcm in found] == [one.pcm.tobytes() for one in own], said
            heard[said[0][0][0]] = found[0]
        assert Path(books.target(item, "{id}.m4b", "audiobook")).stat().st_size > 10_000
    assert pitch(heard["I never saw such a day."]) > 1.3 * pitch(heard["The sea was calm."])
    changed = json.dumps({"anna": "en+f2", "letter": WRITER, "the harbour": OTHER})
    books.doit(f"audiobook.pronounce.voices={changed}", "tale-md:synthesize", "post:synthesize")
    report = json.loads(books.doit("report", "--json"))
    made = {one["item"]: one["parts_made"] for one in report["results"] if one["phase"] == "synthesize"}
    assert made.get("tale-md") == 1 and not made.get("post")
