"""A second solver's opinion, and proofs that are bound to their queries."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from potstill.verifier.evidence import proofs
from potstill.verifier.evidence.opinion import Answer, opinion
from potstill.verifier.evidence.proofs import Checked, ProofFile, Unbound
from potstill.verifier.evidence.sexpr import Malformed, Terms, parse

pytest.importorskip("cvc5")

TRUE_CLAIM = """(set-logic ALL)
(declare-const a Int)
(define-fun twice () Int (* 2 a))
(declare-const e Int)
(assert (= e (ite (> twice (- 3)) 1 0)))
(assert (let ((both (+ twice e))) (> both 4)))
(assert (< a (- 1)))
(check-sat)
"""
OTHER_CLAIM = TRUE_CLAIM.replace("(< a (- 1))", "(< a (- 2))")
FALSE_CLAIM = TRUE_CLAIM.replace("(< a (- 1))", "(< a 100)")
DIVISION = """(set-logic ALL)
(declare-const a Int)
(declare-const b Int)
(assert (and (<= 1 a) (<= a 10) (<= 0 b) (<= b 100)))
(assert (not (= (div (* a b) a) b)))
(check-sat)
"""


def digest(query: str) -> str:
    return f"sha256:{sha256(query.encode()).hexdigest()}"


def prove(query: str) -> str:
    found = opinion(digest(query), query, proof=True)
    assert found.answer is Answer.UNSAT
    assert found.proof is not None
    return found.proof


@pytest.fixture
def files(tmp_path: Path) -> ProofFile:
    return proofs.write(tmp_path, digest(TRUE_CLAIM), TRUE_CLAIM, prove(TRUE_CLAIM))


def test_answers() -> None:
    assert opinion(digest(TRUE_CLAIM), TRUE_CLAIM).answer is Answer.UNSAT
    assert opinion(digest(FALSE_CLAIM), FALSE_CLAIM).answer is Answer.SAT


def test_a_query_that_is_no_smt_lib_is_unknown() -> None:
    assert opinion("sha256:0", "(assert (no such thing))").answer is Answer.UNKNOWN
    assert opinion("sha256:0", "").answer is Answer.UNKNOWN


def test_an_exhausted_budget_is_unknown() -> None:
    hard = """(set-logic ALL)
(declare-const x Int) (declare-const y Int) (declare-const z Int)
(assert (= (+ (* x x x) (* y y y) (* z z z)) 114)) (check-sat)
"""
    assert opinion(digest(hard), hard, resources=1000).answer is Answer.UNKNOWN


@pytest.mark.parametrize("query", [TRUE_CLAIM, DIVISION])
def test_proofs_are_bound_to_their_queries(query: str, tmp_path: Path) -> None:
    files = proofs.write(tmp_path, digest(query), query, prove(query))
    proofs.bound(files)
    assert files.proof.read_text().startswith(f'(reference "{files.query.name}")')


def test_a_proof_of_another_query_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(Unbound, match="does not assert"):
        proofs.write(tmp_path, digest(OTHER_CLAIM), OTHER_CLAIM, prove(TRUE_CLAIM))


def test_a_query_under_another_name_is_rejected(files: ProofFile) -> None:
    files.query.write_text(FALSE_CLAIM)
    with pytest.raises(Unbound, match="holds the query"):
        proofs.bound(files)
    with pytest.raises(Unbound, match="holds the query"):
        proofs.bound(replace(files, digest=digest(OTHER_CLAIM)))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("(reference", "(include", "does not refer"),
        ("(assume @p1 ", "(assume @p0 false)\n(assume @p1 ", "assumes @p0"),
        ("(define @t1 ", "(define a () 5)\n(define @t1 ", "defines a"),
        ("(define twice () ", "(define twice () (+ 1 ", None),
        (" false :rule ", " true :rule ", "does not end in false"),
        ("(declare-const a Int)", "(declare-const a Int", "parenthesis"),
    ],
)
def test_altered_proofs_are_rejected(files: ProofFile, old: str, new: str, why: str | None) -> None:
    text = files.proof.read_text()
    assert old in text
    files.proof.write_text(text.replace(old, new))
    with pytest.raises(Unbound, match=why):
        proofs.bound(files)


def test_the_external_checker_says_what_it_thinks(files: ProofFile, tmp_path: Path) -> None:
    for word, status, expected in [
        ("correct", 0, Checked.CORRECT),
        ("incomplete", 0, Checked.INCOMPLETE),
        ("correct", 1, Checked.REJECTED),
        ("hello", 0, Checked.REJECTED),
        ("", 0, Checked.REJECTED),
    ]:
        program = tmp_path / "checker"
        program.write_text(f"#!/bin/sh\ntest -r \"$1\" && echo {word} && exit {status}\n")
        program.chmod(0o755)
        assert proofs.check(files, program) is expected


def test_a_proof_that_is_not_bound_never_reaches_the_checker(files: ProofFile, tmp_path: Path) -> None:
    program = tmp_path / "checker"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\necho correct\n")
    program.chmod(0o755)
    files.query.write_text(OTHER_CLAIM)
    with pytest.raises(Unbound):
        proofs.check(files, program)
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif("POTSTILL_CHECKER" not in os.environ, reason="POTSTILL_CHECKER names no proof checker")
@pytest.mark.parametrize("query", [TRUE_CLAIM, DIVISION])
def test_a_real_checker_accepts_a_real_proof(query: str, tmp_path: Path) -> None:
    files = proofs.write(tmp_path, digest(query), query, prove(query))
    assert proofs.check(files, Path(os.environ["POTSTILL_CHECKER"])) is not Checked.REJECTED


def test_lets_are_names_too() -> None:
    terms = Terms()
    (plain,) = parse("(+ (* 2 a) (* (* 2 a) b))")
    (short,) = parse("(let ((x (* 2 a)) (y b)) (let ((x (* x y)) (z x)) (+ z x)))")
    assert terms.number(plain, {}) == terms.number(short, {})
    for text in ("(let ((x)) x)", "(let (x) x)"):
        with pytest.raises(Malformed):
            terms.number(parse(text)[0], {})


def test_terms_are_equal_once_names_are_replaced() -> None:
    terms = Terms()
    (plain,) = parse("(+ (* 2 a) (- 5))")
    (short,) = parse("(+ t -5)")
    (other,) = parse("(+ (* 2 b) -5)")
    names = {"t": terms.number(parse("(* 2 a)")[0], {})}
    assert terms.number(plain, {}) == terms.number(short, names)
    assert terms.number(plain, {}) != terms.number(other, {})


@pytest.mark.parametrize("text", ["(", ")", "(a))", '"open', "|open"])
def test_malformed_terms(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_deep_terms_do_not_recurse() -> None:
    deep = "(f " * 50_000 + "x" + ")" * 50_000
    assert Terms().number(parse(deep)[0], {}) > 0
