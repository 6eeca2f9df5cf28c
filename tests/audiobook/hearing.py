"""Sentences to be spoken and listened to, and the mark of tests that need a recogniser for it."""

import importlib.util

import pytest

STORM = "He had seen it many years before the great storm, when the harbour was still full of ships."
CALM = "The old sailor told us a strange story about the lighthouse."
FLOOD = "In the year of the great flood the bridge was carried away by the river."
HEARING = pytest.mark.skipif(
    importlib.util.find_spec("pocketsphinx") is None, reason="the extra `check` is not installed"
)
