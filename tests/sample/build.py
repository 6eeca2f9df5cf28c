"""Build the bundled sample from its text: one EPUB and one PDF.

usage: build.py [FOLDER]    (default: the sample folder of the audiobook pipeline)

The same text gives the same bytes. ``tests/sample/test_sample.py`` checks that the bundled files are
those that this script makes.
"""

import sys
from pathlib import Path

import sample_epub
import sample_pdf
import sample_text

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parents[1] / "phases" / "audiobook" / "sample"


def build(folder: Path) -> list[Path]:
    """Write the files into `folder` and return them."""
    made = []
    for source in sorted(HERE.glob("*.md")):
        sample = sample_text.read(source)
        for writer, suffix in ((sample_epub, ".epub"), (sample_pdf, ".pdf")):
            target = folder / source.with_suffix(suffix).name
            writer.write(sample, target)
            made.append(target)
    return made


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED):
        print(f"{path} {path.stat().st_size:,} bytes")
