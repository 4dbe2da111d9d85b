"""Distillation: from answered requests to verified families, without a model in the loop.

    from potstill.distill import grow

    grower = grow(handler, store, fallback)

Needs the extras ``compile``, ``verify`` and ``distill``. ``spec/distillation.md`` says what is claimed of
what comes out, and ``docs/distilling.md`` how to use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from potstill.distill.growing import grow

__all__ = ["grow"]


def __getattr__(name: str) -> object:
    """``grow``, imported when it is first asked for: it needs the compiler and the verifier."""
    if name == "grow":
        from potstill.distill.growing import grow

        return grow
    raise AttributeError(f"module {__name__} has no attribute {name}")
