"""A neural voice as an ONNX graph, which says the same again when it is asked again.

Voices throw dice inside the graph (noise makes speech lively), and a session throws on from call to
call. A new session with the same seed throws the same; so for each part there is a new one, made
from the graph that was read and optimized once for the worker.
"""

import tempfile
from pathlib import Path

import onnxruntime

from phases.graph.errors import ToolError

DICE = (b"RandomNormal", b"RandomUniform", b"Multinomial", b"Bernoulli")
"""Names of ONNX operators whose output differs from call to call."""
SEEDS_APART = 7_919
"""Each node adds its number to the seed: two takes share no node's seed."""


class Model:
    """The graph in the file `path`. Raises ToolError where that is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            data = path.read_bytes()
            self.varies = any(name in data for name in DICE)
            self._graph = _optimized(path)
        except OSError as error:
            raise ToolError(
                f"the voice file {path} cannot be read ({error.strerror})", "see audiobook.synthesize.model"
            ) from error
        except Exception as error:  # onnxruntime's errors have no base of their own
            reason = " ".join(str(error).split())[:200]
            raise ToolError(f"the voice file {path} is no ONNX model ({reason})", "load it anew") from error
        self._session: onnxruntime.InferenceSession | None = None

    def session(self, take: int) -> onnxruntime.InferenceSession:
        """A session that begins with the dice of this take; of a graph without dice always the same."""
        if self._session is None or self.varies:
            onnxruntime.set_seed(1 + take * SEEDS_APART)
            options = _options()
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            self._session = onnxruntime.InferenceSession(
                self._graph, options, providers=["CPUExecutionProvider"]
            )
            # What kokoro-onnx asks of a session that was loaded from a file.
            self._session._model_path = str(self.path)
        return self._session


def _optimized(path: Path) -> bytes:
    """The graph as onnxruntime would run it on this machine."""
    with tempfile.TemporaryDirectory(prefix="bindery-voice-") as folder:
        options = _options()
        options.optimized_model_filepath = str(Path(folder, "voice.onnx"))
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return Path(folder, "voice.onnx").read_bytes()


def _options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # each core has its worker
    options.log_severity_level = 3  # errors; its warnings are about the graph, and for its maker
    return options
