"""The rules of English, the more particular before the more general."""

from phases.audiobook.normalise.english import (
    abbreviations,
    amounts,
    calendar,
    letters,
    measures,
    money,
    romans,
    signs,
)

RULES = (
    *signs.ADDRESSES,
    *signs.BLANKS,
    *signs.POWERS,
    *amounts.PHONES,
    *money.OLD_MONEY,
    *signs.VERSES,
    *calendar.RULES,
    *amounts.PLURALS,
    *money.RULES,
    *measures.RULES,
    *signs.PAIRS,
    *romans.RULES,
    *abbreviations.RULES,
    *amounts.RULES,
    *letters.RULES,
    *signs.RULES,
)
