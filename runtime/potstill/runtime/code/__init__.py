"""The interpreter's object trees: what :mod:`potstill.runtime.interpreter` prepares and runs."""
