"""Words on which a line is broken, or is not, in the languages that we know."""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LINKS: Mapping[str, frozenset[str]] = {
    "en": _words(
        "and but or nor so yet because although though unless until while when where whereas whether if"
        " that which who whom whose than as like about above across after against along among around at"
        " before behind below beneath beside between beyond by down during except for from in inside into"
        " near of off on onto out outside over past since through throughout to toward towards under up"
        " upon with within without"
    ),
    "de": _words(
        "und aber oder denn sondern weil dass damit obwohl wenn als wie ob während bevor nachdem bis der"
        " die das welche welcher welches an auf aus bei durch für gegen hinter in mit nach neben ohne seit"
        " über um unter von vor zu zum zur zwischen im am vom beim"
    ),
    "fr": _words(
        "et mais ou donc car ni que qui dont où quand lorsque si comme parce puisque pour dans sur sous"
        " avec sans chez vers par entre depuis pendant avant après contre de du des à au aux en"
    ),
    "es": _words(
        "y e pero o u ni que porque aunque cuando donde si como mientras quien cual para por en con sin"
        " sobre bajo entre desde hasta hacia contra de del a al según durante ante tras"
    ),
}
"""Conjunctions, prepositions and relative pronouns, by language: a break stands well before one."""

LEANING: Mapping[str, frozenset[str]] = {
    "en": LINKS["en"] - _words("so yet though since before after up down out off over in on inside outside")
    | _words(
        "a an the this these those my your his her its our their some any every each no"
        " i you he she it we they who i'm you're he's she's it's we're they're i've you've we've"
        " they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd that's"
        " there's am is are was were be been being have has had do does did will would shall should can"
        " could may might must not don't doesn't didn't isn't aren't wasn't weren't can't cannot couldn't"
        " won't wouldn't shouldn't haven't hasn't hadn't never hardly very too quite rather more most"
        " mr mrs ms dr prof st sri shri swami lord king chapter verse"
    ),
    "de": (LINKS["de"] - {"an", "auf", "aus", "vor", "zu", "mit", "nach", "durch", "um", "über"})
    | _words(
        "ein eine einen einem einer eines den dem des mein dein sein ihr unser euer kein keine ich du er"
        " sie es wir man bin bist ist sind war waren habe hast hat haben hatte wird werden wurde kann"
        " können muss müssen soll sollen will wollen nicht sehr herr frau dr"
    ),
    "fr": LINKS["fr"]
    | _words(
        "le la les un une ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs"
        " je tu il elle on nous vous ils elles ne se me te suis es est sommes êtes sont ai as a avons avez"
        " ont était très plus m mme dr"
    ),
    "es": LINKS["es"]
    | _words(
        "el la los las lo un una unos unas este esta estos estas ese esa mi mis tu tus su sus nuestro"
        " nuestra yo él ella nosotros ellos ellas se me te nos no es son era eran soy está están he has ha"
        " hemos han había muy más sr sra dr"
    ),
}
"""Words that lean on the next one, by language: articles, possessives, subject pronouns, auxiliaries,
negations, titles, and the conjunctions and prepositions themselves. No break stands well after one."""
