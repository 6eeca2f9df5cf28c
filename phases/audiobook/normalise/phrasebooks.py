"""What six more languages say for figures and abbreviations, as data; `european` makes rules of it."""

from phases.audiobook.normalise.phrasebook import Phrasebook

_ENDS_IN_A = r"\w+as?"
_MASCULINE = r"(?:d[ií]a|mapa|tema|poema|drama|planeta|cometa|clima|idioma|\w*grama|\w+[lt]ema)s?"
"""Nouns in -a are feminine but for these, in Spanish and nearly so in Italian and Portuguese."""
_METRIC = "km m cm mm kg g mg l ml ha °C % € $ £ km/h m² km²"


def _units(text: str) -> dict[str, tuple[str, str]]:
    pairs = [one.split("/") for one in text.split(", ")]
    return dict(zip(_METRIC.split(), [(one[0], one[-1]) for one in pairs], strict=True))


GERMAN = Phrasebook(
    code="de", thousands=".", point="Komma", minus="minus", to="bis", ampersand="und",
    clock="{h} Uhr {m}", full_hour="{h} Uhr",
    months="Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    abbreviations={
        "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "d. h.": "das heißt", "d.h.": "das heißt",
        "u. a.": "unter anderem", "u.a.": "unter anderem", "usw.": "und so weiter",
        "bzw.": "beziehungsweise", "etc.": "et cetera", "usf.": "und so fort", "u. s. w.": "und so weiter",
        "i. e.": "das heißt", "ca.": "circa", "evtl.": "eventuell", "ggf.": "gegebenenfalls",
        "vgl.": "vergleiche", "sog.": "sogenannt", "v. Chr.": "vor Christus", "n. Chr.": "nach Christus",
        "u. ä.": "und ähnliches", "o. ä.": "oder ähnliches", "i. d. R.": "in der Regel",
        "z. T.": "zum Teil", "z. Z.": "zur Zeit", "Jh.": "Jahrhundert", "Jhdt.": "Jahrhundert",
        "Mio.": "Millionen", "Mrd.": "Milliarden", "geb.": "geboren", "gest.": "gestorben",
        "bes.": "besonders", "inkl.": "inklusive", "vs.": "versus", "o. g.": "oben genannt",
        "u. U.": "unter Umständen",
    },
    numbered={
        "Nr.": "Nummer", "S.": "Seite", "Bd.": "Band", "Kap.": "Kapitel", "Abb.": "Abbildung",
        "Abs.": "Absatz", "Art.": "Artikel", "Tel.": "Telefon", "§": "Paragraph", "§§": "Paragraphen",
    },
    titles={
        "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau", "Frl.": "Fräulein", "Dr.": "Doktor",
        "Prof.": "Professor", "St.": "Sankt", "Hl.": "Heiliger", "hl.": "heilige", "Gebr.": "Gebrüder",
    },
    units=_units(
        "ein Kilometer/Kilometer, ein Meter/Meter, ein Zentimeter/Zentimeter, ein Millimeter/Millimeter, "
        "ein Kilogramm/Kilogramm, ein Gramm/Gramm, ein Milligramm/Milligramm, ein Liter/Liter, "
        "ein Milliliter/Milliliter, ein Hektar/Hektar, ein Grad Celsius/Grad Celsius, ein Prozent/Prozent, "
        "ein Euro/Euro, ein Dollar/Dollar, ein Pfund/Pfund, ein Kilometer pro Stunde/Kilometer pro Stunde, "
        "ein Quadratmeter/Quadratmeter, ein Quadratkilometer/Quadratkilometer"
    ),
    parts="Kapitel|Band|Teil|Buch|Akt|Szene|Brief|Gesang",
    kings="Ludwig|Heinrich|Friedrich|Wilhelm|Karl|Otto|Leopold|Franz|Philipp|Papst Johannes|Johannes|Pius"
          "|Benedikt|Elisabeth|Katharina|Georg|Eduard|Richard|Peter|Nikolaus|Alexander|Innozenz|Gregor"
          "|Rudolf|Ferdinand",
    kings_form="spellout-ordinal", article="der ", years=True, one="spellout-cardinal-masculine",
    one_feminine="spellout-cardinal-feminine",
    feminine="Stunde|Minute|Sekunde|Woche|Frau|Seite|Meile|Person|Million|Milliarde|Nacht|Tochter|Mark"
             "|Stadt|Tür|Hand|Flasche|Tasse|Schwester|Mutter|Katze|Zeile|Insel|Straße|Kiste",
)  # fmt: skip

FRENCH = Phrasebook(
    code="fr", thousands=" \u00a0\u202f", point="virgule", minus="moins", to="à", ampersand="et",
    clock="{h} heures {m}", full_hour="{h} heures",
    months="janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    abbreviations={
        "etc.": "et cetera", "c.-à-d.": "c’est-à-dire", "p. ex.": "par exemple", "env.": "environ",
        "cf.": "confer", "av. J.-C.": "avant Jésus-Christ", "apr. J.-C.": "après Jésus-Christ",
        "J.-C.": "Jésus-Christ", "c-à-d": "c’est-à-dire", "vs.": "versus", "qqn": "quelqu’un",
        "qqch.": "quelque chose",
    },
    numbered={
        "p.": "page", "pp.": "pages", "vol.": "volume", "chap.": "chapitre", "fig.": "figure",
        "n°": "numéro", "nº": "numéro", "N°": "numéro", "art.": "article", "t.": "tome", "§": "paragraphe",
        "tél.": "téléphone",
    },
    titles={
        "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
        "Mlles": "Mesdemoiselles", "Dr": "Docteur", "Dr.": "Docteur", "Pr": "Professeur", "Me": "Maître",
        "Mgr": "Monseigneur", "St": "Saint", "Ste": "Sainte", "Vve": "Veuve",
    },
    units=_units(
        "un kilomètre/kilomètres, un mètre/mètres, un centimètre/centimètres, un millimètre/millimètres, "
        "un kilogramme/kilogrammes, un gramme/grammes, un milligramme/milligrammes, un litre/litres, "
        "un millilitre/millilitres, un hectare/hectares, un degré Celsius/degrés Celsius, "
        "un pour cent/pour cent, un euro/euros, un dollar/dollars, une livre/livres, "
        "un kilomètre à l’heure/kilomètres à l’heure, un mètre carré/mètres carrés, "
        "un kilomètre carré/kilomètres carrés"
    ),
    ordinals={"er": "spellout-ordinal-masculine", "re|ère|ere": "spellout-ordinal-feminine",
              "e|è|ème|eme|nd|de|nde": "spellout-ordinal-masculine"},
    parts="[Cc]hapitre|[Tt]ome|[Ll]ivre|[Aa]cte|[Ss]cène|[Ll]ettre|[Pp]artie|[Vv]olume|[Cc]hant",
    kings="Louis|Henri|Charles|Philippe|François|Napoléon|Pie|Jean|Jean-Paul|Benoît|Léon|Grégoire|Guillaume"
          "|Élisabeth|Catherine|Alexandre|Nicolas|Frédéric|Édouard|George|Jacques|Innocent|Clément",
    kings_form="cardinal", century="siècle", century_form="spellout-ordinal-masculine",
    one="spellout-cardinal-masculine", one_feminine="spellout-cardinal-feminine",
    feminine="(?:heure|foi|minute|seconde|semaine|année|page|personne|femme|fille|journée|nuit|lieue|maison"
             "|fenêtre|lettre|voiture|bouteille|sœur|ville|tasse|main|porte|île|rue|pièce|ligne|chambre"
             "|table|chaise)s?",
)  # fmt: skip

SPANISH = Phrasebook(
    code="es", thousands=".", point="coma", minus="menos", to="a", ampersand="y",
    clock="{h} y {m}", full_hour="{h} en punto",
    months="enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
           "|diciembre",
    abbreviations={
        "etc.": "etcétera", "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "a. C.": "antes de Cristo",
        "d. C.": "después de Cristo", "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos",
        "aprox.": "aproximadamente", "a. m.": "de la mañana", "p. m.": "de la tarde", "cf.": "confróntese",
        "Cía.": "Compañía", "vs.": "versus",
    },
    numbered={
        "núm.": "número", "n.º": "número", "nº": "número", "N.º": "número", "pág.": "página",
        "págs.": "páginas", "p.": "página", "vol.": "volumen", "cap.": "capítulo", "fig.": "figura",
        "art.": "artículo", "tel.": "teléfono", "§": "párrafo",
    },
    titles={
        "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Dr.": "doctor",
        "Dra.": "doctora", "D.": "don", "Dña.": "doña", "Ud.": "usted", "Uds.": "ustedes", "Vd.": "usted",
        "Vds.": "ustedes", "Prof.": "profesor", "Gral.": "general", "Cap.": "capitán", "Sto.": "santo",
        "Sta.": "santa", "S.": "san", "Fr.": "fray", "Avda.": "avenida",
    },
    units=_units(
        "un kilómetro/kilómetros, un metro/metros, un centímetro/centímetros, un milímetro/milímetros, "
        "un kilogramo/kilogramos, un gramo/gramos, un miligramo/miligramos, un litro/litros, "
        "un mililitro/mililitros, una hectárea/hectáreas, un grado Celsius/grados Celsius, "
        "uno por ciento/por ciento, un euro/euros, un dólar/dólares, una libra/libras, "
        "un kilómetro por hora/kilómetros por hora, un metro cuadrado/metros cuadrados, "
        "un kilómetro cuadrado/kilómetros cuadrados"
    ),
    ordinals={r"\.?º|\.?o": "spellout-ordinal-masculine", r"\.?ª": "spellout-ordinal-feminine",
              r"\.?er": "spellout-ordinal-masculine-adjective"},
    parts="[Cc]apítulo|[Tt]omo|[Ll]ibro|[Aa]cto|[Ee]scena|[Cc]arta|[Pp]arte|[Vv]olumen|[Ss]iglo|[Cc]anto",
    kings="Felipe|Carlos|Alfonso|Fernando|Isabel|Luis|Enrique|Juan|Juan Pablo|Pío|Benedicto|León|Pedro"
          "|Sancho|Jaime|Guillermo|Napoleón|Alejandro|Clemente|Inocencio|Gregorio",
    kings_form="mixed", one="spellout-cardinal-masculine", one_feminine="spellout-cardinal-feminine",
    feminine=_ENDS_IN_A, masculine=_MASCULINE,
)  # fmt: skip

ITALIAN = Phrasebook(
    code="it", thousands=".", point="virgola", minus="meno", to="a", ampersand="e",
    clock="{h} e {m}", full_hour="{h} in punto",
    months="gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
    abbreviations={
        "ecc.": "eccetera", "etc.": "eccetera", "p. es.": "per esempio", "p.es.": "per esempio",
        "a.C.": "avanti Cristo", "a. C.": "avanti Cristo", "d.C.": "dopo Cristo", "d. C.": "dopo Cristo",
        "ca.": "circa", "cfr.": "confronta", "vs.": "versus", "on.": "onorevole",
    },
    numbered={
        "n.": "numero", "nn.": "numeri", "n°": "numero", "p.": "pagina", "pag.": "pagina", "pp.": "pagine",
        "pagg.": "pagine", "vol.": "volume", "cap.": "capitolo", "fig.": "figura", "art.": "articolo",
        "tel.": "telefono", "§": "paragrafo",
    },
    titles={
        "Sig.": "signor", "sig.": "signor", "Sig.ra": "signora", "sig.ra": "signora", "Sigg.": "signori",
        "Dott.": "dottor", "dott.": "dottor", "Dott.ssa": "dottoressa", "Prof.": "professor",
        "prof.": "professor", "Avv.": "avvocato", "Ing.": "ingegner", "Mons.": "monsignor", "S.": "San",
        "Gen.": "generale", "Cap.": "capitano",
    },
    units=_units(
        "un chilometro/chilometri, un metro/metri, un centimetro/centimetri, un millimetro/millimetri, "
        "un chilogrammo/chilogrammi, un grammo/grammi, un milligrammo/milligrammi, un litro/litri, "
        "un millilitro/millilitri, un ettaro/ettari, un grado Celsius/gradi Celsius, "
        "uno per cento/per cento, un euro/euro, un dollaro/dollari, una sterlina/sterline, "
        "un chilometro all’ora/chilometri all’ora, un metro quadrato/metri quadrati, "
        "un chilometro quadrato/chilometri quadrati"
    ),
    ordinals={"º|°": "spellout-ordinal-masculine", "ª": "spellout-ordinal-feminine"},
    parts="[Cc]apitolo|[Tt]omo|[Ll]ibro|[Aa]tto|[Ss]cena|[Ll]ettera|[Pp]arte|[Vv]olume|[Cc]anto",
    kings="Luigi|Enrico|Carlo|Vittorio Emanuele|Umberto|Filippo|Federico|Giovanni|Giovanni Paolo|Pio"
          "|Benedetto|Leone|Napoleone|Alessandro|Clemente|Innocenzo|Gregorio|Paolo|Ferdinando|Giorgio"
          "|Edoardo|Guglielmo",
    kings_form="spellout-ordinal-masculine", century="secolo", century_form="spellout-ordinal-masculine",
    one="spellout-cardinal-masculine", one_feminine="spellout-cardinal-feminine",
    feminine=_ENDS_IN_A, masculine=_MASCULINE,
)  # fmt: skip

DUTCH = Phrasebook(
    code="nl", thousands=".", point="komma", minus="min", to="tot", ampersand="en",
    clock="{h} uur {m}", full_hour="{h} uur",
    months="januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    abbreviations={
        "enz.": "enzovoort", "etc.": "et cetera", "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld",
        "d.w.z.": "dat wil zeggen", "o.a.": "onder andere", "i.p.v.": "in plaats van",
        "a.u.b.": "alstublieft", "m.a.w.": "met andere woorden", "t.o.v.": "ten opzichte van",
        "v.Chr.": "voor Christus", "n.Chr.": "na Christus", "v. Chr.": "voor Christus",
        "n. Chr.": "na Christus", "ca.": "circa", "vgl.": "vergelijk", "z.g.": "zogenaamd",
        "resp.": "respectievelijk", "m.b.t.": "met betrekking tot", "n.a.v.": "naar aanleiding van",
        "i.v.m.": "in verband met",
    },
    numbered={
        "nr.": "nummer", "Nr.": "nummer", "blz.": "bladzijde", "p.": "pagina", "hfdst.": "hoofdstuk",
        "fig.": "figuur", "afb.": "afbeelding", "art.": "artikel", "tel.": "telefoon", "§": "paragraaf",
    },
    titles={
        "dhr.": "de heer", "Dhr.": "De heer", "mevr.": "mevrouw", "Mevr.": "Mevrouw", "mw.": "mevrouw",
        "Mw.": "Mevrouw", "dr.": "doctor", "Dr.": "Doctor", "prof.": "professor", "Prof.": "Professor",
        "mr.": "meester", "drs.": "doctorandus", "ir.": "ingenieur", "ds.": "dominee", "St.": "Sint",
        "H.": "Heilige",
    },
    units=_units(
        "één kilometer/kilometer, één meter/meter, één centimeter/centimeter, één millimeter/millimeter, "
        "één kilogram/kilogram, één gram/gram, één milligram/milligram, één liter/liter, "
        "één milliliter/milliliter, één hectare/hectare, één graad Celsius/graden Celsius, "
        "één procent/procent, één euro/euro, één dollar/dollar, één pond/pond, "
        "één kilometer per uur/kilometer per uur, één vierkante meter/vierkante meter, "
        "één vierkante kilometer/vierkante kilometer"
    ),
    ordinals={"e|de|ste": "spellout-ordinal"},
    parts="[Hh]oofdstuk|[Dd]eel|[Bb]oek|[Bb]rief|[Bb]edrijf|[Aa]kte",
    kings="Lodewijk|Hendrik|Karel|Willem|Filips|Frederik|Napoleon|Johannes|Pius|Benedictus|Leo|Leopold"
          "|Boudewijn|Albert|Elizabeth|George|Alexander|Gregorius",
    kings_form="spellout-ordinal", article="de ", years=True,
)  # fmt: skip

PORTUGUESE = Phrasebook(
    code="pt", thousands=".", point="vírgula", minus="menos", to="a", ampersand="e",
    clock="{h} e {m}", full_hour="{h} horas",
    months="janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
    abbreviations={
        "etc.": "et cetera", "p. ex.": "por exemplo", "p.ex.": "por exemplo", "a.C.": "antes de Cristo",
        "a. C.": "antes de Cristo", "d.C.": "depois de Cristo", "d. C.": "depois de Cristo",
        "cf.": "confira", "aprox.": "aproximadamente", "Cia.": "Companhia", "vs.": "versus",
    },
    numbered={
        "n.º": "número", "nº": "número", "N.º": "número", "p.": "página", "pág.": "página",
        "págs.": "páginas", "vol.": "volume", "cap.": "capítulo", "fig.": "figura", "art.": "artigo",
        "tel.": "telefone", "§": "parágrafo",
    },
    titles={
        "Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Srs.": "senhores", "Dr.": "doutor",
        "Dra.": "doutora", "D.": "dom", "Prof.": "professor", "Profa.": "professora", "Gen.": "general",
        "Cap.": "capitão", "Sto.": "Santo", "Sta.": "Santa", "S.": "São", "Eng.": "engenheiro",
        "Pe.": "padre",
    },
    units=_units(
        "um quilômetro/quilômetros, um metro/metros, um centímetro/centímetros, um milímetro/milímetros, "
        "um quilograma/quilogramas, um grama/gramas, um miligrama/miligramas, um litro/litros, "
        "um mililitro/mililitros, um hectare/hectares, um grau Celsius/graus Celsius, "
        "um por cento/por cento, um euro/euros, um dólar/dólares, uma libra/libras, "
        "um quilômetro por hora/quilômetros por hora, um metro quadrado/metros quadrados, "
        "um quilômetro quadrado/quilômetros quadrados"
    ),
    ordinals={r"\.?º|\.?o": "spellout-ordinal-masculine", r"\.?ª": "spellout-ordinal-feminine"},
    parts="[Cc]apítulo|[Tt]omo|[Ll]ivro|[Aa]to|[Cc]ena|[Cc]arta|[Pp]arte|[Vv]olume|[Ss]éculo|[Cc]anto",
    kings="João|Pedro|Luís|Carlos|Henrique|Afonso|Manuel|Filipe|Pio|Bento|Leão|João Paulo|Napoleão"
          "|Alexandre|Clemente|Inocêncio|Gregório|Guilherme|Isabel|Eduardo|Jorge",
    kings_form="mixed", one="spellout-cardinal-masculine", one_feminine="spellout-cardinal-feminine",
    feminine=_ENDS_IN_A, masculine=_MASCULINE,
)  # fmt: skip

PHRASEBOOKS = {book.code: book for book in (GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH, PORTUGUESE)}
