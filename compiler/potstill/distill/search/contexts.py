"""Contexts: formulas with a hole, and what the hole must be worth for the formula to hit the target.

The target, an interval in each example, is pulled back through the inverses of + - * /. What a context
makes of v in its hole is (a*v + b) / (c*v + d), a Möbius transformation; its coefficients are kept as
residues, which tell what function the context makes of what fills the hole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from potstill.distill.search import residues
from potstill.distill.search.formulas import Formula, Joined, Signed
from potstill.distill.search.keys import Key, parts
from potstill.distill.search.operations import (
    ADDITIVE,
    MULTIPLICATIVE,
    OPS,
    SLACK,
    Columns,
    Index,
    Mask,
    Op,
    place,
)  # fmt: skip
from potstill.distill.search.residues import Residues
from potstill.distill.search.tables import Tables

Mobius: TypeAlias = tuple[Residues, Residues, Residues, Residues]

NONE: Final = 0
SUM: Final = 1
PRODUCT: Final = 2


@dataclass(frozen=True, slots=True)
class Bounds:
    """Intervals in each example, of shape (examples, n) both; infinite where nothing is known."""

    low: Columns
    high: Columns


@dataclass(frozen=True, slots=True)
class Contexts:
    """n contexts over the same leaves.

    ``bounds``: of what fills the hole; ``mobius``: a, b, c, d, each of shape (POINTS, n); ``negative``: it is
    the negative of the formula that hits the target; ``flips``: whether a difference in the context can be
    turned around; ``innermost``: NONE, SUM or PRODUCT, the operation around the hole. The hole is the left
    operand of ``op``, row ``side`` of table ``sources[part][1]`` the right one, and row ``outer`` of the
    contexts ``sources[part][0]`` is around that.
    """

    key: Key
    bounds: Bounds
    mobius: Mobius
    negative: Mask
    flips: Mask
    innermost: npt.NDArray[np.uint8]
    op: npt.NDArray[np.uint8]
    part: npt.NDArray[np.int32]
    outer: npt.NDArray[np.int32]
    side: npt.NDArray[np.int32]
    sources: tuple[tuple[Key, Key], ...] = ()

    def __len__(self) -> int:
        return int(self.bounds.low.shape[1])

    def select(self, rows: Index | Mask) -> Contexts:
        """Some of the rows."""
        return Contexts(
            self.key, Bounds(self.bounds.low[:, rows], self.bounds.high[:, rows]),
            _columns(self.mobius, rows),
            self.negative[rows], self.flips[rows], self.innermost[rows], self.op[rows], self.part[rows],
            self.outer[rows], self.side[rows], self.sources,
        )  # fmt: skip


def filled(mobius: Mobius, negative: Mask, rows: Index, hole: Residues) -> Residues:
    """The residues of the formulas that contexts make of what fills their holes, sign included."""
    a, b, c, d = _columns(mobius, rows)
    above = residues.add(residues.multiply(a, hole), b)
    below = residues.add(residues.multiply(c, hole), d)
    found = residues.multiply(above, residues.inverse(below))
    turned = residues.subtract(np.zeros_like(found), found)
    return np.where(negative[rows], turned, found)


class ContextTables:
    """The contexts of one target over the tables of sides."""

    def __init__(self, tables: Tables, target: Bounds) -> None:
        self.tables = tables
        self.rows = 0
        self._known: dict[Key, Contexts] = {Key(): _targets(target)}

    def contexts(self, key: Key) -> Contexts:
        """All contexts over exactly these leaves; sums and products alternate.

        INVARIANT: nothing is lost by that: two sums in a row are one sum with a larger side.
        """
        found = self._known.get(key)
        if found is None:
            found = self._made(key)
            self._known[key] = found
            self.rows += len(found)
        return found

    def formula(self, contexts: Contexts, row: int, hole: Formula) -> Formula:
        """The formula that a context makes of what fills its hole."""
        filled = self._filled(contexts, row, hole)
        return Signed(filled) if contexts.negative[row] else filled

    def _filled(self, contexts: Contexts, row: int, hole: Formula) -> Formula:
        if contexts.key.size == 0:
            return hole
        outer, side = contexts.sources[int(contexts.part[row])]
        op = Op(int(contexts.op[row]))
        known = self.tables.formula(
            self.tables.operands(side, place(op, right=True)), int(contexts.side[row])
        )
        return self._filled(self.contexts(outer), int(contexts.outer[row]), Joined(op, hole, known))

    def _made(self, key: Key) -> Contexts:
        sources = tuple(
            (key.less(side), side)
            for side in parts(key)
            if side.size and (side.size < key.size or side.odd == key.odd)
        )
        found = [
            self._steps(key, sources, part, op)
            for part in range(len(sources))
            for op in OPS
        ]  # fmt: skip
        return _concatenated(key, sources, found)

    def _steps(self, key: Key, sources: tuple[tuple[Key, Key], ...], part: int, op: Op) -> Contexts:
        outer = self.contexts(sources[part][0])
        side = self.tables.operands(sources[part][1], place(op, right=True))
        same = SUM if op in ADDITIVE else PRODUCT
        rows = np.flatnonzero(outer.innermost != same)
        at, by = (each.ravel() for each in np.meshgrid(rows, np.arange(len(side)), indexing="ij"))
        bounds, possible = pulled(op, outer.bounds, at, side.values, by)
        keep = np.flatnonzero(possible)
        at, by = at[keep], by[keep]
        z = side.residues[:, by]
        count = len(at)
        return Contexts(
            key, Bounds(bounds.low[:, keep], bounds.high[:, keep]), _composed(op, outer, at, z),
            outer.negative[at], outer.flips[at] | side.flips[by] | (op is Op.SUB),
            np.full(count, same, np.uint8), np.full(count, int(op), np.uint8), np.full(count, part, np.int32),
            at.astype(np.int32), by.astype(np.int32), sources,
        )  # fmt: skip


def pulled(op: Op, bounds: Bounds, at: Index, sides: Columns, by: Index) -> tuple[Bounds, Mask]:
    """The interval of v for which `v op z` lies in the bounds, widened by errors; and where there is one."""
    low, high, z = bounds.low[:, at], bounds.high[:, at], sides[:, by]
    with np.errstate(all="ignore"):
        match op:
            case Op.ADD:
                slack = SLACK * (np.abs(z) + _size(low, high))
                found = low - z - slack, high - z + slack
            case Op.SUB:
                slack = SLACK * (np.abs(z) + _size(low, high))
                found = low + z - slack, high + z + slack
            case Op.MUL:
                found = _around(low / z, high / z, z == 0)
            case Op.DIV:
                found = _around(low * z, high * z, z == 0)
            case Op.UNDER:
                found = _around(z / low, z / high, (low <= 0) & (high >= 0))
    # z = 0: of `v * z` and `z / v` all v give 0, and of `v / z` none has a value.
    if op is Op.DIV:
        possible = (z != 0).all(axis=0)
    elif op in MULTIPLICATIVE:
        possible = ((z != 0) | ((low <= 0) & (high >= 0))).all(axis=0)
    else:
        possible = np.ones(len(at), np.bool_)
    return Bounds(*found), possible


def _columns(mobius: Mobius, rows: Index | Mask) -> Mobius:
    a, b, c, d = (each[:, rows] for each in mobius)
    return a, b, c, d


def _around(one: Columns, other: Columns, open_: Mask) -> tuple[Columns, Columns]:
    """The interval between two ends in any order, widened; everything where ``open_``."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    slack = SLACK * _size(low, high)
    unknown = open_ | np.isnan(low) | np.isnan(high)
    return np.where(unknown, -np.inf, low - slack), np.where(unknown, np.inf, high + slack)


def _size(low: Columns, high: Columns) -> Columns:
    """The larger of the finite ends."""
    sizes = np.maximum(
        np.where(np.isfinite(low), np.abs(low), 0.0), np.where(np.isfinite(high), np.abs(high), 0.0)
    )
    result: Columns = sizes
    return result


def _composed(op: Op, outer: Contexts, at: Index, z: Residues) -> Mobius:
    """The outer transformation after `v op z`."""
    a, b, c, d = _columns(outer.mobius, at)
    times = residues.multiply
    match op:
        case Op.ADD:
            return a, residues.add(times(a, z), b), c, residues.add(times(c, z), d)
        case Op.SUB:
            return a, residues.subtract(b, times(a, z)), c, residues.subtract(d, times(c, z))
        case Op.MUL:
            return times(a, z), b, times(c, z), d
        case Op.DIV:
            return a, times(b, z), c, times(d, z)
        case Op.UNDER:
            return b, times(a, z), d, times(c, z)


def _targets(target: Bounds) -> Contexts:
    """The two empty contexts: for formulas that hit the target, and for those whose negatives do."""
    one = np.ones((residues.POINTS, 2), np.uint64)
    zero = np.zeros((residues.POINTS, 2), np.uint64)
    none = np.zeros(2, np.int32)
    return Contexts(
        Key(), Bounds(
            np.concatenate([target.low, -target.high], axis=1),
            np.concatenate([target.high, -target.low], axis=1),
        ),
        (one, zero, zero, one), np.array([False, True]), np.zeros(2, np.bool_), np.full(2, NONE, np.uint8),
        none.astype(np.uint8), none, none, none,
    )  # fmt: skip


def _concatenated(key: Key, sources: tuple[tuple[Key, Key], ...], found: list[Contexts]) -> Contexts:
    return Contexts(
        key,
        Bounds(
            np.concatenate([each.bounds.low for each in found], axis=1),
            np.concatenate([each.bounds.high for each in found], axis=1),
        ),
        (
            np.concatenate([each.mobius[0] for each in found], axis=1),
            np.concatenate([each.mobius[1] for each in found], axis=1),
            np.concatenate([each.mobius[2] for each in found], axis=1),
            np.concatenate([each.mobius[3] for each in found], axis=1),
        ),
        np.concatenate([each.negative for each in found]),
        np.concatenate([each.flips for each in found]),
        np.concatenate([each.innermost for each in found]),
        np.concatenate([each.op for each in found]),
        np.concatenate([each.part for each in found]),
        np.concatenate([each.outer for each in found]),
        np.concatenate([each.side for each in found]),
        sources,
    )
