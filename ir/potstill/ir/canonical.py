"""Canonical JSON and addresses: one value, one sequence of bytes, one SHA-256.

``spec/normal-forms.md`` defines both by clauses J1 to J9: RFC 8785 without floating point, integers beyond
2^53 - 1 as ``{"$int": "..."}``, and keys that begin with ``$`` written with one ``$`` more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Final, NoReturn, TypeAlias

__all__ = ["MAX_DIGITS", "SAFE", "CanonicalError", "Fault", "Json", "address", "decode", "digest", "encode"]

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

SAFE: Final = 2**53 - 1
MAX_BYTES: Final = 16 * 2**20
MAX_DEPTH: Final = 200
MAX_DIGITS: Final = 4096

_INT: Final = "$int"
_BIG: Final = re.compile(r"-?[1-9][0-9]*")
_MAGNITUDES: Final = 10**MAX_DIGITS
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
# INVARIANT: at most 640 digits, the least that a host can set as Python's limit on int(text) and str(int).
_CHUNK: Final = 512
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_WRITE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# What the standard library may write in another way.
_ONES: Final = bytes(0x31 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_LONG_INTEGER: Final = b"1" * 16
_DOLLAR_KEY: Final = re.compile(r'[{,]"\$(?:[^"\\]|\\.)*":')
_PLACED_INTEGER: Final = re.compile(r"(?:^|[:,\[])-?[0-9]{16}")
_BEYOND_FIRST_PLANE: Final = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


class Fault(Enum):
    """Why a value has no canonical form, or bytes no value."""

    SIZE = f"longer than {MAX_BYTES} bytes"
    DEPTH = f"nested more than {MAX_DEPTH} deep"
    DIGITS = f"an integer of more than {MAX_DIGITS} digits"
    FLOAT = "a number with a fraction or an exponent: write an integer, or a numerator and a denominator"
    KIND = "not a null, boolean, integer, text, list or mapping"
    KEY = "a key that is not text"
    SURROGATE = "a lone surrogate, which is not text"
    DUPLICATE = "a key written twice in one object"
    UNSAFE = 'an integer beyond 2^53 - 1 in digits: write {"$int": "..."}'
    MARKER = 'a key that begins with one "$": write "$$", or {"$int": "..."} for an integer beyond 2^53 - 1'
    ENCODING = "not UTF-8"
    SYNTAX = "not JSON"
    FORM = "JSON, but not in canonical form"


class CanonicalError(ValueError):
    """``fault`` says what is wrong, ``where`` in which place: a JSON pointer, an offset, or the words."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(f"{where}: {fault.value}" if where else fault.value)
        self.fault: Final = fault
        self.where: Final = where

    def inside(self, step: str | int) -> CanonicalError:
        """The same fault, seen from one level further out."""
        name = str(step).replace("~", "~0").replace("/", "~1")
        return CanonicalError(self.fault, f"/{name}{self.where}")


def encode(value: object, *, trusted: bool = False) -> bytes:
    """The canonical bytes of ``value``; clauses J1 to J6.

    ``value`` is built of None, bool, int, str, list or tuple, and mappings with str keys. CanonicalError for
    anything else, and beyond the limits that ``decode`` sets: what encode writes, decode reads. ``trusted``:
    the caller knows that there is nothing else in it, and no tuple, which need not be found out then.
    """
    data = _plain_bytes(value, trusted)
    if data is None:
        import rfc8785  # on use: most values are plain

        data = rfc8785.dumps(_marked(value, 0))
    if len(data) > MAX_BYTES:
        raise CanonicalError(Fault.SIZE)
    return data


def address(value: object, *, trusted: bool = False) -> str:
    """``sha256:`` and the 64 hexadecimal digits of the hash of the canonical bytes; clause J8."""
    return digest(encode(value, trusted=trusted))


def digest(data: bytes) -> str:
    """The address of bytes that are canonical already."""
    from hashlib import sha256  # on use: loads OpenSSL

    return "sha256:" + sha256(data).hexdigest()


def decode(data: bytes, *, canonical: bool = False) -> Json:
    """The value that JSON bytes stand for; clause J7. Tuples come back as lists.

    White space, the order of keys and the spelling of escapes are free, unless ``canonical``: then anything
    but ``encode``'s own bytes is refused. CanonicalError; time and memory are linear in the input.
    """
    if len(data) > MAX_BYTES:
        raise CanonicalError(Fault.SIZE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CanonicalError(Fault.ENCODING, f"byte {error.start}") from None
    _check_depth(data)
    if canonical and (plain := _plain_value(text, data)):
        return plain[0]
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_safe_integer,
            parse_float=_refuse_float,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise CanonicalError(Fault.SYNTAX, f"character {error.pos}") from None
    if _SURROGATE_ESCAPE.search(data):
        _check_text(value)
    if canonical and not _is_laid_out(text) and encode(value) != data:
        raise CanonicalError(Fault.FORM)
    return value


def _plain_bytes(value: object, trusted: bool) -> bytes | None:
    """The canonical bytes by the standard library, 20 times as fast; None where they might not be canonical.

    What reads back as an equal value was one of J1's to begin with, up to marks of J4 and J5, which
    are looked for in the text.
    """
    try:
        text = _WRITE(value)
        data = text.encode("utf-8")
        if not _is_plain(text, data) or not (trusted or _READ(text) == value):
            return None
        _check_depth(data)
    except (ValueError, TypeError, RecursionError):
        return None
    return data


def _plain_value(text: str, data: bytes) -> tuple[Json] | None:
    """What canonical text stands for, by the standard library; None where the text might not be canonical."""
    try:
        if not _is_plain(text, data):
            return None
        value: Json = _READ(text)
        return (value,) if _WRITE(value) == text else None
    except (ValueError, RecursionError):
        return None


def _is_laid_out(text: str) -> bool:
    """Whether the layout is that of J2 and J3, whatever numbers and marks there are."""
    try:
        return not _BEYOND_FIRST_PLANE.search(text) and _WRITE(_READ(text)) == text
    except (ValueError, RecursionError):
        return False


def _is_plain(text: str, data: bytes) -> bool:
    """Whether there is certainly no large integer, no key with "$", no symbol beyond the first plane.

    ``data`` is the text in UTF-8. Almost every text is decided by the searches for fixed bytes.
    """
    if '"$' in text and _DOLLAR_KEY.search(text):
        return False
    if _LONG_INTEGER in data.translate(_ONES) and _PLACED_INTEGER.search(text):
        return False
    return text.isascii() or not _BEYOND_FIRST_PLANE.search(text)


def _marked(value: object, depth: int) -> Json:
    """``value``, which lies in ``depth`` others, with large integers and ``$`` written as J4 and J5 say."""
    match value:
        case None | bool():
            return value
        case int():
            return value if -SAFE <= value <= SAFE else {_INT: _digits(value)}
        case str():
            return _scalar_text(value)
        case list() | tuple() | Mapping() if depth == MAX_DEPTH:
            raise CanonicalError(Fault.DEPTH)
        case list() | tuple():
            elements: list[Json] = []
            for index, element in enumerate(value):
                try:
                    elements.append(_marked(element, depth + 1))
                except CanonicalError as error:
                    raise error.inside(index) from None
            return elements
        case Mapping():
            members: dict[str, Json] = {}
            for key, member in value.items():
                if not isinstance(key, str):
                    raise CanonicalError(Fault.KEY)
                _scalar_text(key)
                try:
                    members["$" + key if key.startswith("$") else key] = _marked(member, depth + 1)
                except CanonicalError as error:
                    raise error.inside(key) from None
            return members
        case float():
            raise CanonicalError(Fault.FLOAT)
        case _:
            raise CanonicalError(Fault.KIND)


def _object(pairs: list[tuple[str, Json]]) -> int | dict[str, Json]:
    """What the members of one object stand for."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise CanonicalError(Fault.DUPLICATE, _repeated(pairs))
    if "$" not in "".join(members):
        return members
    if len(members) == 1 and isinstance(digits := members.get(_INT), str):
        return _big_integer(digits)
    if any(key.startswith("$") and not key.startswith("$$") for key in members):
        raise CanonicalError(Fault.MARKER)
    return {key[1:] if key.startswith("$") else key: member for key, member in members.items()}


def _repeated(pairs: list[tuple[str, Json]]) -> str:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return json.dumps(key)
        seen.add(key)
    return ""


def _safe_integer(digits: str) -> int:
    """An integer written in digits; the largest safe one has 16."""
    if len(digits) > 17 or not -SAFE <= (value := int(digits)) <= SAFE:
        raise CanonicalError(Fault.UNSAFE, digits[:20])
    return value


def _big_integer(digits: str) -> int:
    """The integer beyond 2^53 - 1 that ``{"$int": digits}`` stands for."""
    if len(digits) > MAX_DIGITS + 1:
        raise CanonicalError(Fault.DIGITS)
    if not _BIG.fullmatch(digits):
        raise CanonicalError(Fault.MARKER)
    magnitude = digits.removeprefix("-")
    if len(magnitude) > MAX_DIGITS:
        raise CanonicalError(Fault.DIGITS)
    head = len(magnitude) % _CHUNK
    value = int(magnitude[:head] or "0")
    for start in range(head, len(magnitude), _CHUNK):
        value = value * 10**_CHUNK + int(magnitude[start : start + _CHUNK])
    if value <= SAFE:
        raise CanonicalError(Fault.MARKER)
    return -value if digits.startswith("-") else value


def _digits(value: int) -> str:
    """The decimal digits of ``value``, whatever limit the host sets on str(int)."""
    rest = abs(value)
    if rest >= _MAGNITUDES:
        raise CanonicalError(Fault.DIGITS)
    chunks: list[str] = []
    while rest:
        rest, chunk = divmod(rest, 10**_CHUNK)
        chunks.append(str(chunk).zfill(_CHUNK))
    return ("-" if value < 0 else "") + "".join(reversed(chunks)).lstrip("0")


def _refuse_float(digits: str) -> NoReturn:
    raise CanonicalError(Fault.FLOAT, digits[:20])


def _refuse_constant(name: str) -> NoReturn:
    """NaN and the infinities, which Python's reader would let pass."""
    raise CanonicalError(Fault.SYNTAX, name)


_READ: Final = json.JSONDecoder(parse_float=_refuse_float, parse_constant=_refuse_constant).decode


def _scalar_text(text: str) -> str:
    """``text``, if it is a sequence of Unicode scalar values."""
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise CanonicalError(Fault.SURROGATE) from None
    return text


def _check_depth(data: bytes) -> None:
    """Refuse brackets nested beyond the limit, before a recursive parser sees them.

    Without escapes, the text outside strings is every second part between quotes. Where the bytes are no
    JSON this counts the same brackets as a parser would, up to its first error.
    """
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"") if b"\\" in data else data
    brackets = b"".join(unescaped.split(b'"')[::2]).translate(None, _NO_BRACKETS)
    rest = brackets
    for _ in range(MAX_DEPTH // 2):  # the innermost level of each kind goes, so two levels at most
        if not rest:
            return
        rest = rest.replace(b"[]", b"").replace(b"{}", b"")
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise CanonicalError(Fault.DEPTH)


def _check_text(value: Json) -> None:
    """Refuse lone surrogates, which JSON can write as escapes."""
    pending: list[Json] = [value]
    while pending:
        match pending.pop():
            case str() as text:
                _scalar_text(text)
            case list() as elements:
                pending.extend(elements)
            case dict() as members:
                pending.extend(members)
                pending.extend(members.values())
            case _:
                pass
