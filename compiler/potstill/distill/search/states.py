"""Tables of states: all formulas over some leaves, smallest first, each with its values in the examples.

Bottom-up enumeration as in Udupa et al. (TRANSIT, PLDI 2013) and Albarghouthi et al. (Escher, CAV 2013), but
states are merged where they are the same function (`residues`), never because the examples do not tell them
apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from potstill.distill.search import formulas, residues
from potstill.distill.search.formulas import Formula, Joined
from potstill.distill.search.leaves import Leaf
from potstill.distill.search.operations import (
    ADDITIVE,
    MULTIPLICATIVE,
    OPS,
    ULP,
    Columns,
    Index,
    Mask,
    Op,
    apply,
    apply_residues,
    errors,
)  # fmt: skip
from potstill.distill.search.residues import Residues

MAX_ERROR: Final = 2.0**-36
"""The relative error of a stored value; what would have more is computed exactly, then rounded."""


class Key(NamedTuple):
    """Which leaves: a set of slots as bits, how many near and far constants, how many slots once more."""

    slots: int = 0
    near: int = 0
    far: int = 0
    again: int = 0

    @property
    def size(self) -> int:
        """How many leaves."""
        return self.slots.bit_count() + self.near + self.far + self.again

    def less(self, other: Key) -> Key:
        """The leaves that are left over; ``other`` is a part."""
        return Key(
            self.slots & ~other.slots, self.near - other.near, self.far - other.far, self.again - other.again
        )


def parts(key: Key) -> Iterator[Key]:
    """All parts of some leaves, the empty one and the whole included, in a fixed order."""
    slots = key.slots
    while True:
        for near in range(key.near + 1):
            for far in range(key.far + 1):
                for again in range(key.again + 1):
                    yield Key(slots, near, far, again)
        if slots == 0:
            return
        slots = (slots - 1) & key.slots


def halves(key: Key) -> list[tuple[Key, Key]]:
    """All ways to divide some leaves in two, neither part empty, the order of the two aside."""
    found = []
    for part in parts(key):
        rest = key.less(part)
        if part.size and rest.size and part >= rest:
            found.append((part, rest))
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """A leaf with what the tables need of it."""

    leaf: Leaf
    residues: Residues


Universe: TypeAlias = Mapping[Key, tuple[Given, ...]]
"""The leaves of each kind, by the key of size 1 that stands for the kind."""


@dataclass(frozen=True, slots=True)
class States:
    """A table of n formulas.

    ``values``: in each example, of shape (examples, n); ``error``: their relative error; ``flips``: whether
    the negative is a formula over the same leaves too; ``fixed``: without slots; ``scale``: may not be added.
    ``op``, ``part``, ``left``, ``right``: row ``left`` of table ``sources[part][0]`` is joined with row
    ``right`` of ``sources[part][1]``; for single leaves, ``left`` is the leaf's number.

    INVARIANT: the values of the first example rise from row to row.
    """

    key: Key
    values: Columns
    error: Columns
    residues: Residues
    flips: Mask
    fixed: Mask
    scale: Mask
    op: npt.NDArray[np.uint8]
    part: npt.NDArray[np.int32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    sources: tuple[tuple[Key, Key], ...] = ()

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def select(self, rows: Index | Mask) -> States:
        """Some of the rows, in the order that is given."""
        return States(
            self.key, self.values[:, rows], self.error[rows], self.residues[:, rows], self.flips[rows],
            self.fixed[rows], self.scale[rows], self.op[rows], self.part[rows],
            self.left[rows], self.right[rows], self.sources,
        )  # fmt: skip


class Tables:
    """The tables over one universe of leaves, built when they are asked for."""

    def __init__(self, universe: Universe, examples: int) -> None:
        self.universe = universe
        self.examples = examples
        self.rows = 0
        self._known: dict[Key, States] = {}
        self._addends: dict[Key, States] = {}

    def states(self, key: Key) -> States:
        """All formulas over exactly these leaves that have a value in every example; none is 0 throughout."""
        found = self._known.get(key)
        if found is None:
            found = self._leaves(key) if key.size == 1 else self._joined(key)
            self._known[key] = found
            self.rows += len(found)
        return found

    def addends(self, key: Key) -> States:
        """Those that may be added to something."""
        found = self._addends.get(key)
        if found is None:
            found = self.states(key)
            if found.scale.any():
                found = found.select(~found.scale)
            self._addends[key] = found
        return found

    def operands(self, key: Key, op: Op) -> States:
        """Those that the operation may take."""
        return self.addends(key) if op in ADDITIVE else self.states(key)

    def formula(self, states: States, row: int) -> Formula:
        """What a row stands for."""
        if states.key.size == 1:
            return self.universe[states.key][int(states.left[row])].leaf
        one, other = states.sources[int(states.part[row])]
        op = Op(int(states.op[row]))
        return Joined(
            op,
            self.formula(self.states(one), int(states.left[row])),
            self.formula(self.states(other), int(states.right[row])),
        )

    def _leaves(self, key: Key) -> States:
        given = self.universe.get(key, ())
        count = len(given)
        exact = [each.leaf.values for each in given]
        values = np.array([[float(v) for v in column] for column in exact], dtype=np.float64)
        values = values.reshape(count, self.examples).T
        found = States(
            key,
            values,
            np.array([0.0 if _whole(column) else ULP for column in exact]),
            np.concatenate([np.zeros((residues.POINTS, 0), np.uint64), *(g.residues for g in given)], axis=1),
            np.zeros(count, np.bool_),
            np.full(count, key.near + key.far > 0),
            np.array([each.leaf.scale for each in given], dtype=np.bool_),
            np.zeros(count, np.uint8),
            np.zeros(count, np.int32),
            np.arange(count, dtype=np.int32),
            np.zeros(count, np.int32),
        )
        return found.select(np.argsort(values[0], kind="stable"))

    def _joined(self, key: Key) -> States:
        sources = halves(key)
        tables = [
            self._join(key, tuple(sources), part, op)
            for part in range(len(sources))
            for op in OPS
        ]  # fmt: skip
        return self._merged(key, tuple(sources), tables)

    def _join(self, key: Key, sources: tuple[tuple[Key, Key], ...], part: int, op: Op) -> States:
        """All pairs of one division of the leaves, under one operation."""
        # Rows are named in the whole table of a part, so that what may not be added is left out at the end.
        x, y = (self.states(each) for each in sources[part])
        m, shape = self.examples, (len(x), len(y))
        with np.errstate(all="ignore"):
            values = apply(op, x.values[:, :, None], y.values[:, None, :])
            error = errors(
                op, x.values[:, :, None], y.values[:, None, :], values, x.error[:, None], y.error[None, :]
            )
        fine = np.isfinite(values).all(axis=0)
        if op in ADDITIVE:
            fine &= ~(x.scale[:, None] | y.scale[None, :])
        fixed = x.fixed[:, None] & y.fixed[None, :]
        flips = x.flips[:, None] | y.flips[None, :] | (op is Op.SUB)
        left, right = np.indices(shape, dtype=np.int32)
        ordinary = fine.ravel()
        both = (x.residues[:, :, None], y.residues[:, None, :])
        over_x = residues.inverse(x.residues)[:, :, None] if op is Op.UNDER else both[0]
        over_y = residues.inverse(y.residues)[:, None, :] if op is Op.DIV else both[1]
        found = apply_residues(op, *both, over_x, over_y)
        found = np.broadcast_to(found, (residues.POINTS, *shape)).reshape(residues.POINTS, -1)
        count = shape[0] * shape[1]
        scale = (x.scale[:, None] | y.scale[None, :]) & fixed
        return States(
            key, values.reshape(m, -1), np.broadcast_to(error, shape).ravel(), found,
            np.broadcast_to(flips, shape).ravel(), fixed.ravel(), scale.ravel(),
            np.full(count, int(op), np.uint8), np.full(count, part, np.int32),
            left.ravel(), right.ravel(), sources,
        ).select(ordinary & (found != 0).all(axis=0))  # fmt: skip

    def _merged(self, key: Key, sources: tuple[tuple[Key, Key], ...], tables: list[States]) -> States:
        """One row for each function up to sign, rather one that can be turned around; values are accurate."""
        whole = States(
            key,
            np.concatenate([each.values for each in tables], axis=1),
            np.concatenate([each.error for each in tables]),
            np.concatenate([each.residues for each in tables], axis=1),
            np.concatenate([each.flips for each in tables]),
            np.concatenate([each.fixed for each in tables]),
            np.concatenate([each.scale for each in tables]),
            np.concatenate([each.op for each in tables]),
            np.concatenate([each.part for each in tables]),
            np.concatenate([each.left for each in tables]),
            np.concatenate([each.right for each in tables]),
            sources,
        )
        # Constants that slots cancel down to are no functions of these slots.
        names = residues.keys(residues.unsigned(whole.residues))
        order = np.lexsort((~whole.flips, names))
        sorted_names = names[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = sorted_names[1:] != sorted_names[:-1]
        kept = whole.select(np.sort(order[first]))
        kept = self._accurate(kept)
        return kept.select(np.argsort(kept.values[0], kind="stable"))

    def _accurate(self, states: States) -> States:
        """The states, with values that may be too inaccurate computed exactly; undefined ones left out."""
        doubtful = np.flatnonzero(states.error > MAX_ERROR)
        if not len(doubtful):
            return states
        fine = np.ones(len(states), np.bool_)
        for row in doubtful.tolist():
            exact = formulas.values(self.formula(states, row))
            if exact is None:
                fine[row] = False
                continue
            states.values[:, row] = [float(value) for value in exact]
            states.error[row] = 0.0 if _whole(exact) else ULP
        return states.select(fine)


def _whole(values: tuple[Fraction, ...]) -> bool:
    return all(value.denominator == 1 and abs(value) < 1 << 53 for value in values)


__all__ = ["MULTIPLICATIVE", "Given", "Key", "States", "Tables", "Universe", "halves", "parts"]
