"""Lemmas about lexicons: proved once, kept by the lexicon's address, shared by the families that use it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

from potstill.ir import canonical
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.canonical import CanonicalError, Json
from potstill.ir.lexicons import Lexicon
from potstill.ir.verdicts import Method, Status
from potstill.verifier.grammar.agreement import single_valued
from potstill.verifier.grammar.claims import Claim
from potstill.verifier.grammar.printing import round_trips, stays_typed

VERSION: Final = 1
"""Of the lemmas' methods: it is part of their addresses, so others are proved anew."""


@dataclass(frozen=True, slots=True)
class Lemma:
    """What is known of one lexicon, for all its lexemes and values.

    ``round_trip``: each value that it reads is printed as a lexeme that it reads as this value.
    ``single_valued``: no lexeme has two values. ``typed``: what it reads lies in its value type.
    """

    address: str
    round_trip: Claim
    single_valued: Claim
    typed: Claim

    @property
    def digest(self) -> str:
        """``sha256:`` and the hash of the lemma."""
        return canonical.address(_encoded(self))


class LemmaCache(Protocol):
    """Where lemmas are kept between processes."""

    def get(self, address: str) -> Lemma | None:
        """The lemma of that address, if it is there and whole."""

    def put(self, lemma: Lemma) -> None:
        """Keep a lemma."""


class Lemmas:
    """The lemmas that have been asked for; proved when they are first asked for, or taken from ``cache``."""

    def __init__(self, cache: LemmaCache | None = None) -> None:
        self._cache = cache
        self._known: dict[tuple[Lexicon, str], Lemma] = {}

    def get(self, lexicon: Lexicon, binding: Binding = EMPTY_BINDING) -> Lemma:
        """The lemma of a lexicon; of a late-bound one, under the binding."""
        key = lexicon, binding.address if lexicon.late else ""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._found(lexicon, binding)
        return known

    def _found(self, lexicon: Lexicon, binding: Binding) -> Lemma:
        address = lemma_address(lexicon, binding)
        kept = None if self._cache is None else self._cache.get(address)
        if kept is not None:
            return kept
        lemma = Lemma(
            address,
            round_trips(lexicon, binding),
            single_valued(lexicon, binding),
            stays_typed(lexicon, binding),
        )
        if self._cache is not None:
            self._cache.put(lemma)
        return lemma


class FolderCache:
    """Lemmas as files of a folder, one each, named by their addresses.

    A file holds a lemma with the hash of it; one that is not as it was written is as good as absent.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, address: str) -> Lemma | None:
        """The lemma of that address, if it is there and whole."""
        try:
            data = canonical.decode(self._file(address).read_bytes())
        except (OSError, CanonicalError):
            return None
        if not isinstance(data, dict) or data.keys() != {"digest", "lemma"}:
            return None
        lemma = _decoded(data["lemma"])
        if lemma is None or (lemma.address, lemma.digest) != (address, data["digest"]):
            return None
        return lemma

    def put(self, lemma: Lemma) -> None:
        """Write the file and put it in its place at once, so that no reader sees a part of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._file(lemma.address)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_bytes(canonical.encode({"digest": lemma.digest, "lemma": _encoded(lemma)}))
        os.replace(draft, path)

    def _file(self, address: str) -> Path:
        return self._folder / f"{address.removeprefix('sha256:')}.lemma.json"


def lemma_address(lexicon: Lexicon, binding: Binding) -> str:
    """``sha256:`` and the hash of the lexicon, of what it is bound to, and of the methods' version."""
    bound = binding.address if lexicon.late else None
    return canonical.address({"binding": bound, "lexicon": _described(lexicon), "version": VERSION})


def _described(part: object) -> Json:
    """A lexicon as plain JSON data, the kinds of its parts included."""
    if isinstance(part, Enum):
        return {"enum": str(part.value)}
    if isinstance(part, Fraction):
        return {"ratio": [part.numerator, part.denominator]}
    if isinstance(part, tuple):
        return [_described(each) for each in part]
    if is_dataclass(part):
        named = {each.name: _described(getattr(part, each.name)) for each in fields(part)}
        return {"kind": type(part).__name__, "fields": named}
    if part is None or isinstance(part, bool | int | str):
        return part
    raise TypeError(f"a lexicon holds no {type(part).__name__}")


_CLAIMS: Final = ("round_trip", "single_valued", "typed")


def _encoded(lemma: Lemma) -> dict[str, Json]:
    return {"address": lemma.address, **{name: _claim(getattr(lemma, name)) for name in _CLAIMS}}


def _claim(claim: Claim) -> Json:
    return {
        "detail": claim.detail,
        "method": None if claim.method is None else claim.method.value,
        "status": claim.status.value,
        "witness": claim.witness,
    }


def _decoded(data: Json) -> Lemma | None:
    """The lemma that data stand for; None for other data."""
    if not isinstance(data, dict) or data.keys() != {"address", *_CLAIMS}:
        return None
    address = data["address"]
    claims = [_decoded_claim(data[name]) for name in _CLAIMS]
    if not isinstance(address, str) or None in claims:
        return None
    one, two, three = (claim for claim in claims if claim is not None)
    return Lemma(address, one, two, three)


def _decoded_claim(data: Json) -> Claim | None:
    if not isinstance(data, Mapping) or data.keys() != {"detail", "method", "status", "witness"}:
        return None
    detail, witness = data["detail"], data["witness"]
    if not isinstance(detail, str) or not (witness is None or isinstance(witness, str)):
        return None
    try:
        method = None if data["method"] is None else Method(data["method"])
        return Claim(Status(data["status"]), method, detail, witness)
    except ValueError:
        return None
