"""What things are: types, values, programs, grammars, families, artifacts. Imports nothing else of potstill."""
