"""Texts that must come through unchanged."""

HARMED = [
    "The mind is like the wind, one without a second. Attachment to the star of the morning.",
    "Read chapter two",
    "um you know, what they said",
    "the ram ran",
    "And that is why I like you.",
]
"""What the first attempt at this job harmed, as the facts have it (its fillers apart)."""

UNCHANGED = """
The star that we saw was Venus.
She is the star of the show.
A morning star is not a star at all.
He bought a ram at the market.
The ram, the bull and the twins are signs of the zodiac.
Ram the post into the ground.
The computer has sixteen gigabytes of ram.
My mind is made up.
Mind the gap.
I don't mind if you go.
The mind minds itself.
It slipped my mind, again.
The monkey king is a tale from China.
A monkey sat on the king's wall.
The king gave the monkey a crown.
One without a second, they say.
There is one, and there is no second.
Just one second, please.
Wait a second.
The second one is better than the first one.
Two is company, three is a crowd.
Twenty one guns were fired.
One hundred and eight beads.
Chapter two, verse forty seven.
Read chapter two.
Turn to chapter twelve.
The second chapter has seventy two verses.
Verse 2.47 is known to all.
See verses 2-47 and 3,19.
It was 10:30 when we came to page 108.
That is 1,000 or 1.5 million.
A ratio of 3 : 1 is fine.
Version 2 . 0 came later.
I like you.
I like that, you know.
You know, I like it.
Do you know what I like?
It is like, you know, a dream.
You know what they say about like minds.
Like father, like son.
She said, like, a hundred things.
What is it like to be a bat?
You know him, don't you?
As you know, attachment is the root.
Attachment and aversion come together.
Detachment is not indifference.
The attachment of the file failed.
I mean, it is what it is.
What it is is love.
The point is is that we forget.
I know that that is true.
He had had enough.
That that is, is.
It was very very cold.
No no, you are right.
Now now, be calm.
She had had had where he had had had had.
The one thing he came in in the end was last.
So so, not good and not bad.
Bye bye.
My my, how you have grown.
There there, it will pass.
Long long ago there was a king.
New York, New York.
Well, well, well.
The The were a band.
The hour of the wolf.
I am that I am.
Who am I?
Let i be the square root of minus one.
For i in range ten.
The letter i has a dot.
Part i of the book.
i squared is minus one.
Points i and j are apart.
This is a so so day.
Her face, her hands, her voice.
The lotus grows in the mud.
A sage once sat by the river.
Sage and thyme smell good.
The guru spoke to the gurus.
Yoga is good for the back.
He does yoga on Mondays.
Karma is a word that everybody uses.
Good karma, bad karma.
The avatar on the screen moved.
It was a real mantra of hers.
The pundits were wrong.
She wore a sari of silk.
Sit down and be quiet.
Cities and silver came late.
The swan drinks the milk and leaves the water.
Devotion is not a duty.
Truth, being and bliss.
The light of lights.
Liberation is not freedom from work.
The world is an illusion, he said.
Nature does everything.
Knowledge is power.
Peace, peace, peace.
Duty is duty.
The qualities of nature bind us.
He may go in May.
Will will do it.
Mark my words, Mark.
Bill paid the bill.
Rose rose early.
She saw a rose and a lily.
Hope is a good thing.
Grace said grace.
The bell tolls for thee.
A cannon stood by the canon.
Harry was hairy.
The man in the moon.
Tomorrow, and tomorrow, and tomorrow.
"um, yes," she said.
The word "ram" and the word "Rama" are two.
He wrote “krishna” on the wall.
They call it ‘geeta’ there.
He said 'arjun' and left.
Look at www.krishna.com for more.
Write to info@gita.org today.
https://example.org/krsna,ram is the address.
#krishna is a tag, and @arjun a name.
{\\an8}Up here
<i>Down</i> there
<font color="#fff">White</font>
♪ hare krishna hare krishna ♪
Hare Krishna Hare Krishna Krishna Krishna Hare Hare
om om om
Ram Ram Ram Ram
karmaṇy evādhikāras te mā phaleṣu kadācana
tat tvam asi, śvetaketo, iti hovāca ṛṣiḥ
अथ योगानुशासनम् ॥
dharma-kṣetre kuru-kṣetre samavetā yuyutsavaḥ
oṃ pūrṇam adaḥ pūrṇam idaṃ || pūrṇāt pūrṇam udacyate
Er ist da, er, der Sohn.
The ER, I was told, is full.
Uh-huh, that is so.
Um. That is all.
Hmm, let me see.
Ah, there you are.
Oh, I see.
Err on the side of caution.
The erm is a moth.
...and so it goes.
And then ... nothing.
He waited . . . and waited.
A smile :) is enough.
Is it .5 or .75?
e.g. the sun
iPhone users know this.
f(x,y) is a function of x,y.
It costs $1,000,000.
At 9:00 a.m. we begin.
Dr. Smith lives on St. John St.
Mahatma Gandhi Road no. 5
"""

TWO_LINES = [
    "The mind is like the wind,\none without a second.",
    "- Do you like him?\n- You know I do.",
    "Attachment to the star\nof the morning",
    "and he said that\nthat was all",
    "<i>like a ram\nin the thicket</i>",
    "{\\an8}one\nand a second",
    "Read chapter two,\nverse forty seven.",
    "She had\nhad enough.",
    "the monkey\nking of the south",
    "♪ hari om\nhari om ♪",
    "I saw “the ram\nand the krishna” there.",
    "108\nbeads",
]


SENTENCES = HARMED + UNCHANGED.strip().splitlines() + TWO_LINES
