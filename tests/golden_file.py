"""What was made, beside what was looked at once and kept.

`SAVE_GOLDEN=1 pytest` keeps what is made now; look at the difference before you commit it.
"""

import difflib
import os
from pathlib import Path


def check(golden: Path, made: str) -> None:
    """`made` must be the text of the file `golden`."""
    if os.environ.get("SAVE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8", newline="\n")
    kept = golden.read_text(encoding="utf-8")
    difference = difflib.unified_diff(kept.splitlines(), made.splitlines(), "golden", "made", lineterm="")
    assert kept == made, "\n".join(difference)
