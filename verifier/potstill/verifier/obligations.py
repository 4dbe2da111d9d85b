"""What has to be shown of a family. The list stands in the IR: a runtime asks a statement for all of it."""

from __future__ import annotations

from potstill.ir.obligations import below, obligations, safety

__all__ = ["below", "obligations", "safety"]
