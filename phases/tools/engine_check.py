"""Look at the speech engines for ``doit doctor``: which are there, and does the one that is set speak?"""

import importlib
import shutil
import time

import numpy as np

from phases.graph.errors import BinderyError
from phases.graph.model import Check
from phases.tools.speech import ENGINES, Segment, Voice, open_engine

SENTENCE = (Segment("This is one second of speech.", "en"),)


def checks(chosen: str, voice: Voice) -> list[Check]:
    """One check for each engine, and a real synthesis by the engine `chosen` with `voice`."""
    return [_engine(name, name == chosen, voice) for name in ENGINES] + [_trial(chosen, voice)]


def _engine(name: str, chosen: bool, voice: Voice) -> Check:
    label = f"engine {name}" + (" (set)" if chosen else "")
    if name == "command":
        return _program(label, chosen, voice)
    try:
        module = importlib.import_module(ENGINES[name].module)
        about = getattr(module, "about", None)
        return Check(label, True, about(voice) if about else "built in", needed=chosen)
    except BinderyError as error:
        return Check(label, False, error.message, error.hint, needed=chosen)
    except (ImportError, OSError) as error:
        return _not_loaded(name, label, chosen, error)


def _not_loaded(name: str, label: str, chosen: bool, error: Exception) -> Check:
    """An engine whose library is missing, which is well where another is set, or broken."""
    package, extra = ENGINES[name].package, ENGINES[name].extra
    if extra and isinstance(error, ModuleNotFoundError):
        return Check(label, not chosen, f"not installed: pip install '.[{extra}]'", "", chosen)
    install = f"pip install --force-reinstall {package or 'bindery'}"
    return Check(label, False, f"cannot be loaded: {error}", install, needed=chosen)


def _program(label: str, chosen: bool, voice: Voice) -> Check:
    if not voice.command:
        return Check(label, True, "no command is set", needed=False)
    found = shutil.which(voice.command[0])
    hint = f"install {voice.command[0]}, or set audiobook.synthesize.command"
    return Check(label, found is not None, found or f"there is no program {voice.command[0]}", hint, chosen)


def _trial(name: str, voice: Voice) -> Check:
    """A sentence, really spoken: its samples are counted, and must not be silence."""
    label, hint = "synthesis", "set another audiobook.synthesize.engine or voice"
    started = time.perf_counter()
    try:
        engine = open_engine(name, voice)
        [(pcm, _)] = engine.speak([SENTENCE])
    except BinderyError as error:
        return Check(label, False, error.message, error.hint or hint)
    except (ImportError, OSError) as error:
        return Check(label, False, f"{type(error).__name__}: {error}", hint)
    took = time.perf_counter() - started
    peak = int(np.abs(pcm.astype(np.int32)).max(initial=0))
    sound = f"peak {20 * np.log10(peak / 32_768):.1f} dBFS" if peak else "silence"
    detail = (
        f"{len(pcm) / engine.sample_rate:.2f} s of sound ({len(pcm):,} samples, {sound}) in {took:.2f} s"
    )
    return Check(label, len(pcm) > 0 and (peak > 0 or name == "silent"), detail, hint)
