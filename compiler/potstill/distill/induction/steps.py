"""How a step of an induction ends early."""

from __future__ import annotations

from typing import Final

from potstill.distill.outcome import Missing


class Again(Exception):
    """An answer changed what is known: the search starts again with it."""


class Stop(Exception):
    """Nothing can be released."""

    def __init__(self, missing: Missing, detail: str) -> None:
        super().__init__(detail)
        self.missing: Final = missing
        self.detail: Final = detail
