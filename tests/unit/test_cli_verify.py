"""``check`` and ``verify`` on the command line: verdicts, counterexamples, statements proved again."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from potstill.cli import main
from potstill.ir import canonical
from potstill.ir.artifact import load

Potstill = Callable[..., tuple[int, str, str]]

SHARE = """family share
"Each one's part of a bill."

ask "split {bill} among {people} (people|friends)"

slot bill: money USD 1..10_000
slot people: int 1..40

let part = bill / people
let share: decimal(2) 0..10_000 = round(part, 2, half_up)
answer share

ensure answer <= bill

example "split $10 among 4 people" => 2.50
"""
BY_ZERO = SHARE.replace("int 1..40", "int 0..40")
BROKEN_PROMISE = SHARE.replace("ensure answer <= bill", "ensure answer * people <= bill")
IDLE = SHARE.replace(
    'ask "split {bill} among {people} (people|friends)"',
    'ask "split {bill} among {people} (people|friends) on {day}"\nslot day: enum {monday, tuesday}',
).replace("4 people", "4 people on monday")
NOBODY = SHARE.replace("let part", "where bill < 0\n\nlet part").replace(
    'example "split $10 among 4 people" => 2.50\n', ""
)
QUERY = """family twelfth
"An odd question, which types do not answer."

ask "twelfth of {n} by {m}"

slot n: int 1..1_000
slot m: int 2..1_000

let both = n * m - n
answer n * 12 / both + n

ensure answer > 0

example "twelfth of 3 by 5" => 6
"""


@pytest.fixture
def potstill(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Potstill:
    """Run the command line in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("TERM", "dumb")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potstill", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    return run


def recipe(text: str) -> str:
    name = text.split()[1]
    Path(f"{name}.recipe").write_text(text, "utf-8")
    return f"{name}.recipe"


def test_check_proves(potstill: Potstill) -> None:
    code, out, err = potstill("check", recipe(SHARE))
    assert code == 0, out + err
    for obligation in ("functional", "round_trip:bill", "ensure:0", "relevant:people", "example:0"):
        assert obligation in out
    assert "refuted" not in out


def test_check_shows_the_request_that_divides_by_zero(potstill: Potstill) -> None:
    code, out, _ = potstill("check", recipe(BY_ZERO))
    assert code == 1
    assert "division_by_zero" in out
    assert "among 0" in out
    assert "people = 0" in out
    assert "known: people: int 0..40" in out


def test_a_broken_promise_is_shown_along_the_graph(potstill: Potstill) -> None:
    code, out, _ = potstill("check", recipe(BROKEN_PROMISE), "--json")
    assert code == 1
    (report,) = json.loads(out)
    (found,) = [
        verdict for verdict in report["verification"]["verdicts"] if verdict["status"] == "refuted"
    ]
    assert found["obligation"]["kind"] == "ensure"
    values = dict(found["counterexample"]["values"])
    assert Fraction(values["share"]) > Fraction(values["part"])
    assert found["counterexample"]["utterance"].startswith("split $")
    assert report["verification"]["released"] is False


def test_a_slot_that_changes_nothing_is_refused_unless_it_is_flavour(potstill: Potstill) -> None:
    code, out, _ = potstill("check", recipe(IDLE))
    assert code == 1
    assert "relevant:day" in out
    code, out, _ = potstill("check", recipe(IDLE.replace("tuesday}", "tuesday} flavour")))
    assert code == 0, out
    assert "flavour:day" in out


def test_conditions_that_nobody_fulfils_make_a_family_vacuous(potstill: Potstill) -> None:
    code, out, _ = potstill("check", recipe(NOBODY))
    assert code == 1
    assert "vacuous" in out


def test_no_proofs_only_compiles(potstill: Potstill) -> None:
    code, out, _ = potstill("check", recipe(BY_ZERO), "--no-proofs")
    assert code == 0
    assert "accepted" in out


def test_jobs_change_nothing(potstill: Potstill) -> None:
    recipe(SHARE)
    recipe(QUERY)
    assert potstill("check", ".", "--json") == potstill("check", ".", "--json", "--jobs", "2")


@pytest.fixture
def built(potstill: Potstill) -> Path:
    """An artifact with a proof by the solver, and its statement beside it."""
    code, out, err = potstill("build", recipe(QUERY), "-o", "artifacts")
    assert code == 0, out + err
    return Path("artifacts/twelfth.potstill.json")


def test_verify_confirms(potstill: Potstill, built: Path) -> None:
    code, out, err = potstill("verify", "artifacts", "--json")
    assert code == 0, out + err
    (found,) = json.loads(out)
    assert found["recompiled"] == "the same"
    assert found["statement"].startswith("signed by")
    assert not found["problems"]
    methods = {verdict["method"] for verdict in found["verification"]["verdicts"]}
    assert "smt" in methods
    assert potstill("verify", str(built))[0] == 0


def test_the_second_opinion(potstill: Potstill, built: Path) -> None:
    pytest.importorskip("cvc5")
    code, out, err = potstill("verify", str(built), "--second-opinion", "--proofs", "proofs", "--json")
    assert code == 0, out + err
    (found,) = json.loads(out)
    agreed, asked = found["opinion"].split("/")
    assert agreed == asked != "0"
    assert len(list(Path("proofs").glob("*.cpc"))) == int(asked)


def test_a_checker_that_rejects_is_a_no(potstill: Potstill, built: Path) -> None:
    pytest.importorskip("cvc5")
    checker = Path("checker")
    checker.write_text("#!/bin/sh\necho incorrect\nexit 1\n")
    checker.chmod(0o755)
    code, out, _ = potstill("verify", str(built), "--proofs", "proofs", "--checker", "checker")
    assert code == 1
    assert "rejects the proof" in out


def statement(built: Path) -> Path:
    return built.with_name("twelfth.potstill.statement.json")


def altered(built: Path, change: Callable[[dict[str, object]], None], *, sign: bool = False) -> None:
    """Change the statement's predicate; with ``sign``, signed anew by the key that everybody here trusts."""
    from potstill.ir import keys
    from potstill.ir.statement import Envelope, load, write_envelope
    from potstill.runtime import keyring

    envelope = load(statement(built).read_bytes())
    payload = json.loads(envelope.payload)
    change(payload["predicate"])
    data = canonical.encode(payload)
    if sign:
        write_envelope(keys.sign(Envelope(data), keyring.local_key(keyring.home())), statement(built))
    else:
        outer = json.loads(statement(built).read_bytes())
        outer["payload"] = base64.b64encode(data).decode()
        statement(built).write_bytes(canonical.encode(outer))


def of_method(predicate: dict[str, object], method: str) -> dict[str, object]:
    verdicts = predicate["verdicts"]
    assert isinstance(verdicts, list)
    return next(verdict for verdict in verdicts if verdict["method"] == method)


def other_evidence(predicate: dict[str, object]) -> None:
    of_method(predicate, "smt")["evidence"] = ["sha256:" + "0" * 64]


def no_lemma(predicate: dict[str, object]) -> None:
    of_method(predicate, "automata")["evidence"] = ["sha256:" + "1" * 64]


def another_claim(predicate: dict[str, object]) -> None:
    of_method(predicate, "evaluation")["detail"] = "because I say so"


def one_less(predicate: dict[str, object]) -> None:
    verdicts = predicate["verdicts"]
    assert isinstance(verdicts, list)
    verdicts.pop(3)


@pytest.mark.parametrize("change", [other_evidence, no_lemma, another_claim, one_less])
def test_altered_claims_fail_even_if_they_are_signed(
    potstill: Potstill, built: Path, change: Callable[[dict[str, object]], None]
) -> None:
    altered(built, change, sign=True)
    code, out, _ = potstill("verify", str(built))
    assert code == 1
    assert "claims something else" in out


def test_altered_claims_without_a_new_signature_fail(potstill: Potstill, built: Path) -> None:
    altered(built, other_evidence)
    code, out, _ = potstill("verify", str(built))
    assert code == 1
    assert "signature" in out


def test_claims_of_another_solver_are_proved_again(potstill: Potstill, built: Path) -> None:
    def older(predicate: dict[str, object]) -> None:
        effort = predicate["effort"]
        assert isinstance(effort, dict)
        effort["version"] = "5.3.9"

    altered(built, older, sign=True)
    assert potstill("verify", str(built))[0] == 0


def test_a_tampered_artifact_is_a_no(potstill: Potstill, built: Path) -> None:
    built.write_bytes(built.read_bytes().replace(b"twelfth of 3 by 5", b"twelfth of 4 by 5"))
    code, out, _ = potstill("verify", str(built))
    assert code == 1
    assert "address" in out


def test_an_artifact_that_compiles_otherwise_is_proved_from_what_it_holds(
    potstill: Potstill, built: Path
) -> None:
    """As another compiler would leave it: the recipe's comment is new, its address right, its family old."""
    outer = json.loads(built.read_bytes())
    outer["artifact"]["recipe"] = outer["artifact"]["recipe"].replace("* 12", "* 13")
    outer["address"] = canonical.address(outer["artifact"])
    built.write_bytes(canonical.encode(outer))
    load(built.read_bytes())
    statement(built).unlink()
    code, out, _ = potstill("verify", str(built))
    assert code == 3
    assert "something else of the recipe" in out


def test_a_newer_format_cannot_be_read(potstill: Potstill, built: Path) -> None:
    outer = json.loads(built.read_bytes())
    outer["artifact"]["format"] = 999
    outer["address"] = canonical.address(outer["artifact"])
    built.write_bytes(canonical.encode(outer))
    code, out, _ = potstill("verify", str(built))
    assert code == 2
    assert "format" in out


def test_a_checker_needs_proofs_to_check(potstill: Potstill, built: Path) -> None:
    Path("checker").write_text("")
    code, _, err = potstill("verify", str(built), "--checker", "checker")
    assert code == 2
    assert "--proofs" in err


def test_without_cvc5_there_is_no_second_opinion(
    potstill: Potstill, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cvc5", None)
    code, _, err = potstill("verify", str(built), "--second-opinion")
    assert code == 2
    assert "potstill[cvc5]" in err


@pytest.mark.parametrize("url", ["http://localhost:1", "dask://localhost:1"])
def test_an_executor_that_is_not_there(potstill: Potstill, url: str) -> None:
    pytest.importorskip("distributed")
    code, _, err = potstill("check", recipe(SHARE), "--executor", url)
    assert code == 2
    assert "--executor" in err
