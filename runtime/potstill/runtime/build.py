"""Which build is running: the hot modules as compiled by mypyc, or the same sources as pure Python."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES

from potstill.runtime import automaton


def compiled() -> bool:
    """Whether the hot modules are shared objects. The build hook compiles all of them or none."""
    return str(automaton.__file__).endswith(tuple(EXTENSION_SUFFIXES))
