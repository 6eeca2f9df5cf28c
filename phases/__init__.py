"""Bindery: the graph, the tools, and one folder for each pipeline.

A folder ``phases/`` elsewhere on Python's path adds its pipelines to these.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
