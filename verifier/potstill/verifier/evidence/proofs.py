"""Proofs as files, each bound to its query, so that nobody can pass off the proof of something else.

``HEX.smt2`` is a query, named by its SHA-256; ``HEX.cpc`` is cvc5's proof of it, which begins by naming the
query's file (the command ``reference`` of the checker Ethos). A proof is bound if the query's text has the
digest, the proof refers to that file, each formula it assumes is one that the query asserts, and it ends in
``false``. Whether its steps follow is for the external checker to say.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final

from potstill.verifier.evidence.sexpr import Malformed, Term, Terms, parse

PREFIX: Final = "sha256:"

CHECKER_SECONDS: Final = 600
"""A backstop for external checkers that hang; what it stops is never a verdict."""


class Unbound(ValueError):
    """A proof that is not one of the query it is filed under."""


class Checked(Enum):
    """What an external checker says of a proof."""

    CORRECT = "correct"
    INCOMPLETE = "incomplete"
    """Every step that it knows follows, but there are steps that it takes on trust."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A query and its proof, as files beside each other."""

    digest: str
    query: Path
    proof: Path


def write(folder: Path, digest: str, query: str, proof: str) -> ProofFile:
    """Write both files, and check that they belong together. Raises Unbound, OSError."""
    name = digest.removeprefix(PREFIX)
    files = ProofFile(digest, folder / f"{name}.smt2", folder / f"{name}.cpc")
    body = proof.strip()
    # cvc5 wraps the commands of a proof in one pair of parentheses, which no checker wants.
    if len(parse(body)) == 1:
        body = body[1:-1].strip()
    files.query.write_text(query, "utf-8")
    files.proof.write_text(f'(reference "{files.query.name}")\n{body}\n', "utf-8")
    bound(files)
    return files


def bound(files: ProofFile) -> None:
    """Return if the proof is one of the query of this digest. Raises Unbound, OSError."""
    query = files.query.read_text("utf-8")
    found = PREFIX + sha256(query.encode()).hexdigest()
    if found != files.digest:
        raise Unbound(f"{files.query.name} holds the query {found}")
    try:
        _bound(files, parse(files.proof.read_text("utf-8")), parse(query))
    except Malformed as error:
        raise Unbound(f"{files.proof.name}: {error}") from None


def _bound(files: ProofFile, commands: list[Term], asserted: list[Term]) -> None:
    references = [command[1] for command in commands if command[:1] == ["reference"]]
    if references != [f'"{files.query.name}"']:
        raise Unbound(f"{files.proof.name} does not refer to {files.query.name}")
    terms = Terms()
    known, own = _asserted(asserted, terms)
    for name, number in _assumed(commands, terms, own):
        if number not in known:
            raise Unbound(f"{files.proof.name} assumes {name}, which the query does not assert")
    if not _refutes(commands):
        raise Unbound(f"{files.proof.name} does not end in false")


def check(files: ProofFile, checker: Path) -> Checked:
    """Run an external checker on a proof that is bound. Raises Unbound, OSError.

    The checker is called with the proof's file name, in its folder, and says ``correct`` or ``incomplete``.
    """
    bound(files)
    try:
        done = subprocess.run(
            [str(checker.resolve()), files.proof.name],
            cwd=files.proof.parent,
            capture_output=True,
            text=True,
            timeout=CHECKER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Checked.REJECTED
    words = done.stdout.split()
    if done.returncode != 0 or not words:
        return Checked.REJECTED
    return next((verdict for verdict in Checked if verdict.value == words[-1]), Checked.REJECTED)


def _asserted(commands: list[Term], terms: Terms) -> tuple[set[int], dict[str, int]]:
    """The formulas that a query asserts, its definitions replaced, and the definitions by name.

    cvc5 asserts ``(define-fun f () S t)`` as ``(= f t)``.
    """
    names: dict[str, int] = {}
    known: set[int] = set()
    for command in commands:
        match command:
            case ["define-fun", str(name), [], _, body] | ["define-const", str(name), _, body]:
                names[name] = terms.number(body, names)
                known.add(terms.number(["=", name, name], names))
            case ["assert", formula]:
                known.add(terms.number(formula, names))
            case _:
                pass
    return known, names


def _assumed(commands: list[Term], terms: Terms, own: dict[str, int]) -> list[tuple[str, int]]:
    """The formulas that a proof takes from outside, by name. ``own``: the query's definitions.

    Raises Unbound where the proof gives a name of its own making to a term: only ``@`` begins such names.
    """
    names: dict[str, int] = {}
    assumed: list[tuple[str, int]] = []
    for command in commands:
        match command:
            case ["define", str(name), [], body]:
                names[name] = terms.number(body, names)
                if not name.startswith("@") and own.get(name) != names[name]:
                    raise Unbound(f"it defines {name}, which the query does not, or otherwise")
            case ["define", *_]:
                raise Unbound("it defines something with parameters")
            case ["assume", str(name), formula]:
                assumed.append((name, terms.number(formula, names)))
            case _:
                pass
    return assumed


def _refutes(commands: list[Term]) -> bool:
    """Whether the last step concludes false."""
    steps = [command for command in commands if command[:1] == ["step"]]
    return bool(steps) and steps[-1][2:3] == ["false"]
