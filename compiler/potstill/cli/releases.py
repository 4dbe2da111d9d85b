"""Families that were found and proved, written as recipes, artifacts, signed statements and claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from potstill.cli.keys import signing_key
from potstill.cli.recipes import SUFFIX as RECIPE
from potstill.ir import files as disk
from potstill.ir import keys
from potstill.ir.artifact import SUFFIX as ARTIFACT
from potstill.ir.artifact import Artifact, dump
from potstill.ir.statement import Envelope, encode, statement_path
from potstill.ir.statement import dump as dump_envelope
from potstill.ir.verdicts import Verification

if TYPE_CHECKING:
    from potstill.distill.claim import Claim

CLAIM = ".claim.txt"


@dataclass(frozen=True, slots=True)
class Release:
    """A family to write; ``claim``: what is claimed of it beyond its verdicts, if it was induced."""

    artifact: Artifact
    verification: Verification
    claim: Claim | None = None

    @property
    def name(self) -> str:
        """The family's."""
        return self.artifact.family.name


def write(releases: Iterable[Release], folder: Path, key: str | None) -> int:
    """Write all files, or none; how many families. Raises OSError, KeyringError, CannotSign."""
    found = list(releases)
    if not found:
        return 0
    signing = signing_key(key)
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, bytes] = {}
    for each in found:
        artifact = folder / f"{each.name}{ARTIFACT}"
        contents[folder / f"{each.name}{RECIPE}"] = each.artifact.recipe.encode("utf-8")
        contents[artifact] = dump(each.artifact)
        statement = keys.sign(Envelope(encode(each.verification)), signing)
        contents[statement_path(artifact)] = dump_envelope(statement)
        if each.claim is not None:
            lines = "\n".join(each.claim.lines())
            contents[folder / f"{each.name}{CLAIM}"] = f"{lines}\n".encode()
    disk.write(contents)
    return len(found)
