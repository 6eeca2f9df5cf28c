"""Change one word of a built book, and see what is made again and how long it takes.

usage: rebuild.py [BOOK.epub] [WORDS]    (default: ../shared/corpus/frankenstein.epub, 3 words one by one)
"""

import random
import re
import statistics
import sys
import tempfile
import zipfile
from pathlib import Path

import measure

MOST_SHARE = 0.10
PARAGRAPH = re.compile(rb"<p>([^<]{200,})</p>")


def change_a_word(book: Path, dice: random.Random) -> str:
    """Replace one word in the middle of a paragraph of the EPUB `book`; says which."""
    with zipfile.ZipFile(book) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([name for name, data in files.items() if len(PARAGRAPH.findall(data)) > 5])
    paragraph = dice.choice(list(PARAGRAPH.finditer(files[name])))
    words = list(re.finditer(rb"(?<= )[a-z]{4,}(?= )", paragraph[1]))
    word = words[len(words) // 2]
    start, end = (paragraph.start(1) + place for place in word.span())
    files[name] = files[name][:start] + b"otherwise" + files[name][end:]
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            archive.writestr(file, data)
    return f"{word[0].decode()} -> otherwise in {name.rpartition('/')[2]}"


def main() -> None:
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else measure.BOOK
    words = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name, "project"), book)
        full, _ = measure.doit(folder, "-n", "2")
        print(f"{book.name}: full build {full:.1f} s; then one word at a time:")
        shares, most = [], 0
        for _ in range(words):
            what = change_a_word(folder / "input" / book.name, dice)
            seconds, _ = measure.doit(folder, "-n", "2")
            shares.append(seconds / full)
            made = {
                phase: (parts - reused, parts)
                for phase, parts, reused in measure.results(
                    folder,
                    "SELECT phase, parts, reused FROM results"
                    " WHERE run = (SELECT id FROM runs ORDER BY started DESC LIMIT 1)",
                )
            }
            spoken, encoded = made["synthesize"], made["enhance"]
            most = max(most, spoken[0], encoded[0])
            print(
                f"  {what}: {spoken[0]} of {spoken[1]:,} chunks spoken, {encoded[0]} of {encoded[1]}"
                f" chapters encoded, {seconds:.2f} s, {shares[-1]:.1%} of the full build"
            )
    share = statistics.median(shares)
    good = share <= MOST_SHARE and most <= 1
    print(
        f"goal: one chunk, one chapter and {MOST_SHARE:.0%}: {'reached' if good else 'MISSED'}"
        f" ({share:.1%}); {measure.load()}"
    )


if __name__ == "__main__":
    main()
