"""What is said before and after a book: its title, who wrote it and who reads it, in its language.

By ACX, "ACX audio submission requirements": opening credits state title, author and narrator; closing
credits repeat them and say that this is the end. Both are files of their own. Their words are not the
book's: the ledger of a book does not count them.
"""

from dataclasses import dataclass

from phases.audiobook.book import Book, Chapter, Paragraph
from phases.tools.iso639 import primary

KIND = "credits"
"""Of the paragraphs and chunks of credits."""


@dataclass(frozen=True)
class Wording:
    """The sentences of a language; one with an empty name in it is left out."""

    opening: str = ""
    """Title of the chapter before the book."""
    closing: str = ""
    written: str = "{author}."
    narrated: str = "{narrator}."
    heard: str = "{title}."
    end: str = ""


WORDINGS = {
    "de": Wording(
        "Ansage", "Absage", "Von {author}.", "Gelesen von {narrator}.", "Sie hörten: {title}.", "Ende."
    ),
    "en": Wording(
        "Opening Credits",
        "Closing Credits",
        "Written by {author}.",
        "Narrated by {narrator}.",
        "You have been listening to {title}.",
        "The End.",
    ),
    "es": Wording(
        "Créditos iniciales",
        "Créditos finales",
        "Escrito por {author}.",
        "Narrado por {narrator}.",
        "Ha escuchado {title}.",
        "Fin.",
    ),
    "fr": Wording(
        "Générique de début",
        "Générique de fin",
        "Écrit par {author}.",
        "Lu par {narrator}.",
        "Vous venez d’écouter {title}.",
        "Fin.",
    ),
    "it": Wording(
        "Titoli di testa",
        "Titoli di coda",
        "Scritto da {author}.",
        "Letto da {narrator}.",
        "Avete ascoltato {title}.",
        "Fine.",
    ),
    "nl": Wording(
        "Aankondiging",
        "Afkondiging",
        "Geschreven door {author}.",
        "Voorgelezen door {narrator}.",
        "U luisterde naar {title}.",
        "Einde.",
    ),
    "pt": Wording(
        "Créditos iniciais",
        "Créditos finais",
        "Escrito por {author}.",
        "Narrado por {narrator}.",
        "Você ouviu {title}.",
        "Fim.",
    ),
}
"""By primary language subtag."""
NEUTRAL = Wording("Opening Credits", "Closing Credits")
"""For all others: the names alone, in the book's voice; only the marks, which nobody hears, are English."""


def opening(book: Book, narrator: str) -> Chapter:
    """The chapter before the first one."""
    wording = _wording(book)
    return _chapter(wording.opening, book, narrator, "{title}.", wording.written, wording.narrated)


def closing(book: Book, narrator: str) -> Chapter:
    """The chapter behind the last one."""
    wording = _wording(book)
    said = (wording.heard, wording.written, wording.narrated, wording.end)
    return _chapter(wording.closing, book, narrator, *said)


def _wording(book: Book) -> Wording:
    return WORDINGS.get(primary(book.language), NEUTRAL)


def _chapter(name: str, book: Book, narrator: str, *sentences: str) -> Chapter:
    names = {"title": book.title, "author": book.author, "narrator": narrator}
    said = [_filled(sentence, names) for sentence in sentences]
    return Chapter(name, tuple(Paragraph(text, "", KIND) for text in said if text))


def _filled(sentence: str, names: dict[str, str]) -> str:
    """The sentence with its name, with one mark at its end; empty where the name is."""
    for field, name in names.items():
        place = f"{{{field}}}"
        if place in sentence:
            name = " ".join(name.split())
            tail = sentence.partition(place)[2]
            if name.endswith((".", "!", "?", "…", "。")):
                sentence = sentence.removesuffix(tail)
            return sentence.replace(place, name) if name else ""
    return sentence
