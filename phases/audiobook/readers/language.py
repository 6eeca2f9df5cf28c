"""The language of a book: as it says, else by its commonest words, else English."""

import re
from collections import Counter

from phases.tools.iso639 import primary, two_letters

COMMON = {
    "en": "the and of to a in that was he it his is with as for had you not be her on at which",
    "de": "der die und in zu den das nicht von sie ist des sich mit dem er es ein ich auf so eine auch",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il elle",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le",
    "it": "di che e la il un a per in una non sono mi è si con i da ha lo le ma gli della nel",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao",
    "nl": "de van het een en in is dat op te zijn met die voor niet aan er om ook als dan maar",
    "sv": "och i att det som en på är av för med den till inte om ett han men var jag sig från",
    "da": "og i at det er en til af på for med den som ikke de han et har var jeg der fra men",
    "fi": "ja on ei se että hän oli mutta kun niin joka ovat sen hänen kuin minä vain myös olen",
    "pl": "i w na z się nie do to że jest o a jak po co tak za od ale go dla już tylko jego",
    "cs": "a se v na je že to s z do o i ve jsem ale jako po za by si tak už od jeho když který",
    "tr": "bir ve bu da de için ile ne gibi çok daha o ben mi var kadar ama olarak sonra her",
    "ro": "și de a în la cu nu o că se pe un din este mai care al ce o fi sa dar pentru ca el",
    "hu": "a az és hogy nem egy is azt meg volt ez de csak ha már mint el még van vagy mi ki",
    "la": "et in est non ad ut cum qui quod sed si ex quae nec per enim esse aut hoc de atque",
}
"""The commonest words of languages in the Latin script, from the usual frequency lists."""

SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7af"),
    ("zh", "\u4e00-\u9fff"),
    ("uk", "іїєґІЇЄҐ"),
    ("ru", "\u0400-\u04ff"),
    ("el", "\u0370-\u03ff"),
    ("ar", "\u0600-\u06ff"),
    ("he", "\u0590-\u05ff"),
    ("hi", "\u0900-\u097f"),
    ("th", "\u0e00-\u0e7f"),
)
"""Scripts that give the language away, those that another uses too first."""

SAMPLE = 20_000
"""Characters that are looked at."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_WORD = re.compile(r"[^\W\d_]+")


def language(said: str, sample: str, usual: bool = True) -> tuple[str, str]:
    """(BCP 47 tag, warning) for a book that says `said` of its language and begins with `sample`.

    Where it is not `usual` that a book says so (a plain text), a guess is no reason to warn.
    """
    said = said.strip()
    if _TAG.fullmatch(said) and said.lower() not in ("und", "mul", "zxx", "mis"):
        first, *rest = said.replace("_", "-").split("-")
        code = two_letters(first.lower())
        return "-".join([code, *(p.upper() if len(p) == 2 else p for p in rest)]), ""
    if code := guess(sample[:SAMPLE]):
        return code, f"the book does not name its language; its words look like {code}" if usual else ""
    return "en", "the book does not name its language; taken for en"


def same(one: str, other: str) -> bool:
    """Whether two tags name the same language, as far as both say: ``en`` and ``en-GB``; empty is any."""
    a, b = (tag.lower().replace("_", "-").split("-") for tag in (one, other))
    return not one or not other or a[: len(b)] == b[: len(a)]


def believed(said: str, book: str, sample: str) -> str:
    """The language of a document that says `said`, in a book in `book`, and begins with `sample`.

    Editors put their own language on every page, so it counts only where the words do not look like
    the book's.
    """
    first, usual = map(primary, (said, book))
    return "" if first == usual or guess(sample[:SAMPLE]) == usual else said


def guess(sample: str) -> str:
    """The language of `sample` by its script or its commonest words; empty when they do not tell."""
    text = _WORD.findall(sample.lower())
    size = sum(map(len, text))
    for code, characters in SCRIPTS:
        share = len(re.findall(f"[{characters}]", sample)) / max(1, size)
        if share > (0.02 if code == "uk" else 0.15 if code == "ja" else 0.4):
            return code
    counts = Counter(text)
    scores = {code: sum(counts[word] for word in set(common.split())) for code, common in COMMON.items()}
    best, second = sorted(scores, key=lambda code: -scores[code])[:2]
    return best if scores[best] >= 5 and scores[best] > 1.1 * scores[second] else ""
