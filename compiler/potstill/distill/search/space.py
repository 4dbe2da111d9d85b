"""Search spaces as data: what formulas are made of, in which layers they are searched, how many they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from itertools import product
from math import comb, log2
from typing import Final

from potstill.distill.search.constants import Constants, constants
from potstill.distill.search.counting import elementary, multisets, read_once, signed_sums
from potstill.distill.search.leaves import FORMS, ROUNDED, Form, Role
from potstill.distill.search.special import Special
from potstill.distill.search.tables import MAX_DEGREE

FEW: Final = 2
"""Extra leaves of formulas with special operations, or over rounded slots."""

LEAST_SUM: Final = 6
"""Leaves of the smallest formulas that are looked at as sums: smaller ones are few enough without."""

MAX_AROUND: Final = 3
"""Leaves around a sum of products."""

MAX_SUM: Final = 8
"""Leaves of a sum of products, without those around it; one less with constants among them."""


class Shape(Enum):
    """What formulas of a layer look like."""

    ANY = "any"
    SPECIAL = "with one special operation"
    SUMS = "around a sum of products"


@dataclass(frozen=True, slots=True)
class Layer:
    """All formulas of a shape with so many slots, near and far constants, and slots once more.

    ``rounded``: under any rounding; otherwise as they are. ``first``: how all slots that are plain numbers,
    and not whole ones, are rounded before anything else.
    """

    slots: int
    near: int = 0
    far: int = 0
    again: int = 0
    rounded: bool = False
    shape: Shape = Shape.ANY
    first: Form | None = None

    @property
    def leaves(self) -> int:
        """How many leaves each formula has."""
        return self.slots + self.near + self.far + self.again

    def __str__(self) -> str:
        kinds = ((self.slots, "slot"), (self.near, "near constant"), (self.far, "far constant"))
        said = [f"{count} {name}{'s' * (count > 1)}" for count, name in kinds if count]
        again = [f"{self.again} more of any slot"] if self.again else []
        notes = [self.shape.value] if self.shape is not Shape.ANY else []
        notes += [f"of slots as {self.first.value}"] if self.first else []
        notes += ["rounded"] if self.rounded else []
        return ", ".join([" + ".join([*said, *again]), *notes])


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the layers go, and what a search may spend; all of them are counts.

    ``leaves``: of a formula. ``extras``: leaves of it that are no slot's first use. ``far``: of them, far
    constants. ``again``: of them, slots once more. ``bits``: the logarithm of the size of the largest
    layer. ``margin``: once a layer has formulas that fit, all layers of up to so many bits more are searched
    too. ``rounding``: what a rounding adds to a layer's bits. ``effort``: queries and hits. ``rivals``:
    formulas that fit. ``special`` and ``sums``: leaves of formulas of these shapes.
    """

    leaves: int = 7
    special: int = 5
    sums: int = 9
    extras: int = 3
    far: int = 2
    again: int = 2
    bits: int = 32
    margin: int = 7
    rounding: int = 5
    effort: int = 150_000_000
    rivals: int = 256


@dataclass(frozen=True, slots=True)
class Space:
    """A declared space: slots with their forms, constants, and layers in the order of the search."""

    forms: Mapping[str, tuple[Form, ...]]
    constants: Constants = field(default_factory=Constants)
    limits: Limits = field(default_factory=Limits)
    layers: tuple[Layer, ...] = ()

    def size(self) -> int:
        """How many formulas there are at most, roundings around them aside."""
        return sum(self.count(layer) for layer in self.layers)

    def count(self, layer: Layer) -> int:
        """How many formulas a layer has at most; one function counts once for each choice of leaves.

        Roundings around formulas are not counted.
        """
        forms = [len(each) for each in self.forms.values()]
        leaves = (
            elementary(forms, layer.slots)
            * multisets(len(self.constants.near), layer.near)
            * multisets(len(self.constants.far), layer.far)
            * multisets(sum(forms), layer.again)
        )
        match layer.shape:
            case Shape.ANY:
                return leaves * read_once(layer.leaves)
            case Shape.SPECIAL:
                return leaves * _specials(layer.leaves)
            case Shape.SUMS:
                return leaves * _around_sums(layer.leaves)

    def bits(self, layer: Layer) -> float:
        """The logarithm of a layer's size, with what roundings add."""
        return log2(self.count(layer)) + self.limits.rounding * (layer.rounded + (layer.first is not None))

    def only(self, layers: Sequence[Layer]) -> Space:
        """The space of these layers."""
        return replace(self, layers=tuple(layers))

    def grammar(self) -> str:
        """The space in an EBNF; ``?`` marks what a comment restricts."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield 'answer  = formula | rounding "(" formula ")" ;'
        yield "rounding = floor | ceil | half_up | half_even ;  (* to 0 or 2 places, as the answers have *)"
        yield 'formula = leaf | formula ("+" | "-" | "*" | "/") formula | "(" formula ")" ;'
        yield "leaf    = slot | near | far ;  (* far constants are not added or subtracted *)"
        for name, forms in self.forms.items():
            said = " | ".join(form.value.replace("x", name) for form in forms)
            yield f"slot    = {said} ;"
        yield f"near    = {' | '.join(map(str, self.constants.near))} ;"
        yield f"far     = {' | '.join(map(str, self.constants.far))} ;"
        yield "(* special operations: min(x, y), max(x, y), abs(x - y), x // y, x % y, x ** y, roundings of"
        yield "   x * y, x / y or a slot; where the examples show what they do. Slots are rounded that are"
        yield "   not whole in some example. Not: ceil of a sum that 1 is subtracted from. *)"
        yield "(* each formula has, in the order of the search, with at most so many of each:"
        for layer in self.layers:
            yield f"   {layer}: {self.count(layer):,}"
        yield "*)"


def declare(
    roles: Mapping[str, Role], literals: Sequence[Fraction] = (), limits: Limits | None = None
) -> Space:
    """The space for slots of these roles, in a text that says these numbers."""
    forms = {name: FORMS[role] for name, role in roles.items()}
    space = Space(forms, constants(literals), limits or Limits())
    return space.only(sorted(_layers(space), key=lambda layer: (space.bits(layer), layer.leaves, str(layer))))


def _layers(space: Space) -> Iterator[Layer]:
    """All layers within the limits that have any formula."""
    limits, slots = space.limits, range(len(space.forms) + 1)
    kinds = [
        Layer(*kind)
        for kind in product(
            slots, range(limits.extras + 1), range(limits.far + 1), range(limits.again + 1), (False, True)
        )
    ]
    for layer in kinds:
        for each in _shapes(layer, limits):
            if space.count(each) and space.bits(each) <= limits.bits:
                yield each


def _shapes(layer: Layer, limits: Limits) -> Iterator[Layer]:
    """The layers with these leaves that there are."""
    extras = layer.near + layer.far + layer.again
    if extras > limits.extras or layer.again > layer.slots or not layer.leaves:
        return
    if layer.leaves <= limits.leaves:
        yield layer
        if layer.slots and extras <= FEW and not layer.rounded:
            yield from (replace(layer, first=form) for form in ROUNDED)
    if layer.slots and extras <= FEW and layer.leaves <= limits.special:
        yield replace(layer, shape=Shape.SPECIAL)
    if LEAST_SUM <= layer.leaves <= limits.sums and not layer.again:
        yield replace(layer, shape=Shape.SUMS)


def _specials(leaves: int) -> int:
    """How many formulas have one special operation or rounded slot, at most."""
    single = leaves * len(ROUNDED) * read_once(leaves)
    # Two operands of one leaf each, or of one and two, in either order and both signs.
    pairs = comb(leaves, 2) * 2 * read_once(leaves - 1) if leaves > 1 else 0
    triples = comb(leaves, 3) * 3 * 2 * read_once(2) * read_once(leaves - 2) if leaves > 2 else 0
    return single + len(Special) * (pairs + triples)


def _around_sums(leaves: int) -> int:
    """How many formulas have a sum of products with at most MAX_AROUND leaves around it, at most."""
    return sum(
        comb(leaves, around) * read_once(around + 1) * signed_sums(leaves - around, MAX_DEGREE)
        for around in range(max(0, leaves - MAX_SUM), MAX_AROUND + 1)
    )
