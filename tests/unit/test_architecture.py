"""The house rules that a machine can check: who imports whom, how long a module is, what it may not say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def python_files(*tops: str) -> list[Path]:
    """The Python files below these folders, in order."""
    return sorted(path for top in tops for path in (ROOT / top).rglob("*.py"))


SOURCES = python_files("ir", "compiler", "verifier", "runtime")
SHIPPED = [*SOURCES, *python_files("examples", "benchmarks", "tools"), ROOT / "hatch_build.py"]
EVERYTHING = [*SHIPPED, *python_files("tests")]

MAY_IMPORT = {
    "ir": set(),
    "compiler": {"ir"},
    "verifier": {"ir"},
    "runtime": {"ir"},
    "distill": {"ir", "compiler", "verifier", "runtime"},
    "cli": {"ir", "compiler", "verifier", "runtime", "distill"},
}
EXTRAS = {
    *("lark", "yaml", "hassil", "z3", "cvc5", "cryptography", "distributed"),
    *("onnxruntime", "tokenizers", "interegular", "psycopg", "numpy", "httpx", "matplotlib"),
}
HEAVY = EXTRAS | {"click", "rich", "rfc8785"}
MAX_LINES = 450


def name(path: Path) -> str:
    """The path below the root, as test ids and messages show it."""
    return path.relative_to(ROOT).as_posix()


def package(path: Path) -> str:
    """Which package of the ``potstill`` namespace a source file belongs to."""
    parts = path.relative_to(ROOT).parts
    return parts[parts.index("potstill") + 1]


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported module with its line, however deep it stands; "." where it is relative or computed."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in names)
            case ast.ImportFrom():
                yield node.lineno, "."
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(str(module)), *_]):
                yield node.lineno, module
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="__import__")):
                yield node.lineno, "."


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    own = package(path)
    allowed = MAY_IMPORT[own] | {own}
    for line, module in imports(ast.parse(path.read_text("utf-8"))):
        # The command line may import anything, and imports the module of the command it was given.
        assert module != "." or own == "cli", f"{name(path)}:{line}: an import that is relative or computed"
        if module.split(".")[0] == "potstill":
            assert module.split(".")[1] in allowed, f"{name(path)}:{line}: {own} may not import {module}"


def test_the_namespace_has_no_init_module() -> None:
    assert SOURCES
    assert not [name(path) for path in SOURCES if path.parent.name == "potstill"]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_is_documented_and_of_readable_length(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "no module docstring"
    assert len(text.splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_nothing_is_left_for_later_or_tied_to_one_machine(path: Path) -> None:
    later = r"\b(TODO|FIXME|XXX|NotImplementedError)\b"
    machine = r"[\"'](/(work|root|home|tmp|Users)/|[A-Z]:\\)"
    assert not re.findall(f"{later}|{machine}", path.read_text("utf-8"))


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_each_exception_to_a_lint_rule_names_the_rule_and_the_reason(path: Path) -> None:
    exception = re.compile(r"# (noqa|type: ?ignore)(.*)")
    good = re.compile(r"(: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)*|\[[a-z-]+(, [a-z-]+)*\])  ?(# |\()?\w.*")
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if (found := exception.search(line)) and path != Path(__file__):
            assert good.fullmatch(found[2]), (
                f"{name(path)}:{number}: write  # noqa: RULE (why)  or  # type: ignore[rule]  # why"
            )


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter of its own."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_importing_the_runtime_loads_nothing_heavy() -> None:
    """An embedder pays for the matcher and the interpreter, not for what other commands need."""
    done = run(f"import sys, potstill.runtime; print(*sorted({HEAVY!r} & sys.modules.keys()))")
    assert (done.stdout, done.stderr) == ("\n", "")


@pytest.mark.parametrize("command", ["ask", "run", "show", "explain"])
def test_the_base_install_runs_the_commands_that_need_no_extra(command: str) -> None:
    without = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}));"
    done = run(f"{without} from potstill.cli import main; main()", command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage:")


def test_the_help_of_the_base_install_says_what_commands_need() -> None:
    without = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}));"
    done = run(f"{without} from potstill.cli import main; main()", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  check       Needs potstill[compile].\n" in done.stdout
    assert "  ask         Answer UTTERANCE" in done.stdout


def test_completing_a_command_imports_none() -> None:
    done = run(
        "import sys, os; sys.argv[0] = 'potstill'; os.environ['COMP_CWORD'] = '1';"
        "os.environ.update(_POTSTILL_COMPLETE='bash_complete', COMP_WORDS='potstill ro');"
        "from potstill.cli import potstill\n"
        "try: potstill(prog_name='potstill')\n"
        "finally: print(sorted(name for name in sys.modules if name.startswith('potstill.cli.')))"
    )
    first, loaded = done.stdout.splitlines()
    assert first == "plain,rollback"
    assert loaded == "['potstill.cli.console']"
