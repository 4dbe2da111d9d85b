"""Search spaces as data: what formulas are made of, in which layers they are searched, how many they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import log2

from potstill.distill.search.constants import Constants, constants
from potstill.distill.search.counting import elementary, multisets, read_once
from potstill.distill.search.leaves import FORMS, Form, Role


@dataclass(frozen=True, slots=True)
class Layer:
    """All formulas with so many different slots, near and far constants, and slots once more.

    ``rounded``: under any rounding; otherwise as they are.
    """

    slots: int
    near: int = 0
    far: int = 0
    again: int = 0
    rounded: bool = False

    @property
    def leaves(self) -> int:
        """How many leaves each formula has."""
        return self.slots + self.near + self.far + self.again

    def __str__(self) -> str:
        kinds = ((self.slots, "slot"), (self.near, "near constant"), (self.far, "far constant"))
        said = [f"{count} {name}{'s' * (count > 1)}" for count, name in kinds if count]
        again = [f"{self.again} more of any slot"] if self.again else []
        return " + ".join([*said, *again]) + (", rounded" if self.rounded else "")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the layers go, and what a search may spend; all of them are counts.

    ``leaves``: of a formula. ``extras``: leaves of it that are no slot's first use. ``far``: of them, far
    constants. ``again``: of them, slots once more. ``bits``: the logarithm of the size of the largest
    layer. ``margin``: once a layer has formulas that fit, all layers of up to so many bits more are searched
    too. ``rounding``: what a rounding adds to a layer's bits. ``effort``: queries and hits. ``rivals``:
    formulas that fit.
    """

    leaves: int = 7
    extras: int = 3
    far: int = 2
    again: int = 2
    bits: int = 34
    margin: int = 7
    rounding: int = 5
    effort: int = 120_000_000
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
        return (
            elementary(forms, layer.slots)
            * multisets(len(self.constants.near), layer.near)
            * multisets(len(self.constants.far), layer.far)
            * multisets(sum(forms), layer.again)
            * read_once(layer.leaves)
        )

    def bits(self, layer: Layer) -> float:
        """The logarithm of a layer's size, with what a rounding adds."""
        return log2(self.count(layer)) + self.limits.rounding * layer.rounded

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
    limits = space.limits
    for slots in range(len(space.forms) + 1):
        for near in range(limits.extras + 1):
            for far in range(min(limits.far, limits.extras - near) + 1):
                for again in range(min(limits.again, limits.extras - near - far, slots) + 1):
                    for rounded in (False, True):
                        layer = Layer(slots, near, far, again, rounded)
                        fits = 1 <= layer.leaves <= limits.leaves and space.count(layer)
                        if fits and space.bits(layer) <= limits.bits:
                            yield layer
