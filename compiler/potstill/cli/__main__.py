"""``python -m potstill.cli``: the same as the ``potstill`` command."""

from potstill.cli import main

main()
