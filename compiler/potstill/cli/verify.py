"""``potstill verify``: artifacts and their statements, checked by somebody who trusts nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from potstill.cli import verdicts
from potstill.cli.console import CANNOT, NO, UNDECIDED, YES, CannotRun, emit, files, json_option, table
from potstill.cli.jobs import jobs_options, progress
from potstill.cli.proving import proved
from potstill.ir import keys
from potstill.ir.artifact import SUFFIX, Artifact, ArtifactError, read_artifact
from potstill.ir.codec import Fault
from potstill.ir.statement import (
    BadSignature,
    Envelope,
    NoStatement,
    OtherSubject,
    StatementError,
    UnknownVersion,
    decode,
    read_envelope,
    statement_path,
)
from potstill.ir.verdicts import Verification
from potstill.runtime.trust import Trust

_FOREIGN: Final = frozenset({Fault.UNREADABLE, Fault.FORMAT, Fault.SEMANTICS})
"""Faults of files that this version cannot judge."""


@dataclass(slots=True)
class Finding:
    """What was found out about one file; ``code`` is the worst of it."""

    path: Path
    artifact: Artifact | None = None
    recompiled: str = ""
    statement: str = ""
    proofs: str = ""
    opinion: str = ""
    problems: tuple[str, ...] = ()
    code: int = YES
    claimed: Verification | None = None
    found: Verification | None = None

    def complain(self, code: int, problem: str) -> None:
        """Note a problem. A no outweighs whatever could not be done, and that an open question."""
        rank = (YES, UNDECIDED, CANNOT, NO)
        self.code = max(self.code, code, key=rank.index)
        self.problems = (*self.problems, problem)

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return {
            "path": str(self.path),
            "family": None if self.artifact is None else self.artifact.family.name,
            "address": None if self.artifact is None else self.artifact.address,
            "recompiled": self.recompiled,
            "statement": self.statement,
            "proofs": self.proofs,
            "opinion": self.opinion,
            "problems": list(self.problems),
            "verification": None if self.found is None else verdicts.to_json(self.found),
        }


@click.command(
    epilog="""\b
    Examples:
      potstill verify artifacts/tip.potstill.json
      potstill verify artifacts --second-opinion --jobs 2
      potstill verify artifacts --proofs proofs --checker ./check-proof"""
)
@click.argument("paths", nargs=-1, required=True)
@click.option("--second-opinion", is_flag=True, help="Ask cvc5 the same queries.")
@click.option(
    "--proofs", "folder", type=click.Path(file_okay=False), help="Write cvc5's proofs of them here."
)
@click.option(
    "--checker", type=click.Path(exists=True, dir_okay=False), help="Have this program check those proofs."
)
@jobs_options
@json_option
def command(
    paths: tuple[str, ...],
    second_opinion: bool,
    folder: str | None,
    checker: str | None,
    jobs: int,
    executor: str | None,
    as_json: bool,
) -> int:
    """Check artifacts in PATHS (files, or folders of them): compile the recipe inside again and compare
    addresses, prove every obligation again, and compare with the statement beside the artifact.

    Exit code 1 if a claim is false, tampered with or contradicted, or blocks; 3 if something stays open, or
    the recipe compiles to another address here; 2 if a file cannot be read.
    """
    if checker is not None and folder is None:
        raise CannotRun("--checker checks the proofs that --proofs DIR writes: give both")
    findings = [_read(path) for path in files(paths, SUFFIX)]
    _prove(findings, jobs, executor, folder, checker, second_opinion or folder is not None)
    if as_json:
        emit([finding.to_json() for finding in findings])
    else:
        _tell(findings)
    rank = (YES, UNDECIDED, CANNOT, NO)
    return max((finding.code for finding in findings), key=rank.index)


def _read(path: Path) -> Finding:
    """The artifact, compiled again, and what is claimed of it."""
    finding = Finding(path)
    try:
        artifact = finding.artifact = read_artifact(path)
    except ArtifactError as fault:
        finding.complain(CANNOT if fault.fault in _FOREIGN else NO, str(fault))
        return finding
    _recompile(finding, artifact)
    try:
        envelope = read_envelope(statement_path(path))
        finding.statement = _signature(envelope)
        claimed = decode(envelope.payload)
        if (claimed.family, claimed.address) != (artifact.family.name, artifact.address):
            raise OtherSubject(f"the statement is about {claimed.family} {claimed.address}")
        finding.claimed = claimed
    except NoStatement:
        finding.statement = "none"
    except UnknownVersion as fault:
        finding.complain(CANNOT, str(fault))
    except (StatementError, keys.CannotSign) as fault:
        finding.statement = "refused"
        finding.complain(NO if isinstance(fault, StatementError) else CANNOT, str(fault))
    return finding


def _recompile(finding: Finding, artifact: Artifact) -> None:
    try:
        from potstill.compiler import compile_recipe
    except ModuleNotFoundError as missing:
        raise CannotRun(f"compiling again needs {missing.name}: pip install 'potstill[compile]'") from missing
    again = compile_recipe(artifact.recipe).artifact
    if again is not None and again.address == artifact.address:
        finding.recompiled = "the same"
        return
    finding.recompiled = "refused" if again is None else "differently"
    finding.complain(
        UNDECIDED, "this compiler makes something else of the recipe; its stored family was proved"
    )


def _signature(envelope: Envelope) -> str:
    """Who signed it, as far as is known here. Raises BadSignature for a known key that did not."""
    trust = Trust.local()
    known = [each for each in envelope.signatures if each.keyid in trust.keys]
    for each in known:
        if not keys.holds(each, envelope, trust.keys[each.keyid]):
            raise BadSignature(f"the signature by {each.keyid[:16]} is not of these bytes")
    if known:
        return f"signed by {known[0].keyid[:16]}"
    return f"by {len(envelope.signatures)} unknown keys" if envelope.signatures else "unsigned"


def _prove(
    findings: list[Finding],
    jobs: int,
    executor: str | None,
    folder: str | None,
    checker: str | None,
    ask: bool,
) -> None:
    efforts = {
        finding.claimed.effort if finding.claimed else None for finding in findings if finding.artifact
    }
    for effort in sorted(efforts, key=repr):
        group = [
            finding
            for finding in findings
            if finding.artifact and (finding.claimed.effort if finding.claimed else None) == effort
        ]
        artifacts = [finding.artifact for finding in group if finding.artifact]
        results = proved(artifacts, effort=effort, believing=False, jobs=jobs, executor=executor)
        for finding, result in zip(group, results, strict=True):
            _compare(finding, result.verification)
        if ask:
            for finding, result in progress(zip(group, results, strict=True), "second opinion", len(group)):
                _second(finding, result.queries, folder, checker)


def _compare(finding: Finding, found: Verification) -> None:
    """What was found, against what is claimed."""
    from potstill.verifier import Standing, recheck

    finding.found = found
    finding.proofs = verdicts.summary(found)[0]
    claimed = finding.claimed
    waived = {waiver.obligation for waiver in claimed.waivers} if claimed else set()
    for verdict in found.blocking:
        if verdict.obligation.name not in waived:
            code = verdicts.code((found,))
            finding.complain(code, f"{verdict.obligation.name} is {verdict.status.value}: {verdict.detail}")
    if claimed is None:
        return
    if claimed.assumptions != found.assumptions:
        finding.complain(NO, "the statement states other assumptions")
    for each in recheck(claimed, found):
        match each.standing:
            case Standing.CONFIRMED:
                pass
            case Standing.OPEN:
                finding.complain(UNDECIDED, f"{each.obligation}: claimed, and not decided this time")
            case Standing.CONTRADICTED:
                finding.complain(NO, f"{each.obligation}: the statement claims something else")


def _second(finding: Finding, queries: dict[str, str], folder: str | None, checker: str | None) -> None:
    """cvc5's opinion on every query that proved something, with proofs where they are wanted."""
    from potstill.verifier.evidence import proofs
    from potstill.verifier.evidence.opinion import Answer, SolverMissing, opinion

    agreed = correct = 0
    for digest, query in queries.items():
        try:
            said = opinion(digest, query, proof=folder is not None)
        except SolverMissing as missing:
            raise CannotRun(str(missing)) from None
        match said.answer:
            case Answer.UNSAT:
                agreed += 1
            case Answer.SAT:
                finding.complain(NO, f"cvc5 contradicts {digest}")
            case Answer.UNKNOWN:
                finding.complain(UNDECIDED, f"cvc5 does not decide {digest}")
        if folder is None or said.proof is None:
            continue
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        try:
            written = proofs.write(place, digest, query, said.proof)
            if checker is not None:
                verdict = proofs.check(written, Path(checker))
                correct += verdict is proofs.Checked.CORRECT
                if verdict is proofs.Checked.REJECTED:
                    finding.complain(NO, f"the checker rejects the proof of {digest}")
                elif verdict is proofs.Checked.INCOMPLETE:
                    finding.complain(UNDECIDED, f"the proof of {digest} has steps that are taken on trust")
        except proofs.Unbound as fault:
            finding.complain(NO, str(fault))
    finding.opinion = f"{agreed}/{len(queries)}" + (f", {correct} checked" if checker else "")


def _tell(findings: list[Finding]) -> None:
    table(
        ("file", "recompiled", "statement", "proved", "cvc5", "verdict"),
        (
            (
                finding.path.name,
                finding.recompiled,
                finding.statement,
                finding.proofs,
                finding.opinion,
                {YES: "verified", UNDECIDED: "open", CANNOT: "unreadable", NO: "refused"}[finding.code],
            )
            for finding in findings
        ),
    )
    for finding in findings:
        for problem in finding.problems:
            click.echo(f"{finding.path}: {problem}")
