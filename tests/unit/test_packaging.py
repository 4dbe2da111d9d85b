"""What an installation contains: a pure wheel and a source archive, built and looked into."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

from potstill.runtime.build import compiled

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TARGET = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
HOOK = TARGET["hooks"]["custom"]
HOT = sorted(path.relative_to(ROOT).as_posix() for pattern in HOOK["hot"] for path in ROOT.glob(pattern))


def build(target: str, folder: Path) -> Path:
    """The one file that hatchling builds, without compiling anything."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", folder],
        cwd=ROOT, env={**os.environ, "POTSTILL_PURE": "1"}, check=True, capture_output=True,
    )
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def expected_files() -> set[str]:
    """Every file of the packages, and what the hook adds."""
    junk = ("__pycache__", ".so", ".pyd", ".mypy_cache")
    found = {
        path.relative_to(ROOT / package).as_posix()
        for package in TARGET["packages"] for path in (ROOT / package).rglob("*")
        if path.is_file() and not any(part.endswith(junk) for part in path.parts)
    }
    return {f"potstill/{path}" for path in found} | set(HOOK["include"].values())


def test_the_wheel_holds_the_packages_and_their_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        grammar = archive.read("potstill/compiler/recipe.lark")
    assert names == expected_files()
    assert grammar == (ROOT / "spec" / "recipe.lark").read_bytes()


def test_every_package_is_marked_as_typed(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packages = {name.split("/")[1] for name in names if name.startswith("potstill/")}
    assert packages >= {"ir", "compiler", "verifier", "runtime", "cli"}
    assert {f"potstill/{package}/py.typed" for package in packages} <= set(names)


def test_a_pure_wheel_fits_every_platform_and_says_what_it_needs(wheel: Path) -> None:
    assert wheel.name == f"potstill-{PROJECT['project']['version']}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        (entries,) = (name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
        read = message_from_bytes(archive.read(metadata))
        assert "potstill = potstill.cli:main" in archive.read(entries).decode()
    assert set(read.get_all("Provides-Extra", [])) == set(PROJECT["project"]["optional-dependencies"])
    assert all(PROJECT["project"]["optional-dependencies"].values())


def test_everything_in_the_wheel_imports_without_the_sources(wheel: Path, tmp_path: Path) -> None:
    """With -S no editable install is on the path: what is found is the wheel's and the libraries'."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
        modules = [
            name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            for name in archive.namelist() if name.startswith("potstill/") and name.endswith(".py")
            and not name.endswith("__main__.py")
        ]
    program = "\n".join([
        "import importlib, sys",
        f"loaded = [importlib.import_module(name) for name in {modules!r}]",
        f"assert all(module.__file__.startswith({str(tmp_path)!r}) for module in loaded)",
        "from potstill.runtime.build import compiled",
        "print(len(loaded), compiled())",
    ])
    path = os.pathsep.join([str(tmp_path), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [str(len(modules)), "False"]


def test_the_source_archive_can_build_the_wheel(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"pyproject.toml", "hatch_build.py", "LICENSE", "README.md", *HOOK["include"], *HOT}
    assert needed <= names
    assert not {name for name in names if name.endswith((".so", ".pyc"))}


@pytest.mark.parametrize("source", HOT)
def test_the_hot_modules_are_compiled_all_or_none(source: str) -> None:
    spec = find_spec(".".join(Path(source).with_suffix("").parts[1:]))
    assert spec is not None
    assert spec.origin is not None
    assert spec.origin.endswith(tuple(EXTENSION_SUFFIXES)) == compiled()


def test_the_command_says_its_version_and_which_build_it_is() -> None:
    try:
        installed = distribution("potstill").version
    except PackageNotFoundError:
        pytest.skip("potstill is on the path but not installed")
    program = "from potstill.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--version"], capture_output=True, text=True, check=True
    )
    kind = "compiled" if compiled() else "pure"
    assert re.fullmatch(rf"potstill {re.escape(installed)} .*\b{kind}\b.*\n", done.stdout)
