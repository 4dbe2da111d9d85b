"""Blocks: all pairs of rows of two tables under one operation, before equal functions are merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from potstill.distill.search import residues, special
from potstill.distill.search.keys import Key
from potstill.distill.search.operations import Columns, Index, Op, apply, apply_residues, errors, place
from potstill.distill.search.residues import Residues
from potstill.distill.search.special import SYMMETRIC, Special
from potstill.distill.search.states import Sources, States

UNDEFINED: Final = np.uint64((1 << 64) - 1)
"""No name of a function: those have 63 bits."""

Names = npt.NDArray[np.uint64]
"""What tells functions apart up to sign, then a bit that is 1 for those that cannot be turned around."""


@dataclass(frozen=True, slots=True)
class Block:
    """All pairs of rows of two tables under one operation; pair (i, j) has the number i * len(y) + j."""

    part: int
    op: Op
    x: States
    y: States
    sums: bool

    def __len__(self) -> int:
        return len(self.x) * len(self.y)

    def names(self) -> Names:
        """The names of the functions.

        UNDEFINED for a pair without a value in some example, or 0 everywhere, or that may not be joined so.
        """
        x, y, op = self.x, self.y, self.op
        over_x, over_y = (x.inverses[:, :, None], y.inverses[:, None, :])
        found = apply_residues(op, x.residues[:, :, None], y.residues[:, None, :], over_x, over_y)
        names = residues.keys(residues.unsigned(found)) << np.uint64(1)
        if op is not Op.SUB:
            names |= ~(x.flips[:, None] | y.flips[None, :])
        undefined = (found == 0).all(axis=0)
        undefined |= ~(x.fits(place(op, right=False))[:, None] & y.fits(place(op, right=True))[None, :])
        if op is Op.DIV:
            undefined |= y.zero[None, :]
        elif op is Op.UNDER:
            undefined |= x.zero[:, None]
        elif op is Op.MUL and self.sums:
            undefined |= ~(x.product[:, None] & y.product[None, :])
        result: Names = np.where(undefined, UNDEFINED, names).ravel()
        return result

    def states(self, key: Key, pairs: Index, sources: Sources) -> States:
        """The states of some pairs, by their numbers."""
        x, y, op = self.x, self.y, self.op
        left, right = np.divmod(pairs, max(1, len(y)))
        a, b = x.values[:, left], y.values[:, right]
        with np.errstate(all="ignore"):
            values = apply(op, a, b)
        fixed = x.fixed[left] & y.fixed[right]
        return States(
            key, values, errors(op, a, b, values, x.error[left], y.error[right]),
            apply_residues(
                op, x.residues[:, left], y.residues[:, right], x.inverses[:, left], y.inverses[:, right]
            ),
            x.flips[left] | y.flips[right] | (op is Op.SUB), fixed, fixed & (x.scale[left] | y.scale[right]),
            np.full(len(pairs), int(op), np.uint8), np.full(len(pairs), self.part, np.int32),
            left.astype(np.int32), right.astype(np.int32), sources,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Directed:
    """A table's formulas in both signs; those beyond the table's end are the negatives."""

    rows: Index
    values: Columns
    error: Columns
    residues: Residues

    @staticmethod
    def of(states: States, *, quotients: bool) -> Directed:
        """A table's formulas, with quotients or without, and negatives where they can be turned around."""
        fine = states.op < int(Op.DIV)
        kept = np.flatnonzero(fine | quotients)
        turned = np.flatnonzero(states.flips & (fine | quotients))
        zero = np.zeros((residues.POINTS, 1), np.uint64)
        return Directed(
            np.concatenate([kept, len(states) + turned]),
            np.concatenate([states.values[:, kept], -states.values[:, turned]], axis=1),
            np.concatenate([states.error[kept], states.error[turned]]),
            np.concatenate(
                [states.residues[:, kept], residues.subtract(zero, states.residues[:, turned])], axis=1
            ),
        )


@dataclass(frozen=True, slots=True)
class SpecialBlock:
    """All pairs of rows of two tables, in both signs, under a special operation."""

    part: int
    op: Special
    x: Directed
    y: Directed
    grain: float

    def __len__(self) -> int:
        return len(self.x.rows) * len(self.y.rows)

    def names(self) -> Names:
        """The names of the functions; UNDEFINED where the examples do not show what the operation does."""
        x, y = self.x, self.y
        found = self._residues(x.residues[:, :, None], y.residues[:, None, :])
        names = (residues.keys(residues.unsigned(found)) << np.uint64(1)) | np.uint64(1)
        shown = special.columns(
            self.op,
            x.values[:, :, None],
            y.values[:, None, :],
            x.error[:, None],
            y.error[None, :],
            self.grain,
        ).shown
        result: Names = np.where(shown, names, UNDEFINED).ravel()
        return result

    def states(self, key: Key, pairs: Index, sources: Sources) -> States:
        """The states of some pairs, by their numbers."""
        x, y = self.x, self.y
        left, right = np.divmod(pairs, max(1, len(y.rows)))
        found = special.columns(
            self.op, x.values[:, left], y.values[:, right], x.error[left], y.error[right], self.grain
        )
        no = np.zeros(len(pairs), np.bool_)
        return States(
            key, found.values, found.error, self._residues(x.residues[:, left], y.residues[:, right]),
            no, no, no, np.full(len(pairs), int(self.op), np.uint8), np.full(len(pairs), self.part, np.int32),
            x.rows[left].astype(np.int32), y.rows[right].astype(np.int32), sources,
        )  # fmt: skip

    def _residues(self, x: Residues, y: Residues) -> Residues:
        if self.op in SYMMETRIC:
            x, y = np.minimum(x, y), np.maximum(x, y)
        return residues.opaque(int(self.op), x, y)


def representatives(names: Names) -> Index:
    """The first of each function's names, rather one whose bit is 0; UNDEFINED aside; in rising order."""
    order = np.argsort(names)
    ordered = names[order]
    ordered = ordered[: np.searchsorted(ordered, UNDEFINED)]
    starts = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else order[:0]
    )
    if not len(starts):
        return starts
    functions = ordered[starts] >> np.uint64(1)
    # The least number, so that the order of equal names, which is not stable, does not matter.
    least = np.minimum.reduceat(order[: len(ordered)], starts)
    return np.sort(least[np.concatenate([[True], functions[1:] != functions[:-1]])])
