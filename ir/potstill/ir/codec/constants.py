"""The form of values, and of what a program's node carries beside its arguments.

They describe themselves: null, true, false, integers, strings and arrays stand for what they are;
``{"ratio": [1, 3]}`` is a third; in nodes, ``{"rounding": {...}}`` and ``{"shape": {...}}`` may stand too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from potstill.ir.codec.compound import Object
from potstill.ir.codec.faults import Fault, Malformed
from potstill.ir.codec.forms import Form, Integer, Json, Pools, Ratio, String, deeper, describe, ratio, tagged

_STRING: Final = String()


@dataclass(frozen=True)
class Constant(Form):
    """A value, or one of the ``extras``: a key for each class of object that may stand beside values."""

    name: str
    extras: Mapping[str, Object]

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        match value:
            case None | bool() | int():
                return value
            case Fraction():
                if value.denominator == 1:
                    raise Malformed(Fault.RANGE, "a whole number is an integer, not a fraction")
                return {"ratio": [value.numerator, value.denominator]}
            case str():
                return _STRING.encode(value, pools, depth)
            case tuple():
                below = deeper(depth)
                return [self.encode(part, pools, below) for part in value]
            case _:
                for key, form in self.extras.items():
                    if type(value) is form.cls:
                        return {key: form.encode(value, pools, depth)}
                raise Malformed(Fault.KIND, f"{type(value).__name__} is no {self.name}")

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        match data:
            case None | bool() | int():
                return data
            case str():
                return _STRING.decode(data, pools, depth)
            case list():
                return self._decode_tuple(data, pools, deeper(depth))
            case dict() if len(data) == 1:
                return self._decode_object(data, pools, depth)
            case _:
                raise Malformed(Fault.KIND, f"expected a {self.name}, found {describe(data)}")

    def _decode_tuple(self, data: list[Json], pools: Pools, depth: int) -> Any:
        values: list[Any] = []
        try:
            for part in data:
                values.append(self.decode(part, pools, depth))
        except Malformed as fault:
            raise fault.below(len(values)) from None
        return tuple(values)

    def _decode_object(self, data: dict[str, Json], pools: Pools, depth: int) -> Any:
        ((key, part),) = data.items()
        try:
            if key == "ratio":
                return ratio(part)
            if key in self.extras:
                return self.extras[key].decode(part, pools, depth)
        except Malformed as fault:
            raise fault.below(key) from None
        raise Malformed(Fault.KIND, f"no {self.name} has the key {key[:80]!r}")

    def schema(self, named: dict[str, Json], /) -> Json:
        reference = {"$ref": f"#/$defs/{self.name}"}
        if self.name not in named:
            named[self.name] = {}
            Ratio().schema(named)
            objects = {"ratio": {"$ref": "#/$defs/ratio"}}
            objects |= {key: form.schema(named) for key, form in self.extras.items()}
            named[self.name] = {
                "anyOf": [
                    {"type": ["null", "boolean"]},
                    Integer().schema(named),
                    _STRING.schema(named),
                    {"type": "array", "items": reference},
                    *(tagged(key, schema) for key, schema in objects.items()),
                ]
            }
        return reference
