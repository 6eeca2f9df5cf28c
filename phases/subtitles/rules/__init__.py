"""The rules that *correct* applies: data with an id, a reason, a risk and a language, in their order.

To add one: a `Rule` with an example in the module of its family. What it matches must be exactly what
changes, and what becomes of it must not match again. A rule whose fix can be wrong is for `review`.
"""

from phases.subtitles.rules import characters, letters, punctuation, speech
from phases.subtitles.rules.rule import Risk, Rule

RULES: tuple[Rule, ...] = (*characters.RULES, *punctuation.RULES, *speech.RULES, *letters.RULES)

LEXICON = "lexicon"
CAPITAL = "sentence-capital"
ROLLED = "rolled-line"

TERM = "term:"
"""With a term behind it the id of what the lexicon does for this one term."""

REASONS: dict[str, str] = {
    **{rule.id: rule.reason for rule in RULES},
    LEXICON: "the lexicon says how a name is written",
    CAPITAL: "a cue after the end of a sentence begins with a capital letter",
    ROLLED: "captions that roll up begin with the last line of the cue before; so does a refrain",
    "fuzzy": "the word is nearly one of the lexicon",
    "spelling": "no dictionary has the word",
}
"""Rule id to reason, for all rules of the text."""

ONLY_SUGGESTED = frozenset({"fuzzy", "spelling"})
"""Rules that guess; nothing makes them change a text."""

RISKS: dict[str, Risk] = {
    **{rule.id: rule.risk for rule in RULES},
    LEXICON: "safe",
    CAPITAL: "safe",
    ROLLED: "review",
    **dict.fromkeys(sorted(ONLY_SUGGESTED), "review"),
}
"""Rule id to risk."""
