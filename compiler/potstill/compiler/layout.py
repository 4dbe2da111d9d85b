"""Documents: text that may be broken in places, and how it is broken when it is too wide for a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from potstill.compiler.scan import FORBIDDEN
from potstill.compiler.syntax import NO_COMMENTS, Comments

WIDTH: Final = 100
INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Soft:
    """A blank where a line may be broken."""


@dataclass(frozen=True, slots=True)
class Block:
    """Items between brackets and commas: in one line, or each on its own, then with a last comma.

    ``filled``: lines hold as many items as fit into them. Without ``closing`` the first line does, too.
    """

    opening: str
    items: tuple[Item, ...]
    closing: str
    last_comma: bool = True
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A part whose breaks are needed only where it does not fit into a line of its own."""

    body: Doc


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a block; one with comments breaks it."""

    body: Doc
    comments: Comments = NO_COMMENTS


Doc: TypeAlias = tuple["str | Soft | Block | Group", ...]

SOFT: Final = Soft()


def block(opening: str, bodies: Iterable[Doc], closing: str, *, last_comma: bool = True) -> Doc:
    """A document of one block."""
    return (Block(opening, tuple(Item(body) for body in bodies), closing, last_comma),)


def join(docs: Sequence[Doc], separator: Doc) -> Doc:
    """The documents with the separator between them."""
    found: list[str | Soft | Block | Group] = []
    for index, doc in enumerate(docs):
        found += (*separator, *doc) if index else doc
    return tuple(found)


def flat(doc: Doc) -> str:
    """The document in one line."""
    parts: list[str] = []
    for part in doc:
        match part:
            case str():
                parts.append(part)
            case Soft():
                parts.append(" ")
            case Group(body):
                parts.append(flat(body))
            case Block(opening, items, closing):
                parts.append(opening + ", ".join(flat(item.body) for item in items) + closing)
    return "".join(parts)


def render(doc: Doc, indent: str = "", room: int = WIDTH) -> str:
    """The document, broken where it does not fit into ``room`` columns or holds a comment.

    All soft breaks of a level are broken together; then, in each line that is still too wide, those of its
    groups, and then its blocks.
    """
    text = indent + flat(doc)
    if len(text) <= room and not _commented(doc):
        return text
    if SOFT in doc:
        lines: list[list[str | Block | Group]] = [[]]
        for part in doc:
            if isinstance(part, Soft):
                lines.append([])
            else:
                lines[-1].append(part)
        first, *rest = (render(tuple(line), "", room) for line in lines)
        return indent + f"\n{indent}{INDENT}".join(
            [_shift(first, indent), *(_shift(r, indent + INDENT) for r in rest)]
        )
    if any(isinstance(part, Group) for part in doc):
        return render(_opened(doc), indent, room)
    return _broken(doc, indent, room)


def _opened(doc: Doc) -> Doc:
    """The document with the parts of its groups in their place."""
    parts: list[str | Soft | Block | Group] = []
    for part in doc:
        parts += part.body if isinstance(part, Group) else (part,)
    return tuple(parts)


def _shift(text: str, indent: str) -> str:
    return text.replace("\n", f"\n{indent}")


def _commented(doc: Doc) -> bool:
    items = [item for part in doc if isinstance(part, Block) for item in part.items]
    groups = [part.body for part in doc if isinstance(part, Group)]
    return any(item.comments != NO_COMMENTS or _commented(item.body) for item in items) or any(
        map(_commented, groups)
    )


def _broken(doc: Doc, indent: str, room: int) -> str:
    """The document with its longest block broken, then the next, until its lines fit."""
    blocks = [place for place, part in enumerate(doc) if isinstance(part, Block) and part.items]
    blocks.sort(key=lambda place: len(flat((doc[place],))), reverse=True)
    chosen = {place for place in blocks if _commented((doc[place],))}
    text = _with(doc, chosen, indent, room)
    for place in blocks:
        if chosen and max(map(len, text.split("\n"))) <= room:
            break
        chosen.add(place)
        text = _with(doc, chosen, indent, room)
    return text


def _with(doc: Doc, chosen: set[int], indent: str, room: int) -> str:
    parts = [indent]
    for place, part in enumerate(doc):
        if isinstance(part, Block) and place in chosen:
            parts.append(_lines(part, indent, room))
        else:
            parts.append(flat((part,)))
    return "".join(parts)


def _lines(found: Block, indent: str, room: int) -> str:
    inside = indent + INDENT
    lines = [found.opening.rstrip()]
    joins = not found.closing
    for place, item in enumerate(found.items):
        comma = "," if found.last_comma or place < len(found.items) - 1 else ""
        behind = f"  {item.comments.behind}" if item.comments.behind else ""
        text = render(item.body, inside, room - 1) + comma
        fits = len(lines[-1]) + 1 + len(text.lstrip()) <= room
        if joins and fits and item.comments == NO_COMMENTS:
            lines[-1] += f" {text.lstrip()}"
        else:
            lines += (f"{inside}{comment}" if comment else "" for comment in item.comments.above)
            lines.append(text + behind)
        joins = found.filled and not behind and "\n" not in text
    return "\n".join([*lines, indent + found.closing.lstrip()] if found.closing else lines)


_ESCAPED: Final = {"\n": "\\n", "\t": "\\t", "\\": "\\\\"}


def quoted(text: str, quote: str = '"') -> str:
    """The text in quotes, with escapes where they are needed."""

    def escape(match: re.Match[str]) -> str:
        char = match[0]
        if char == quote == '"':
            return '\\"'
        return _ESCAPED.get(char) or f"\\u{{{ord(char):X}}}"

    # In an f-string the other kind of quote would end the text around this one.
    pattern = rf"[\\\n\t\r{quote if quote == chr(34) else chr(34) + chr(39)}]|{FORBIDDEN.pattern}"
    return quote + re.sub(pattern, escape, text) + quote
