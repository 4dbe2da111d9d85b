"""The command line: what each command prints, and its exit code."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from potstill.cli import COMMANDS, main
from potstill.ir import keys
from potstill.ir.artifact import write_artifact
from potstill.ir.statement import read_envelope, statement_path
from potstill.runtime import keyring
from tests.recipes import BROKEN, CALL, DOUBLE, DOUBLE_AGAIN, DUE, GREET, HALF, artifact
from tests.stating import KEY, OTHER, write

Potstill = Callable[..., tuple[int, str, str]]


@pytest.fixture
def potstill(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Potstill:
    """Run the command line in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")  # no word of a table is broken

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["potstill", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    return run


@pytest.fixture
def artifacts(potstill: Potstill) -> Potstill:
    """The same, in a folder where ``artifacts`` holds a few families."""
    for name, text in (("double", DOUBLE), ("half", HALF), ("due", DUE), ("greet", GREET), ("call", CALL)):
        Path(f"{name}.recipe").write_text(text, "utf-8")
    key = keyring.local_key(keyring.home())
    Path("artifacts").mkdir()
    for text in (DOUBLE, HALF, DUE, GREET, CALL):
        write(artifact(text), Path("artifacts"), key=key)
    return potstill


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(potstill: Potstill, command: str) -> None:
    code, out, _ = potstill(command, "--help")
    assert code == 0
    assert f"potstill {command}" in out


def test_version_says_which_build(potstill: Potstill) -> None:
    code, out, _ = potstill("--version")
    assert code == 0
    assert out.startswith("potstill ")
    assert "pure Python" in out or "compiled" in out


def test_a_newcomer_gets_a_proved_answer(
    potstill: Potstill, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "home"))
    assert potstill("new", "my-tip.recipe")[0] == 0
    code, out, _ = potstill("check", "my-tip.recipe", "--json")
    assert code == 0, out
    assert json.loads(out)[0]["family"] == "my_tip"
    code, _, err = potstill("build", "my-tip.recipe", "-o", "artifacts")
    assert code == 0, err
    assert "a key for this machine was made" in err
    assert sorted(path.name for path in Path("home").iterdir()) == ["local.key", "local.pub"]
    code, out, _ = potstill("ask", "artifacts", "what is a 20% tip on $45", "--json")
    assert code == 0
    reply = json.loads(out)
    assert reply["value"] == {"tip": "9.00", "total": "54.00"}
    assert (reply["verified"], reply["unproved"]) == ("verified", [])
    code, _, err = potstill("build", "my-tip.recipe", "-o", "artifacts")
    assert (code, err) == (0, "1 artifacts in artifacts\n")
    code, _, err = potstill("new", "my-tip.recipe")
    assert code == 2
    assert "exists" in err


def test_check_shows_what_is_wrong(potstill: Potstill) -> None:
    Path("good.recipe").write_text(DOUBLE, "utf-8")
    Path("bad.recipe").write_text(DOUBLE.replace("n * 2", "m * 2"), "utf-8")
    code, out, _ = potstill("check", "good.recipe", "bad.recipe")
    assert code == 1
    assert "bad.recipe" in out
    assert "^" in out
    assert "refused" in out
    code, out, _ = potstill("check", "bad.recipe", "--json")
    (report,) = json.loads(out)
    assert code == 1
    assert report["accepted"] is False
    assert report["diagnostics"][0]["code"].startswith("E")


def test_build_is_all_or_nothing(potstill: Potstill) -> None:
    Path("good.recipe").write_text(DOUBLE, "utf-8")
    Path("bad.recipe").write_text(HALF.replace("answer", "anser"), "utf-8")
    code, _, err = potstill("build", ".", "-o", "artifacts")
    assert code == 1
    assert "nothing written" in err
    assert not Path("artifacts").exists()


def test_build_refuses_two_families_of_one_name(potstill: Potstill) -> None:
    Path("one.recipe").write_text(DOUBLE, "utf-8")
    Path("two.recipe").write_text(DOUBLE_AGAIN, "utf-8")
    code, _, err = potstill("build", ".", "-o", "artifacts")
    assert code == 1
    assert "one.recipe" in err
    assert "two.recipe" in err


def test_build_writes_the_same_bytes_again(potstill: Potstill) -> None:
    Path("double.recipe").write_text(DOUBLE, "utf-8")
    for output in ("one", "two"):
        assert potstill("build", "double.recipe", "-o", output)[0] == 0
    for name in ("double.potstill.json", "double.potstill.statement.json"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_build_writes_nothing_that_is_refuted(potstill: Potstill) -> None:
    Path("double.recipe").write_text(DOUBLE, "utf-8")
    Path("broken.recipe").write_text(BROKEN, "utf-8")
    code, out, err = potstill("build", ".", "-o", "artifacts")
    assert code == 1
    assert "nothing written: 1 of 2" in err
    assert "ensure:0" in out
    assert "refuted" in out
    assert "square 7" in out
    assert not Path("artifacts").exists()
    code, out, _ = potstill("build", ".", "-o", "artifacts", "--json")
    assert code == 1
    released = {one["family"]: one["verification"]["released"] for one in json.loads(out)}
    assert released == {"broken": False, "double": True}
    assert potstill("build", ".", "-o", "artifacts", "--waive", "ensure:0=it is fine")[0] == 1
    code, _, err = potstill("build", ".", "-o", "artifacts", "--waive", "ensure:9=it is fine")
    assert code == 2
    assert "no family here" in err


def test_build_without_proofs_leaves_no_statement_behind(potstill: Potstill) -> None:
    Path("double.recipe").write_text(DOUBLE, "utf-8")
    assert potstill("build", ".", "-o", "artifacts")[0] == 0
    Path("double.recipe").write_text(DOUBLE_AGAIN, "utf-8")
    assert potstill("build", ".", "-o", "artifacts", "--unverified")[0] == 0
    assert [path.name for path in Path("artifacts").iterdir()] == ["double.potstill.json"]
    code, out, err = potstill("ask", "artifacts", "double 21")
    assert (code, out) == (2, "")
    assert "S005" in err
    assert "--allow-unverified" in err
    code, out, err = potstill("ask", "artifacts", "double 21", "--allow-unverified")
    assert (code, out) == (0, "42\n")
    assert "compiled, unverified" in err
    assert potstill("build", ".", "-o", "artifacts", "--unverified", "--waive", "answer=why")[0] == 2


def test_statements_by_others_count_once_their_key_is_trusted(
    potstill: Potstill, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "home"))
    Path("artifacts").mkdir()
    path = write(artifact(DOUBLE), Path("artifacts"))
    keyid = keys.keyid(keys.public(KEY))
    code, _, err = potstill("ask", "artifacts", "double 21")
    assert code == 2
    assert f"S007: {path.parent / 'double.potstill.statement.json'}: signed by {keyid[:16]}" in err
    Path("server.pub").write_bytes(keys.write_public(keys.public(KEY)))
    assert potstill("keys", "trust", "server.pub")[:2] == (0, f"{keyid}\n")
    code, out, _ = potstill("keys", "show", "--json")
    assert json.loads(out) == {"folder": str(tmp_path / "home"), "local": None, "trusted": [keyid]}
    assert potstill("keys", "show")[1] == f"{keyid}\n"
    code, out, err = potstill("ask", str(path), "double 21")
    assert (code, out) == (0, "42\n")
    assert "compiled, verified" in err
    Path("server.pub").write_text("nonsense", "utf-8")
    assert potstill("keys", "trust", "server.pub")[0] == 2


def test_sign_adds_a_signature(potstill: Potstill, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POTSTILL_HOME", str(tmp_path / "home"))
    Path("artifacts").mkdir()
    path = write(artifact(DOUBLE), Path("artifacts"))
    code, _, err = potstill("sign", "artifacts")
    assert code == 0, err
    code, out, err = potstill("ask", "artifacts", "double 21")
    assert (code, out) == (0, "42\n")
    assert [one.keyid for one in read_envelope(statement_path(path)).signatures] == sorted(
        [keys.keyid(keys.public(KEY)), keys.keyid(keys.public(keyring.local_key(tmp_path / "home")))]
    )
    Path("release.pem").write_bytes(keys.write_private(OTHER))
    Path("release.pem").chmod(0o600)
    code, out, _ = potstill("sign", str(path), "--key", "release.pem", "--json")
    assert code == 0
    assert len(json.loads(out)[0]["signatures"]) == 3
    write_artifact(artifact(DOUBLE_AGAIN), path)
    code, _, err = potstill("sign", "artifacts")
    assert code == 2
    assert "S009" in err
    assert len(read_envelope(statement_path(path)).signatures) == 3


def test_fmt_is_idempotent(potstill: Potstill) -> None:
    Path("a.recipe").write_text("family a ask 'hello'   answer 1 # why\n", "utf-8")
    assert potstill("fmt", "--check", "a.recipe")[0] == 1
    assert potstill("fmt", "a.recipe")[0] == 0
    once = Path("a.recipe").read_text("utf-8")
    assert "# why" in once
    assert potstill("fmt", "--check", "a.recipe")[0] == 0
    assert potstill("fmt", "a.recipe")[0] == 0
    assert Path("a.recipe").read_text("utf-8") == once


def test_ask(artifacts: Potstill) -> None:
    code, out, err = artifacts("ask", "artifacts", "double 21")
    assert (code, out) == (0, "42\n")
    assert "compiled, verified" in err
    code, out, _ = artifacts("ask", "artifacts", "what day is it in 3 days", "-c", "today=2024-02-28")
    assert (code, out) == (0, "2024-03-02\n")
    code, out, err = artifacts("ask", "artifacts", "what day is it in 3 days")
    assert (code, out) == (1, "")
    assert "context_missing" in err
    code, _, err = artifacts("ask", "artifacts", "what day is it in 3 days", "-c", "today=28")
    assert code == 2
    assert "today" in err


def test_ask_with_names(artifacts: Potstill) -> None:
    Path("names.json").write_text('{"people": ["Ann Lee"]}', "utf-8")
    code, out, _ = artifacts("ask", "artifacts", "call ann lee", "--names", "names.json", "--json")
    assert code == 0
    assert json.loads(out)["value"] == "Ann Lee"
    assert json.loads(out)["binding"].startswith("sha256:")
    Path("names.json").write_text('{"people": 3}', "utf-8")
    assert artifacts("ask", "artifacts", "call ann lee", "--names", "names.json")[0] == 2


def test_explain(artifacts: Potstill) -> None:
    code, out, _ = artifacts("explain", "artifacts", "double 21")
    assert code == 0
    assert "n = 21" in out
    code, out, _ = artifacts("explain", "artifacts", "double trouble")
    assert code == 1
    assert "breaks off" in out
    assert "nearest: double" in out
    code, out, _ = artifacts("explain", "artifacts", "half of 7", "--json")
    assert code == 1
    assert json.loads(out)["readings"][0]["reason"] == "condition"


def test_run(artifacts: Potstill) -> None:
    asked = 'double 2\n\n{"utterance": "what day is it in 1 day", "context": {"today": "2024-01-01"}}\nwho\n'
    code, out, _ = artifacts("run", "artifacts", stdin=asked.replace("1 day", "1 days"))
    replies = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [reply["value"] for reply in replies] == [4, "2024-01-02", None]
    code, out, _ = artifacts("run", "artifacts", "-c", "today=28", stdin="what day is it in 2 days\n")
    assert code == 1
    assert "today" in json.loads(out)["error"]
    Path("asked.txt").write_text("double 2\ndouble 3\n", "utf-8")
    code, out, err = artifacts("run", "artifacts", "asked.txt", "--progress")
    assert code == 0
    assert [json.loads(line)["value"] for line in out.splitlines()] == [4, 6]
    assert "2 asked, 2 answered" in err


def test_show(artifacts: Potstill) -> None:
    code, out, err = artifacts("show", "artifacts/double.potstill.json", "--graph", "double.svg")
    assert code == 0, err
    assert "(double|twice) {n}" in out
    assert "mul" in out
    root = ElementTree.parse("double.svg").getroot()
    assert root.tag.endswith("svg")
    assert any("answer" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))
    code, out, _ = artifacts("show", "half.recipe", "--json")
    assert code == 0
    assert json.loads(out)["artifact"]["family"]["name"] == "half"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "nowhere", "double 2"),
        ("ask", "empty", "double 2"),
        ("check", "nowhere.recipe"),
        ("check", "empty"),
        ("build", "empty", "-o", "artifacts"),
        ("nonsense",),
        ("ask", "artifacts", "double 2", "-c", "today"),
        ("show", "broken.potstill.json"),
        ("show", "asked.bin"),
    ],
)
def test_what_cannot_run_says_why(artifacts: Potstill, arguments: tuple[str, ...]) -> None:
    Path("empty").mkdir()
    Path("broken.potstill.json").write_text("{", "utf-8")
    Path("asked.bin").write_bytes(b"\xff\xfe\x00")
    code, out, err = artifacts(*arguments)
    assert code == 2
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_watch_runs_again_when_a_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    recipe = tmp_path / "double.recipe"
    recipe.write_text(DOUBLE, "utf-8")
    command = [sys.executable, "-u", "-m", "potstill.cli", "check", str(tmp_path), "--no-proofs", "--watch"]
    # A process in the background of a script inherits that interrupts are ignored, and so would this one.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, inherited)
    try:
        assert watching.stdout is not None
        assert any("accepted" in line for line in watching.stdout)
        recipe.write_text(DOUBLE.replace("n * 2", "m * 2"), "utf-8")
        assert any("refused" in line for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        watching.communicate(timeout=30)
    finally:
        watching.kill()
        watching.communicate()
    assert watching.returncode == 130


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(potstill: Potstill, shell: str) -> None:
    code, out, _ = potstill("completion", shell)
    assert code == 0
    assert "_POTSTILL_COMPLETE" in out


def test_without_the_solver_nothing_is_built_but_what_says_so(
    potstill: Potstill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    Path("half.recipe").write_text(HALF.replace("% 2", "% (n + 1)").replace("== 0", "> 0"), "utf-8")
    code, _, err = potstill("build", "half.recipe", "-o", "artifacts")
    assert code == 2
    assert "potstill[verify]" in err
    assert not Path("artifacts").exists()
    assert potstill("build", "half.recipe", "-o", "artifacts", "--unverified")[0] == 0


def test_without_what_checks_signatures_nothing_is_believed(
    artifacts: Potstill, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("exceptions", "hazmat.primitives.asymmetric.ed25519"):
        monkeypatch.setitem(sys.modules, f"cryptography.{module}", None)
    code, out, err = artifacts("ask", "artifacts", "double 21")
    assert (code, out) == (2, "")
    assert "potstill[sign]" in err
    code, out, err = artifacts("ask", "artifacts", "double 21", "--allow-unverified")
    assert (code, out) == (0, "42\n")
    assert "compiled, unverified" in err


def test_a_missing_extra_is_named(potstill: Potstill, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("potstill.cli.check", "lark"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("potstill.compiler")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "potstill.cli.recipes", raising=False)
    monkeypatch.setitem(sys.modules, "lark", None)
    code, _, err = potstill("check", "x.recipe")
    assert code == 2
    assert "potstill[compile]" in err


def test_diff_of_two_recipes(potstill: Potstill) -> None:
    Path("double.recipe").write_text(DOUBLE, "utf-8")
    Path("again.recipe").write_text(DOUBLE_AGAIN, "utf-8")
    code, out, err = potstill("diff", "double.recipe", "again.recipe")
    assert (code, err) == (1, "")
    assert out.startswith("narrower: the second takes fewer requests")
    assert "lost “twice 1”\n    before: 2\n            n = 1\n" in out
    assert "    after:  no_family" in out
    assert "requests of the second: proved by" in out
    code, out, _ = potstill("diff", "double.recipe", "double.recipe", "--json")
    assert code == 0
    assert json.loads(out)["verdict"] == "equivalent"


def test_diff_of_an_artifact_and_what_cannot_be_compared(artifacts: Potstill) -> None:
    Path("double.recipe").write_text(DOUBLE.replace("n * 2", "n + n"), "utf-8")
    code, out, _ = artifacts("diff", "artifacts/double.potstill.json", "double.recipe")
    assert code == 0
    assert out.startswith("equivalent: ")
    assert "n + n" in out
    Path("lig.recipe").write_text("family lig ask 'f{w}' slot w: enum {i} answer w", "utf-8")
    Path("fix.recipe").write_text("family lig ask 'fi' with w = 'i' slot w: enum {i} answer w", "utf-8")
    assert artifacts("diff", "lig.recipe", "fix.recipe")[0] == 3
    Path("broken.recipe").write_text("family broken", "utf-8")
    code, _, err = artifacts("diff", "double.recipe", "broken.recipe")
    assert code == 2
    assert "broken.recipe: the recipe is refused" in err
