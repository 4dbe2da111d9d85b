"""HTML as data: elements whose texts and attributes are escaped, whatever they hold.

A page is made of :class:`Markup`, and only :func:`element` and :func:`said` make that from texts. So nothing
that somebody once said to a computer becomes an element, an attribute or a script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is safe as it stands.

    INVARIANT: made by this module alone, so every tag is balanced and every text in it is escaped.
    """

    html: str


Child: TypeAlias = "Markup | str | Iterable[Child] | None"
"""What stands inside of an element: strings are text."""

EMPTY: Final = Markup("")

_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*")
_VOID: Final = frozenset({"br", "col", "hr", "link", "meta", "wbr"})
_LINKS: Final = frozenset({"href"})
_LINK: Final = re.compile(r"#[A-Za-z0-9_-]*|data:,")
_NEVER: Final = frozenset({"script", "style", "src", "srcset", "srcdoc", "action", "formaction", "data"})

_MARK: Final = "\x00"
_MARKED: Final = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that are not seen, or change how others are seen."""


def element(name: str, /, *children: Child, **attributes: str | int | None) -> Markup:
    """An element. Attributes that are None are left out; ``class_`` and ``for_`` are written without the
    underscore, other underscores as hyphens.

    Raises ValueError for scripts, styles, attributes that would run or load something, and links that lead
    out of the page: those of the page itself stand in :mod:`potstill.distill.report.page`.
    """
    if not _NAME.fullmatch(name) or name in _NEVER:
        raise ValueError(f"no element <{name}>")
    told = "".join(
        f' {_attribute(key, str(value))}="{escape(plain(str(value)))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{join(children).html}</{name}>")


def join(children: Child) -> Markup:
    """The children after each other."""
    match children:
        case None:
            return EMPTY
        case Markup():
            return children
        case str():
            return Markup(escape(plain(children), quote=False))
        case _:
            return Markup("".join(join(child).html for child in children))


def said(text: str, most: int = 400, *, lines: bool = False) -> Markup:
    """A text from outside, isolated in its direction; at most ``most`` characters of it.

    Characters that are not seen, or that turn others around, are shown by their numbers; with ``lines``,
    line breaks and tabs stay. What was cut off is counted.
    """
    kept = "\n\t" if lines else ""
    parts = [
        element("span", part, class_="hidden") if place % 2 else Markup(escape(part, quote=False))
        for place, part in enumerate(_MARKED.split(_marked(text[:most], kept)))
    ]
    if len(text) > most:
        parts.append(element("span", _cut(text, most), class_="cut"))
    return element("bdi", parts)


def plain(text: str, most: int | None = None) -> str:
    """The same as a text without markup, for titles and attributes; all of it where ``most`` is None."""
    if most is None or len(text) <= most:
        return text if text.isprintable() else _marked(text).replace(_MARK, "")
    return plain(text[:most]) + _cut(text, most)


def _marked(text: str, kept: str = "") -> str:
    """The text with the number of each hidden character in its place, between marks."""
    return "".join(
        each
        if each in kept or unicodedata.category(each) not in _HIDDEN
        else f"{_MARK}U+{ord(each):04X}{_MARK}"
        for each in text
    )


def _cut(text: str, most: int) -> str:
    return f"… and {len(text) - most:,} more characters"


def _attribute(key: str, value: str) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(name) or name.lower().startswith("on") or name.lower() in _NEVER:
        raise ValueError(f"no attribute {name}")
    if name in _LINKS and not _LINK.fullmatch(value):
        raise ValueError(f"a link out of the page: {value[:80]}")
    return name
