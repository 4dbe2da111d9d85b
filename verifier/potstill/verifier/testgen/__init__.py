"""Tests from an artifact: strategies to draw requests with, named cases, and a file of tests to keep.

The strategies need Hypothesis, the named cases the solver; neither is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from potstill.verifier.testgen.expect import Expected

if TYPE_CHECKING:
    from potstill.verifier.testgen.strategies import Request, Strategies

__all__ = ["Expected", "Request", "Strategies"]


def __getattr__(name: str) -> object:
    if name in ("Request", "Strategies"):
        from potstill.verifier.testgen import strategies

        return getattr(strategies, name)
    raise AttributeError(name)
