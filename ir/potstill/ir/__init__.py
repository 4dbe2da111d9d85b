"""What things are: types, values, programs, grammars, families, artifacts; the base of all packages."""
