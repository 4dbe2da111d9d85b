"""Equality of values: texts are equal where their normal forms are, everything else where it is the same."""

from __future__ import annotations

from typing import Any

from potstill.ir.normal import fold
from potstill.ir.types import List, Optional, Record, Text, Type
from potstill.runtime.code.base import BoolCode, Code, Frame, charge


class Folder:
    """What values of one type compare by. This one: themselves."""

    def of(self, value: Any, frame: Frame, node: int, what: str) -> Any:  # noqa: ARG002 (as all codes)
        """An object that is equal for equal values."""
        return value

    def key(self, value: Any) -> Any:
        """The same for a constant, which nobody pays for."""
        return self.of(value, [1 << 60], -1, "")


class TextFolder(Folder):
    """Texts, by their normal forms; charged by their length."""

    def of(self, value: Any, frame: Frame, node: int, what: str) -> Any:
        text: str = value
        charge(frame, 1 + len(text), node, what)
        return fold(text)


class OptionalFolder(Folder):
    """None, or what the body compares by."""

    def __init__(self, body: Folder) -> None:
        self.body = body

    def of(self, value: Any, frame: Frame, node: int, what: str) -> Any:
        return None if value is None else self.body.of(value, frame, node, what)


class ListFolder(Folder):
    """Element by element."""

    def __init__(self, element: Folder) -> None:
        self.element = element

    def of(self, value: Any, frame: Frame, node: int, what: str) -> Any:
        items: tuple[Any, ...] = value
        charge(frame, 1 + len(items), node, what)
        return tuple([self.element.of(item, frame, node, what) for item in items])


class RecordFolder(Folder):
    """Field by field."""

    def __init__(self, fields: list[Folder]) -> None:
        self.fields = fields

    def of(self, value: Any, frame: Frame, node: int, what: str) -> Any:
        items: tuple[Any, ...] = value
        charge(frame, 1 + len(items), node, what)
        pairs = zip(self.fields, items, strict=True)
        return tuple([field.of(item, frame, node, what) for field, item in pairs])


def folder(kind: Type) -> Folder:
    """What values of this type compare by."""
    match kind:
        case Text():
            return TextFolder()
        case Optional(body):
            inner = folder(body)
            return OptionalFolder(inner) if type(inner) is not Folder else inner
        case List(element):
            return ListFolder(folder(element))
        case Record(fields):
            return RecordFolder([folder(body) for _, body in fields])
        case _:
            return Folder()


class Same(BoolCode):
    """Two values are equal."""

    def __init__(self, left: Code, right: Code, folders: tuple[Folder, Folder], node: int, what: str) -> None:
        self.left = left
        self.right = right
        self.fold_left = folders[0]
        self.fold_right = folders[1]
        self.node = node
        self.what = what

    def bool_(self, frame: Frame) -> bool:
        left = self.left.value(frame)
        right = self.right.value(frame)
        first = self.fold_left.of(left, frame, self.node, self.what)
        same: bool = first == self.fold_right.of(right, frame, self.node, self.what)
        return same


class SameText(BoolCode):
    """A text is equal to a constant one."""

    def __init__(self, body: Code, text: str, node: int, what: str) -> None:
        self.body = body
        self.text = text
        self.folded = fold(text)
        self.node = node
        self.what = what

    def bool_(self, frame: Frame) -> bool:
        text: str = self.body.value(frame)
        if text == self.text:
            return True
        charge(frame, 1 + len(text), self.node, self.what)
        return fold(text) == self.folded
