"""Pages of one file whose texts come from outside: what is shown as text stays text.

In elements and attributes it goes through `text`, in the data of a script through `data`, and a content
security policy with `allowed` lets only the page's own script and style run.
"""

import base64
import hashlib
import html
import json
from importlib.resources import files
from typing import Any


def text(value: Any) -> str:
    """`value` as HTML shows it, in elements and in quoted attributes."""
    return html.escape(str(value))


def data(value: Any) -> str:
    """`value` as JSON for the data of a script."""
    return in_script(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def in_script(json_text: str) -> str:
    """JSON that cannot end the script element in which it stands: < is only in its texts."""
    return json_text.replace("<", "\\u003c")


def allowed(inline: str) -> str:
    """The source of a content security policy that lets `inline` run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def web(package: str, name: str) -> str:
    """The text of the file `name` in the folder ``web`` of `package`: a style, a script, a template."""
    return files(package).joinpath("web", name).read_text(encoding="utf-8")
