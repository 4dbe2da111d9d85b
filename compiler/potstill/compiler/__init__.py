"""The compiler: text of a recipe in, artifact or diagnostics out; and recipes in their canonical layout."""

from __future__ import annotations

from potstill.compiler.codes import Code
from potstill.compiler.compile import Compiled, compile_recipe, format_recipe
from potstill.compiler.diagnostics import Diagnostic

__all__ = ["Code", "Compiled", "Diagnostic", "compile_recipe", "format_recipe"]
