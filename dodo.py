"""What doit reads: every file below `input/` becomes a chain of phase targets in `build/`.

The pipelines are the folders of `phases/`, their settings stand in `config.yaml`.
"""

from phases.graph import tasks


def task_items():
    """One group for each input, with its phases as sub-tasks."""
    return tasks.load()
