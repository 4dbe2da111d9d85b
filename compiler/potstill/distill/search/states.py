"""States: formulas with their values in the examples, as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, assert_never

import numpy as np
import numpy.typing as npt

from potstill.distill.search import residues
from potstill.distill.search.keys import Key
from potstill.distill.search.leaves import Leaf
from potstill.distill.search.operations import Columns, Index, Mask, Op, Place
from potstill.distill.search.residues import Residues


@dataclass(frozen=True, slots=True)
class Given:
    """A leaf with what the tables need of it."""

    leaf: Leaf
    residues: Residues


Sources: TypeAlias = tuple[tuple[Key, Key], ...]
"""The pairs of tables that rows are joined from."""

Universe: TypeAlias = Mapping[Key, tuple[Given, ...]]
"""The leaves of each kind, by the key of size 1 that stands for the kind."""


@dataclass(frozen=True)
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
    sources: Sources = ()

    def __len__(self) -> int:
        return int(self.values.shape[1])

    @cached_property
    def inverses(self) -> Residues:
        """The multiplicative inverses of the residues."""
        return residues.inverse(self.residues)

    @cached_property
    def product(self) -> Mask:
        """Which formulas are leaves or products."""
        found: Mask = (self.op == int(Op.MUL)) | (self.key.size == 1)
        return found

    @cached_property
    def one(self) -> Mask:
        """Which formulas are constants of value 1."""
        found: Mask = self.fixed & (self.values == 1).all(axis=0)
        return found

    @cached_property
    def zero(self) -> Mask:
        """Which formulas are 0 in some example, so that nothing is divided by them."""
        found: Mask = (self.values == 0).any(axis=0)
        return found

    def fits(self, place: Place) -> Mask:
        """Which formulas may stand in a place."""
        match place:
            case Place.TERM:
                return ~self.scale
            case Place.FACTOR:
                return ~self.one
            case Place.NUMERATOR:
                return np.ones(len(self), np.bool_)
            case _:
                assert_never(place)

    def select(self, rows: Index | Mask) -> States:
        """Some of the rows, in the order that is given."""
        return States(
            self.key, self.values[:, rows], self.error[rows], self.residues[:, rows], self.flips[rows],
            self.fixed[rows], self.scale[rows], self.op[rows], self.part[rows],
            self.left[rows], self.right[rows], self.sources,
        )  # fmt: skip


def concatenated(key: Key, sources: Sources, tables: Sequence[States]) -> States:
    """Tables with the same sources as one."""
    return States(
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
