"""Build hook: compile the hot modules into the wheel with mypyc where there is a C compiler.

The same sources run uncompiled, so without a compiler, or with ``POTSTILL_PURE`` set, the wheel is pure.
Why it is done this way: docs/decisions/0006-mypyc-with-a-pure-fallback.md.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MYPY_OPTIONS = ["--config-file=pyproject.toml", "--follow-imports=silent", "--ignore-missing-imports"]


def can_compile() -> bool:
    """Whether compiling is wanted, and a C compiler and Python's headers are there."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cl")[0]
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return not os.environ.get("POTSTILL_PURE") and shutil.which(compiler) is not None and headers.exists()


class CompileHotModules(BuildHookInterface[BuilderConfig]):
    """Adds the recipe grammar to every wheel, and shared objects to the wheel of a machine that can."""

    def dependencies(self) -> list[str]:
        """What the isolated build needs beside hatchling."""
        return self.metadata.core.optional_dependencies["native"] if can_compile() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder that hatchling copies from; a fault there ends the build."""
        if version == "editable":
            return
        build_data["force_include"].update(self.config["include"])
        if can_compile():
            self.scratch = TemporaryDirectory()
            sources = [source for pattern in self.config["hot"] for source in matching(self.root, pattern)]
            build_data["force_include"].update(compile_modules(sources, self.scratch.name))
            build_data.update(pure_python=False, infer_tag=True)

    def finalize(self, *_: Any) -> None:
        """Remove the temporary folder."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()


def matching(root: str, pattern: str) -> list[str]:
    """The files below ``root`` that ``pattern`` stands for, in order; FileNotFoundError for none."""
    if not (found := sorted(str(path.relative_to(root)) for path in Path(root).glob(pattern))):
        raise FileNotFoundError(f"no hot module matches {pattern}")
    return found


def compile_modules(sources: list[str], scratch: str) -> dict[str, str]:
    """Compile the files under the folder ``scratch``: from each shared object to its place in the wheel."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    # A group name without a dot: with one, mypyc gets ``__file__`` of the modules wrong.
    extensions = mypycify([*MYPY_OPTIONS, *sources], target_dir=f"{scratch}/c", group_name="potstill")
    build = Distribution({"name": "potstill", "ext_modules": extensions}).get_command_obj("build_ext")
    build.build_lib, build.build_temp = f"{scratch}/lib", f"{scratch}/temp"
    build.ensure_finalized()
    build.run()
    return {str(path): str(path.relative_to(build.build_lib)) for path in Path(build.build_lib).rglob("*.*")}
