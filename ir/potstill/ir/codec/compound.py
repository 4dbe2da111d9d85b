"""Forms made of other forms: sequences, objects, unions, and parts that a document states once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from potstill.ir.canonical import SAFE
from potstill.ir.codec.faults import Fault, Malformed
from potstill.ir.codec.forms import MAX_DEPTH, Form, Json, Pools, array, deeper, describe, too_deep

SHORT: Final = 40
LONG: Final = 2000
MANY: Final = 1 << 14
"""Texts up to SHORT code points are kept with what they stand for, parts up to LONG, up to MANY of each."""


def _keep(known: dict[str, Any], text: str, value: Any) -> None:
    if len(text) <= SHORT and len(known) < MANY:
        known[text] = value


@dataclass(frozen=True)
class Nullable(Form):
    """null, or the other form."""

    body: Form

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        return None if value is None else self.body.encode(value, pools, depth)

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        return None if data is None else self.body.decode(data, pools, depth)

    def schema(self, named: dict[str, Json], /) -> Json:
        return {"anyOf": [{"type": "null"}, self.body.schema(named)]}


@dataclass(frozen=True)
class Sequence(Form):
    """A tuple of any length."""

    item: Form

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        return [self.item.encode(item, pools, depth) for item in value]

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        decode = self.item.decode
        values: list[Any] = []
        try:
            for item in array(data):
                values.append(decode(item, pools, depth))
        except Malformed as fault:
            raise (fault.below(len(values)) if type(data) is list else fault) from None
        return tuple(values)

    def schema(self, named: dict[str, Json], /) -> Json:
        return {"type": "array", "items": self.item.schema(named)}


@dataclass(frozen=True)
class Row(Form):
    """A fixed number of parts, in order, as an array; ``build`` puts them together."""

    parts: tuple[Form, ...]
    build: Callable[..., Any]
    take: Callable[[Any], tuple[Any, ...]]

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        pairs = zip(self.parts, self.take(value), strict=True)
        return [form.encode(part, pools, depth) for form, part in pairs]

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        if len(array(data)) != len(self.parts):
            raise Malformed(Fault.KEYS, f"expected {len(self.parts)} items, found {len(data)}")
        values: list[Any] = []
        try:
            for form, part in zip(self.parts, data, strict=True):
                values.append(form.decode(part, pools, depth))
        except Malformed as fault:
            raise fault.below(len(values)) from None
        return self.build(*values)

    def schema(self, named: dict[str, Json], /) -> Json:
        items = [form.schema(named) for form in self.parts]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}


@dataclass(frozen=True)
class Pairs(Form):
    """Things made of two integers, 0 <= first <= second <= ``most``, all their integers in one array."""

    build: Callable[[int, int], Any]
    take: Callable[[Any], tuple[int, int]]
    most: int

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        data = [end for part in value for end in self.take(part)]
        self.decode(data, pools, depth)
        return data

    def decode(self, data: Json, _pools: Pools, _depth: int, /) -> Any:
        for index, end in enumerate(array(data)):
            if type(end) is not int or not (data[index - 1] if index % 2 else 0) <= end <= self.most:
                raise Malformed(Fault.RANGE, f"pairs are 0 <= first <= second <= {self.most}", index)
        if len(data) % 2:
            raise Malformed(Fault.KEYS, "an odd number of ends of pairs")
        ends = iter(data)
        return tuple(map(self.build, ends, ends))

    def schema(self, _named: dict[str, Json], /) -> Json:
        return {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": self.most}}


@dataclass(frozen=True)
class Object(Form):
    """A frozen dataclass: its fields by name, and its ``kind`` where it is one of a union.

    ``check`` says what is wrong with a value whose fields are right one by one, or None.
    """

    name: str
    cls: Callable[..., Any]
    fields: Mapping[str, Form]
    kind: str | None = None
    check: Callable[[Any], str | None] | None = None
    size: int = field(init=False)
    """How many keys there are."""
    decoders: tuple[tuple[str, Callable[[Json, Pools, int], Any]], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", len(self.fields) + (self.kind is not None))
        object.__setattr__(self, "decoders", tuple((key, form.decode) for key, form in self.fields.items()))

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        data = {} if self.kind is None else {"kind": self.kind}
        for key, form in self.fields.items():
            try:
                data[key] = form.encode(getattr(value, key), pools, depth)
            except Malformed as fault:
                raise fault.below(key) from None
        self._checked(value)
        return data

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        if type(data) is not dict:
            raise Malformed(Fault.KIND, f"expected an object, found {describe(data)}")
        return self.decode_fields(data, pools, depth)

    def decode_fields(self, data: dict[str, Json], pools: Pools, depth: int) -> Any:
        """What an object stands for."""
        if len(data) != self.size:
            raise self._wrong_keys(data)
        values: list[Any] = []
        key = ""
        try:
            for key, decode in self.decoders:
                values.append(decode(data[key], pools, depth))
            value = self.cls(*values)
        except Malformed as fault:
            raise fault.below(key) if len(values) < len(self.decoders) else fault from None
        except KeyError:
            raise self._wrong_keys(data) from None
        except ValueError as error:
            raise Malformed(Fault.RANGE, str(error)) from None
        return value if self.check is None else self._checked(value)

    def _checked(self, value: Any) -> Any:
        if self.check is not None and (reason := self.check(value)) is not None:
            raise Malformed(Fault.RANGE, reason)
        return value

    def _wrong_keys(self, data: dict[str, Json]) -> Malformed:
        expected = [*(("kind",) if self.kind is not None else ()), *self.fields]
        for key in expected:
            if key not in data:
                return Malformed(Fault.KEYS, f"{self.name} lacks the key {key!r}")
        extra = sorted(set(data) - set(expected))
        return Malformed(Fault.KEYS, f"{self.name} has no key {extra[0][:80]!r}")

    def schema(self, named: dict[str, Json], /) -> Json:
        if self.name not in named:
            named[self.name] = {}  # claimed before the fields, which may lead back here
            kind = {} if self.kind is None else {"kind": {"const": self.kind}}
            properties = {**kind, **{key: form.schema(named) for key, form in self.fields.items()}}
            named[self.name] = {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{self.name}"}


@dataclass(frozen=True)
class Bare:
    """A member of a union whose only field, ``attribute``, stands for it, without an object around it.

    ``known``: by short texts in the field, the member: families say the same words, which are then the same
    objects.
    """

    cls: Callable[..., Any]
    attribute: str
    form: Form
    known: dict[str, Any] = field(default_factory=dict)


@dataclass
class OneOf(Form):
    """A recursive union: one of several kinds of object. All but the name is filled in once all are known.

    The most frequent kinds may do without an object: ``bare`` gives them by the JSON type that stands for
    them, and null stands for ``nothing``.
    """

    name: str
    members: dict[str, Object] = field(default_factory=dict)
    kinds: dict[Callable[..., Any], str] = field(default_factory=dict)
    bare: dict[type[Any], Bare] = field(default_factory=dict)
    nothing: Any = None

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        cls = type(value)
        if self.nothing is not None and cls is type(self.nothing):
            return None
        for json_type, bare in self.bare.items():
            if cls is bare.cls:
                content = getattr(value, bare.attribute)
                if json_type is str and type(content) is str and content in bare.known:
                    return content
                data = bare.form.encode(content, pools, deeper(depth))
                if json_type is str:
                    _keep(bare.known, data, value)
                return data
        kind = self.kinds.get(cls)
        if kind is None:
            raise Malformed(Fault.KIND, f"{cls.__name__} is no {self.name}")
        return self.members[kind].encode(value, pools, deeper(depth))

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        if depth >= MAX_DEPTH:
            raise too_deep()
        cls = type(data)
        if cls is dict:
            kind = data.get("kind")
            member = self.members.get(kind) if type(kind) is str else None
            if member is None:
                raise Malformed(Fault.KIND, f"no kind of {self.name}", "kind")
            return member.decode_fields(data, pools, depth + 1)
        if data is None and self.nothing is not None:
            return self.nothing
        bare = self.bare.get(cls)
        if bare is None:
            raise Malformed(Fault.KIND, f"expected a {self.name}, found {describe(data)}")
        if cls is str and data in bare.known:
            return bare.known[data]
        content = bare.form.decode(data, pools, depth + 1)
        if type(content) is not str:
            return bare.cls(content)
        if content not in bare.known:
            value = bare.cls(content)
            _keep(bare.known, content, value)
            return value
        return bare.known[content]

    def schema(self, named: dict[str, Json], /) -> Json:
        if self.name not in named:
            named[self.name] = {}
            kinds = [{"type": "null"}] if self.nothing is not None else []
            kinds += [bare.form.schema(named) for bare in self.bare.values()]
            named[self.name] = {"oneOf": kinds + [member.schema(named) for member in self.members.values()]}
        return {"$ref": f"#/$defs/{self.name}"}


@dataclass(frozen=True)
class Recurring(Form):
    """A part that many documents have in common, such as a rule: the same data are then the same object.

    Not those that refer to pools, which differ from document to document.
    """

    body: Form
    known: dict[str, Any] = field(default_factory=dict)

    def encode(self, value: Any, pools: Pools, depth: int, /) -> Json:
        return self.body.encode(value, pools, depth)

    def decode(self, data: Json, pools: Pools, depth: int, /) -> Any:
        text = json.dumps(data)
        if text in self.known:
            return self.known[text]
        before = sum([pool.reads for pool in pools.values()])
        value = self.body.decode(data, pools, depth)
        alone = before == sum([pool.reads for pool in pools.values()])
        if alone and len(text) <= LONG and len(self.known) < MANY:
            self.known[text] = value
        return value

    def schema(self, named: dict[str, Json], /) -> Json:
        return self.body.schema(named)


@dataclass(frozen=True)
class Pooled(Form):
    """A part that a document states once, in a pool, and refers to by position.

    INVARIANT: positions are handed out in order of first use, so that equal documents are equal bytes.
    """

    pool: str
    body: Form

    def encode(self, value: Any, pools: Pools, _depth: int, /) -> Json:
        pool = pools[self.pool]
        position = pool.positions.get(value)
        if position is None:
            position = pool.positions[value] = len(pool.data)
            pool.data.append(self.body.encode(value, pools, 0))
        return position

    def decode(self, data: Json, pools: Pools, _depth: int, /) -> Any:
        if type(data) is not int:
            raise Malformed(Fault.KIND, f"expected a position in {self.pool}, found {describe(data)}")
        pool = pools[self.pool]
        if not 0 <= data < len(pool.values):
            raise Malformed(Fault.REFERENCE, f"{self.pool} has no entry {data}")
        pool.reads += 1
        if data >= pool.used:
            if data > pool.used:
                raise Malformed(Fault.REFERENCE, f"{self.pool} is not in order of first use")
            pool.used += 1
        return pool.values[data]

    def schema(self, _named: dict[str, Json], /) -> Json:
        return {"type": "integer", "minimum": 0, "maximum": SAFE}


@dataclass(frozen=True)
class Position(Form):
    """A name, written as its position among the names that the document lists elsewhere."""

    pool: str

    def encode(self, value: Any, pools: Pools, _depth: int, /) -> Json:
        position = pools[self.pool].positions.get(value)
        if position is None:
            raise Malformed(Fault.REFERENCE, f"none of the {self.pool} is called {str(value)[:80]!r}")
        return position

    def decode(self, data: Json, pools: Pools, _depth: int, /) -> Any:
        if type(data) is not int:
            raise Malformed(Fault.KIND, f"expected a position in {self.pool}, found {describe(data)}")
        pool = pools[self.pool]
        if not 0 <= data < len(pool.values):
            raise Malformed(Fault.REFERENCE, f"{self.pool} has no entry {data}")
        pool.reads += 1
        return pool.values[data]

    def schema(self, _named: dict[str, Json], /) -> Json:
        return {"type": "integer", "minimum": 0, "maximum": SAFE}
