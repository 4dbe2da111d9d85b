"""Where the variables of a question range: the part of Θ that is about the slots and fields it mentions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from potstill.ir.types import Type
from potstill.ir.values import Value
from potstill.verifier.smt.script import Bool, Cone
from potstill.verifier.smt.symbolic import Symbolic, names_of
from potstill.verifier.smt.variables import Inputs, Space, Variables
from potstill.verifier.theta import probes, sets
from potstill.verifier.theta.domain import Domain, Point


@dataclass(frozen=True, slots=True)
class Input:
    """A slot or a context field: its name, type and variable."""

    name: str
    kind: Type
    value: Symbolic


class Ranges:
    """Θ about one set of inputs."""

    def __init__(self, variables: Variables, space: Space, inputs: Inputs) -> None:
        self.variables: Final = variables
        self.space: Final = space
        family = space.family
        self.slots: Final = [Input(slot.name, slot.type, inputs.slots[slot.name]) for slot in family.slots]
        self.fields: Final = [
            Input(field.name, field.type, inputs.context[field.name]) for field in family.context
        ]
        script = variables.script
        self._owners: dict[int, Input] = {}
        for one in (*self.slots, *self.fields):
            for term in names_of(one.value):
                if isinstance(term, str):
                    for entry in script.needs(term):
                        if script.is_constant(entry):
                            self._owners[entry] = one
        self._products: Final[Sequence[Mapping[str, Domain]]] = (
            [shape.domains for shape in space.shapes] if space.shapes else [space.domains]
        )

    def touched(self, cone: Cone) -> frozenset[Input]:
        """The inputs that a cone depends on."""
        owners = self._owners
        return frozenset(owners[entry] for entry in cone.entries if entry in owners)

    def formulas(self, cone: Cone) -> Iterator[Bool]:
        """That the inputs of a cone are in Θ: those of one shape at a time, and the context in its types."""
        touched = self.touched(cone)
        for one in self.fields:
            if one in touched:
                yield self.variables.member(one.value, self.space.context[one.name], one.kind)
        s, slots = self.variables.script, [one for one in self.slots if one in touched]
        products = list(
            dict.fromkeys(tuple(product[one.name] for one in slots) for product in self._products)
        )
        shared = [
            place for place, _ in enumerate(slots) if len({product[place] for product in products}) == 1
        ]
        for place in shared:
            yield self._member(slots[place], products[0][place])
        if len(products) > 1:
            rest = [place for place, _ in enumerate(slots) if place not in shared]
            yield s.any_of(
                *(
                    s.all_of(*(self._member(slots[place], product[place]) for place in rest))
                    for product in products
                )
            )

    def _member(self, one: Input, domain: Domain) -> Bool:
        return self.variables.member(one.value, domain, one.kind)

    def at(self, point: Point) -> list[Bool]:
        """That each input has the value that it has at a point."""
        relations = self.variables.relations
        pairs = [(one, point.parameters[one.name]) for one in self.slots]
        pairs += [(one, point.context.get(one.name)) for one in self.fields]
        return [
            relations.same(one.value, relations.of_type(value, one.kind), spelled=True)
            for one, value in pairs
        ]

    def completed(self, slots: Mapping[str, Value], fields: Mapping[str, Value]) -> Point:
        """A point of Θ with these values, and simple ones for all other inputs."""
        fitting = [
            product
            for product in self._products
            if all(sets.contains(product[name], value) for name, value in slots.items())
        ]
        product = (fitting or self._products)[0]
        return Point(
            {
                one.name: slots[one.name] if one.name in slots else _simple(product[one.name])
                for one in self.slots
            },
            {
                one.name: fields[one.name] if one.name in fields else _simple(self.space.context[one.name])
                for one in self.fields
            },
        )


def _simple(domain: Domain) -> Value:
    """The simplest value of a domain."""
    return next(iter(probes.telling(domain)), None)
