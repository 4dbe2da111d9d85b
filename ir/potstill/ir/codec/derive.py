"""Forms of the IR's dataclasses, derived from their fields and type hints.

What a hint cannot say, such as the range of an integer or what two fields must have in common, stands in
:mod:`potstill.ir.codec.limits`; everything else about the format follows from the dataclasses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from potstill.ir.codec.compound import Nullable, Object, OneOf, Row, Sequence
from potstill.ir.codec.forms import Choice, Form, Integer, Ratio, String, Truth
from potstill.ir.codec.limits import CHECKS, LIMITS

_SIMPLE: Final[Mapping[Any, Form]] = {bool: Truth(), int: Integer(), str: String(), Fraction: Ratio()}


def kind_name(cls: type[Any]) -> str:
    """The class's name as the format spells it: ``MonthDay`` is ``month_day``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


class Deriver:
    """Builds forms of dataclasses.

    ``known``: forms of classes and unions that are not derived. ``names``: what names in hints mean that
    their own modules do not define at run time, or that stand for themselves.
    """

    def __init__(self, known: Mapping[Any, Form], names: Mapping[str, Any]) -> None:
        self._known: dict[Any, Form] = dict(known)
        self._names = dict(names)

    def described(self, cls: type[Any], *, name: str = "", kind: str | None = None) -> Object:
        """The form of a dataclass: an object with the fields that it compares by, and its kind in a union."""
        hints = get_type_hints(cls, localns=self._names)
        parts = {
            each.name: LIMITS.get((cls, each.name)) or self.form(hints[each.name])
            for each in fields(cls)
            if each.init and each.compare
        }
        return Object(name or kind_name(cls), cls, parts, kind, CHECKS.get(cls))

    def fill(self, union: OneOf, classes: Iterable[type[Any]]) -> None:
        """Give the form of a union of dataclasses its members."""
        for cls in classes:
            kind = kind_name(cls)
            union.kinds[cls] = kind
            union.members[kind] = self.described(cls, name=f"{union.name}_{kind}", kind=kind)

    def form(self, hint: Any) -> Form:
        """The form of what a type hint describes."""
        if hint in self._known:
            return self._known[hint]
        if hint in _SIMPLE:
            return _SIMPLE[hint]
        arguments = get_args(hint)
        if get_origin(hint) is tuple:
            if len(arguments) == 2 and arguments[1] is Ellipsis:
                return Sequence(self.form(arguments[0]))
            return Row(tuple(self.form(part) for part in arguments), _pack, tuple)
        if get_origin(hint) in (Union, UnionType) and type(None) in arguments:
            bodies = [part for part in arguments if part is not type(None)]
            return Nullable(self.form(reduce(or_, bodies)))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return Choice(hint)
        if isinstance(hint, type) and is_dataclass(hint):
            self._known[hint] = self.described(hint)
            return self._known[hint]
        raise TypeError(f"no form for {hint!r}")


def _pack(*values: Any) -> tuple[Any, ...]:
    return values
