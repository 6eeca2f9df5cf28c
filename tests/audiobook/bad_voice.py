"""A voice that goes wrong: ``bad_voice.py FAULT SEED``, a sentence on stdin, a WAV file on stdout.

It is espeak's, and goes wrong with the first seed, in sentences with the word "storm". The faults:
``half`` (every second word), ``silence`` (three seconds inside), ``clipping``, ``garbage`` (noise of the
right length), ``never`` (``garbage`` with every seed), ``fails`` (with every seed but the first).
"""

import io
import sys
import wave

import numpy as np

from phases.tools.espeak import Espeak
from phases.tools.speech import Segment, Voice

fault, seed = sys.argv[1], int(sys.argv[2])
text = sys.stdin.buffer.read().decode().strip()
engine = Espeak(Voice())
rate = engine.sample_rate
if fault == "fails" and seed:
    sys.exit("out of order")
wrong = "storm" in text and (seed == 0 or fault == "never")
if wrong and fault == "half":
    text = " ".join(text.split()[::2])
[(pcm, _)] = engine.speak([[Segment(text, "en")]])
if wrong and fault == "silence":
    middle = len(pcm) // 2
    pcm = np.concatenate([pcm[:middle], np.zeros(3 * rate, np.int16), pcm[middle:]])
elif wrong and fault == "clipping":
    pcm = np.clip(pcm.astype(np.int32) * 20, -32_768, 32_767).astype(np.int16)
elif wrong and fault != "half":
    pcm = (np.random.default_rng(seed).standard_normal(len(pcm)) * 3_000).astype(np.int16)
out = io.BytesIO()
with wave.open(out, "wb") as file:
    file.setparams((1, 2, rate, 0, "NONE", ""))
    file.writeframes(pcm.tobytes())
sys.stdout.buffer.write(out.getvalue())
