"""Artifacts: a recipe, the family it compiles to, and its bounds, in one file under one address.

A file holds the canonical JSON of ``{"address": ..., "artifact": ...}``; the address is the SHA-256 of the
artifact's own canonical JSON. Clauses A1 to A7 of ``spec/ir.md`` are the format. Reading believes nothing: it
checks the form, the versions, the address, the family and the bounds, in this order.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from potstill.ir import canonical, codec, files
from potstill.ir.bounds import Bounds, Excess, bounds
from potstill.ir.codec import Fault, Malformed
from potstill.ir.family import Family

__all__ = [
    "FORMAT",
    "MAX_BYTES",
    "SEMANTICS",
    "SUFFIX",
    "Artifact",
    "ArtifactError",
    "dump",
    "load",
    "make",
    "read_artifact",
    "read_folder",
    "schema",
    "to_json",
    "write_artifact",
]

FORMAT: Final = 1
"""Version of the layout of artifacts."""

SEMANTICS: Final = 1
"""Version of what grammars and programs mean, which the address takes in."""

MAX_BYTES: Final = canonical.MAX_BYTES
"""The longest artifact file that is read or written."""

SUFFIX: Final = ".potstill.json"

_OUTER: Final = ("address", "artifact")
_INNER: Final = ("bounds", "family", "format", "recipe", "semantics")


class ArtifactError(Malformed):
    """An artifact that cannot be had: the fault, where in the data, and in which file, if any."""

    def __init__(self, fault: Fault, reason: str, *path: str | int, file: Path | None = None) -> None:
        super().__init__(fault, reason, *path)
        self.file = file

    def __str__(self) -> str:
        where = [*([str(self.file)] if self.file else []), *([self.pointer] if self.path else [])]
        return f"{self.code}: {': '.join([*where, self.reason])}"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A compiled recipe, as :func:`make` and :func:`load` build it.

    INVARIANT: ``bounds`` are those of the family's program, ``address`` is that of the whole.
    """

    recipe: str
    family: Family
    bounds: Bounds
    address: str


def make(recipe: str, family: Family) -> Artifact:
    """The artifact of a compiled recipe. Raises ArtifactError if the family is not well formed."""
    found = _bounds(family)
    try:
        data = _content(recipe, family, found)
        return Artifact(recipe, family, found, canonical.address(data, trusted=True))
    except Malformed as fault:
        raise ArtifactError(fault.fault, fault.reason, *fault.path) from None
    except canonical.CanonicalError as error:
        raise ArtifactError(Fault.SYNTAX, str(error)) from None


def to_json(artifact: Artifact) -> dict[str, Any]:
    """The content of an artifact's file, as plain data."""
    content = _content(artifact.recipe, artifact.family, artifact.bounds)
    return {"address": artifact.address, "artifact": content}


def dump(artifact: Artifact) -> bytes:
    """The bytes of an artifact's file. Raises ArtifactError if there are too many."""
    data = canonical.encode(to_json(artifact), trusted=True)
    if len(data) > MAX_BYTES:
        raise ArtifactError(Fault.SIZE, f"{len(data)} bytes, more than {MAX_BYTES}")
    return data


def load(data: bytes) -> Artifact:
    """The artifact that a file's bytes hold. Raises ArtifactError.

    INVARIANT: ``dump(load(data)) == data``.
    """
    if len(data) > MAX_BYTES:
        raise ArtifactError(Fault.SIZE, f"more than {MAX_BYTES} bytes")
    try:
        outer = canonical.decode(data, canonical=True)
    except canonical.CanonicalError as error:
        raise ArtifactError(Fault.SYNTAX, str(error)) from None
    file = _object(outer, _OUTER)
    content = file["artifact"]
    # The version first: a newer layout may have other keys, and what its reader is told is the useful thing.
    if isinstance(content, dict):
        _check_version(content, "format", FORMAT, Fault.FORMAT)
    inner = _object(content, _INNER, "artifact")
    _check_version(inner, "semantics", SEMANTICS, Fault.SEMANTICS)
    if not isinstance(stated := file["address"], str):
        raise ArtifactError(Fault.KIND, "expected a string", "address")
    if stated != (address := canonical.digest(_slice(data))):
        raise ArtifactError(Fault.ADDRESS, f"the content's address is {address}", "address")
    if not isinstance(recipe := inner["recipe"], str):
        raise ArtifactError(Fault.KIND, "expected a string", "artifact", "recipe")
    try:
        family = codec.decode(inner["family"])
    except Malformed as fault:
        raise ArtifactError(fault.fault, fault.reason, "artifact", "family", *fault.path) from None
    found = _bounds(family)
    if not _same(inner["bounds"], _totals(found)):
        raise ArtifactError(Fault.BOUNDS, "not the program's bounds", "artifact", "bounds")
    return Artifact(recipe, family, found, address)


def schema() -> dict[str, Any]:
    """The JSON Schema of artifact files, as ``spec/schemas/artifact.schema.json`` has it."""
    natural = {"type": "integer", "minimum": 0, "maximum": canonical.SAFE}
    content = {
        "format": {"const": FORMAT},
        "semantics": {"const": SEMANTICS},
        "recipe": {"type": "string"},
        "family": {"$ref": "family.schema.json"},
        "bounds": _closed({"steps": natural, "bits": natural, "length": natural}),
    }
    file = {"address": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}, "artifact": _closed(content)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "artifact.schema.json",
        "title": "An artifact file",
        "description": "The address is the SHA-256 of the artifact's canonical JSON; see spec/ir.md.",
        **_closed(file),
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with exactly these keys."""
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def write_artifact(artifact: Artifact, path: Path) -> None:
    """Write the artifact's file, all or nothing: readers of ``path`` see the old content or the new.

    Raises ArtifactError if the file's name is not the family's name and ``.potstill.json``; OSError.
    """
    _check_name(artifact, path)
    files.write({path: dump(artifact)})


def read_artifact(path: Path) -> Artifact:
    """The artifact in a file. Raises ArtifactError."""
    try:
        artifact = load(_read(path))
        _check_name(artifact, path)
    except ArtifactError as fault:
        fault.file = path
        raise
    return artifact


def read_folder(folder: Path) -> list[Artifact]:
    """The artifacts in a folder's ``*.potstill.json`` files, by name; not those of folders within.

    Raises ArtifactError, also for a link that leads out of the folder.
    """
    try:
        with os.scandir(folder) as entries:
            known = [(entry.name, entry.is_symlink()) for entry in entries if entry.name.endswith(SUFFIX)]
        links = [folder / name for name, linked in sorted(known) if linked]
        leaving = [path for path in links if files.leads_out(path, folder)]
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL
        raise ArtifactError(Fault.UNREADABLE, str(error), file=folder) from None
    if leaving:
        raise ArtifactError(Fault.UNSAFE, "a link that leads out of the folder", file=leaving[0])
    return [read_artifact(folder / name) for name, _ in sorted(known)]


def _read(path: Path) -> bytes:
    try:
        return files.read(path, MAX_BYTES)
    except files.NotRegular as fault:
        raise ArtifactError(Fault.UNSAFE, str(fault)) from None
    except files.Unreadable as fault:
        raise ArtifactError(Fault.UNREADABLE, str(fault)) from None


def _check_name(artifact: Artifact, path: Path) -> None:
    expected = artifact.family.name + SUFFIX
    if path.name != expected:
        raise ArtifactError(Fault.FILE_NAME, f"the file of this family is called {expected}", file=path)


def _content(recipe: str, family: Family, found: Bounds) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "semantics": SEMANTICS,
        "recipe": recipe,
        "family": codec.encode(family),
        "bounds": _totals(found),
    }


def _totals(found: Bounds) -> dict[str, int]:
    return {"steps": found.steps, "bits": found.bits, "length": found.length}


def _bounds(family: Family) -> Bounds:
    found = bounds(family.program)
    if isinstance(found, Excess):
        reason = f"{found.found} {found.cap.value}, more than {found.limit}"
        raise ArtifactError(Fault.BOUNDS, reason, "artifact", "family", "program", "nodes", found.node)
    return found


def _slice(data: bytes) -> bytes:
    """The bytes of the artifact inside the file's.

    INVARIANT: the file is canonical, so the address comes first, and a string, so its quotes are escaped.
    """
    start = data.index(b',"artifact":') + len(b',"artifact":')
    return data[start:-1]


def _same(data: canonical.Json, totals: dict[str, int]) -> bool:
    """Whether the data are the totals; true is not 1 here."""
    return isinstance(data, dict) and data == totals and all(type(total) is int for total in data.values())


def _check_version(content: dict[str, Any], key: str, known: int, fault: Fault) -> None:
    version = content.get(key)
    if type(version) is not int or version != known:
        stated = version if type(version) is int and abs(version) < 10**9 else "another"
        raise ArtifactError(fault, f"this reader knows {key} {known}, not {stated}", "artifact", key)


def _object(data: Any, keys: tuple[str, ...], *path: str) -> dict[str, Any]:
    """``data``, if it is an object with exactly these keys."""
    if not isinstance(data, dict):
        raise ArtifactError(Fault.KIND, "expected an object", *path)
    if sorted(data) != list(keys):
        raise ArtifactError(Fault.KEYS, f"expected the keys {', '.join(keys)}", *path)
    return data
