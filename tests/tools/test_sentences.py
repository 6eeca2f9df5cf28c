"""Borders of sentences, on lines that trip simple rules; and the promise that no character is lost."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.tools.sentences import split

LINES = """
en: Mr. Smith met Dr. Jones at St. James's.|They talked.
en: “Are you there?” she asked.|“Yes,” said he.
en: “Run!” cried the keeper.|He ran.
en: He paid £3.50 for it.|It was worth it.
en: It was 7 a.m. when he woke.|It rained.
en: It was 7 a.m.|Nobody woke.
en: He lived in the U.S. for years.|Then he left.
en: J. R. R. Tolkien wrote it.|I read it.
en: “I know.”|“Do you?”|“No.”
en: He said, “Go home.”|She went.
en: Wait… what was that?|Nothing.
en: He waited… and waited.
en: “Well . . .” he began.|Then silence.
en: See p. 12 and fig. 3 for more.|Or not.
en: It was No. 7.|He knocked.
en: (He was late.)|She was not.
en: He was late (he always was).|She was not.
en: What?!|Really?
en: On Dec. 11th, 17—, I wrote.|It snowed.
en: “Oh, M. Waldman!” I said.|He smiled.
en: Yahoo! is a name.|So is Bing.
en: He weighed 3 lbs. 4 oz. at birth.|He grew.
en: Prof. Krempe, Ph.D., was squat.|He shouted.
en: i.e. this and e.g. that.|Done.
en: No.|I will not.
en: The answer is no.|I will not.
en: Messrs. Hale and Mrs. Hale came, etc.|They sat.
en: ‘Come in.’|‘Thank you.’
en: “Stop!”|He did not stop.
en: “Is it you?”|The door opened.
en: He asked why.|“Because,” she said, “I must.”
en: It happened in 1818.|Then 1831.
en: Chapter 1.|The Lighthouse.
en: “It is a thing.|It is another thing,” he said.|“So.”
en: Is it he?|—No!
en: Lt. Col. Gray and Capt. West arrived.|So did Sgt. Pike.
en: Smith & Co. sold it.|Then Brown Bros. bought it.
en: visit www.example.com today.|Then rest.
en: He came from Washington, D.C.|She came from Paris.
en: I saw him; he fled: gone!|Where to?
de: Das ist z. B. gut.|Dr. Müller kam am 3. Mai.|„Ja?“, fragte er.
de: Er sagte: „Komm!“|Sie kam.
de: Am 12. Dezember war es kalt.|Es schneite.
de: Das kostet ca. 3,50 Euro.|Gut.
fr: M. Dupont est là.|« Bonjour ! » dit-il.|Elle rit.
fr: Est-ce vrai ?|Oui, Mme Leroy.
fr: « Viens ! »|Il vint.
es: ¿Quién es?|¡El Sr. López!|No lo sé.
es: El Dr. Ruiz llegó a las 3 p. m. ayer.|Bien.
it: Il sig. Rossi è qui.|Che bello!
ru: Это т. е. так.|Г. Иванов пришёл.
ja: 吾輩は猫である。|名前はまだ無い。
ja: 「行くよ。」と言った。|彼は去った。
? zh: 你好吗？|我很好。|“走吧！”他说。
hi: यह एक वाक्य है।|यह दूसरा है।
ar: هل أنت هنا؟|نعم.
el: Πού είσαι;|Εδώ.
pl: To jest np. dom.|Prof. Nowak przyszedł.
nl: Dhr. Jansen is er.|Mooi.
hy: Սա նախադասություն է։|Սա ևս։
my: ဒါက ဝါကျ။|နောက်တစ်ခု။
am: ሰላም ነው።|እንዴት ነህ?
en: “Mr. Bennet, how can you abuse your own children?|You delight in vexing me.”
en: She was born on Sept. 3, 1901, in St. Ives.|Her father kept goats.
en: The Rev. Thos. Arnold and Lieut. Brown met Maj.-Gen. Grey.|They sat.
en: See Luke xv. 11 and Sat. 7 May, Apt. 5B.|The Spitfire Mk. IX flew at long. 12° W. of it.
en: “Whoa!” Tom shouted.|The horse stopped.
en: “Who’s there?” Old Peter whispered.|Nobody answered.
en: He owed $1,250.75 to J. P. Morgan & Co. and said so.|Nobody cared.
? en: It rained.|It poured…|It stopped.
en: The Rev. Mr. Collins arrived at 4 p.m. precisely.|Tea was served.
en: Turn to vol. 2, ch. 7.|Read it.
en: See Vol. 2 and vols. 3–4.|Read Rom. 8:28 and Figs. 5, 6.|Call tel. 555.
en: ‘Don’t!’ he said.|‘Why not?’
en: "Stop it!" she said.|"I won't."|He laughed.
en: She asked, “Did he say ‘no’?”|He had.
en: They lived at No. 10.|The door was black.
en: Is it art?|It may be.
en: George III. was king.|Then came another.
en: “I—I don’t know,” she said.|“Perhaps.”
en: At 9.30 he rose.|At 10 he slept.
en: Gen. Lee met Gov. Brown in Va. that May.|They shook hands.
en: (“Hush!” said she.)|All was still.
en: He had a B.A. from Oxford.|It hung on the wall.
en: Come to me.|Agatha will follow.
? en: It was he, not I.|Nobody else came.
en: “You lie!”—“I do not!”
en: She read Mt. 5:3.|Then she wept.
de: »Wohin?«, fragte er.|»Nach Hause.«|Sie ging.
? de: Der 2. Weltkrieg endete 1945.|Dann kam Frieden.
de: Prof. Dr. Meier wohnt in der Hauptstr. 5.|Er ist alt.
de: „Halt!“ rief er.|Niemand hörte.
? fr: Il arriva à 8 h. 30.|Il pleuvait.
fr: « Où vas-tu ? » demanda-t-elle.|« À Paris. »|Il partit.
fr: MM. Durand et Cie. sont là.|J.-J. Rousseau aussi.
fr: C’est l’art.|Voilà.
es: —¿Vienes? —preguntó Ana.|—No.
es: La Sra. García vive en la Avda. Libertad, n.º 5.|Es feliz.
it: «Chi è?» chiese il dott. Bianchi.|«Io.»
pt: O Sr. Silva chegou às 5 h.|A Dra. Ana saiu.
de: Frl. Müller und Frau Schmidt, geb. Weber, kamen.|Dann gingen sie.
fr: A. Dumas et Mgr. Dupont lisaient le t. 2.|Il pleuvait.
es: D. Juan y Dña. Ana leían a B. Galdós.|Era tarde.
it: A S. Pietro il Sig. G. Verdi lesse pag. 5.|Era tardi.
nl: Mevr. Jansen las H. Mulisch, afb. 3.|Het was laat.
pt: D. Pedro leu a p. 5 do vol. 2 de E. Queirós.|Era tarde.
pl: To napisał H. Sienkiewicz.|Było późno.
ru: Это написал А. Пушкин.|Было поздно.
ru: — Кто там? — спросил он.|— Я.
ru: Это случилось в 1812 г. в Москве.|Было холодно.
uk: Він жив на вул. Шевченка.|Потім поїхав.
ja: 彼は「はい。」と答えた。|私は驚いた！|なぜ？
zh: 他说：“我不去。”|她走了。
ko: 그는 갔다.|나는 남았다.
tr: Dr. Yılmaz geldi.|Sonra gitti.
? sv: Hr. Berg kom kl. 8.|Han satte sig.
cs: „Kde jsi?“ zeptal se.|„Tady.“
ka: ის წავიდა.|მე დავრჩი.
he: הוא הלך.|היא נשארה.
fa: او رفت.|کجا رفت؟|نمی‌دانم.
la: Gallia est omnis divisa.|Caesar venit.
"""
"""A language and its sentences, parted by ``|``; those with ``?`` are known to be cut otherwise."""


def lines(known: bool) -> Iterator[object]:
    for line in LINES.strip().splitlines():
        if line.startswith("? ") is not known:
            language, _, sentences = line.removeprefix("? ").partition(": ")
            yield pytest.param(language, sentences.split("|"), id=line[:40])


def cut(sentences: list[str], language: str) -> list[str]:
    """The sentences, joined as in a book and cut again."""
    text = ("" if language in ("ja", "zh") else " ").join(sentences)
    return [sentence.strip() for sentence in split(text, language)]


@pytest.mark.parametrize(("language", "sentences"), list(lines(known=True)))
def test_cuts_as_a_reader_would(language: str, sentences: list[str]) -> None:
    assert cut(sentences, language) == sentences


@pytest.mark.xfail(strict=True, reason="a limit of sentencex, or no rule can know")
@pytest.mark.parametrize(("language", "sentences"), list(lines(known=False)))
def test_limits(language: str, sentences: list[str]) -> None:
    assert cut(sentences, language) == sentences


MARKS = "".join(["aZ1é日ß", " .!?…:;,—", "“”‘’'\"«»„()[]「」。！؟।", "\u2060\u200d\u0301😀"])
PIECES = st.sampled_from([*MARKS, "Mr. ", "No. ", "me. ", "M. ", "」と", "said I. ", "a@b.org"])
LANGUAGES = st.sampled_from(["en", "de", "fr", "ja", "hi", "el", "ka", "zh-Hant", "EN-gb", "", "x", "\n"])


@pytest.mark.parametrize(
    "text",
    [
        "It ended in vol. II.|Then he slept.",
        "See Fig. I of Bk. IV, pp. XI and XII.|Or not.",
        "He loved art.|I did not.|No.|I slept.",
        "It was Symphony No. VI.|He slept.",
        "It was £3 5s. 6d. and more.|He paid.",
    ],
)
def test_a_numeral_stays_with_its_word(text: str) -> None:
    assert [part.strip() for part in split(text.replace("|", " "), "en")] == text.split("|")


@given(st.lists(PIECES, max_size=30).map("".join), LANGUAGES)
def test_adds_up_to_the_text(text: str, language: str) -> None:
    assert "".join(split(text, language)) == text
    assert all(split(text, language)) or not text


@given(st.text(), st.text(max_size=12))
def test_any_text_and_any_language(text: str, language: str) -> None:
    assert "".join(split(text, language)) == text


def test_a_mark_that_never_closes_is_no_harm() -> None:
    assert cut(["“One is here.", "Two is there.", "(Three is nowhere."], "en") == [
        "“One is here.",
        "Two is there.",
        "(Three is nowhere.",
    ]


def test_a_word_changes_no_border_elsewhere_in_a_long_paragraph() -> None:
    sentences = [f"This is the sentence number {number} of many." for number in range(4000)]
    assert cut(sentences, "en") == sentences
    sentences[7] = "“Another one," + " and another" * 50 + "!” it said."
    assert cut(sentences, "en") == sentences


def test_script_without_capitals_keeps_its_borders() -> None:
    assert cut(["ის წავიდა.", "მე დავრჩი."], "ka") == ["ის წავიდა.", "მე დავრჩი."]
