"""Use the page to listen and look in a browser, as a reader does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Browse = Callable[..., Any]
TIME = "audio.currentTime"


def opened(browse: Browse, folder: Path, **options: Any) -> Any:
    """The page, when the browser knows how long the sound is."""
    page = browse(folder / "index.html", **options)
    until(page, "audio.readyState >= 1")
    return page


def until(page: Any, condition: str) -> None:
    """Wait until it is so: by a function, because an expression is an `eval`, which the page forbids."""
    page.wait_for_function(f"() => {condition}")


def now(page: Any) -> str:
    """The sentence that is marked."""
    marked = page.locator("#text [aria-current=true]")
    return str(marked.text_content()) if marked.count() else ""


def at(page: Any, seconds: float) -> None:
    """Go to a place of the sound, as any player's slider does."""
    page.evaluate(
        "seconds => new Promise(done => {"
        " audio.addEventListener('seeked', done, {once: true}); audio.currentTime = seconds; })",
        seconds,
    )


def visible(page: Any) -> bool:
    """Does the marked sentence stand in the box of the text?"""
    return bool(
        page.evaluate(
            "(() => { const [one, box] = [spans[now], at('text')].map(e => e.getBoundingClientRect());"
            " return one.top >= box.top && one.bottom <= box.bottom; })()"
        )
    )
