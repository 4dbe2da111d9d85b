# Two commands for a fresh machine with Python 3.11 and make: `make demo` and `make test`.
# The environment is in .venv, what is built in build/; `make clean` removes both.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell \
  $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := $(CURDIR)/.venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The wheel, unpacked: it comes before the sources on the path, so the suite runs what users install.
WHEEL := $(CURDIR)/build/wheel
WITH_WHEEL := PYTHONPATH=$(WHEEL)
SOURCES := $(shell find ir compiler verifier runtime spec -name '*.py' -o -name '*.lark' -o -name '*.json' -o -name '*.css' -o -name '*.js') \
  pyproject.toml hatch_build.py
# What runs a second time, uncompiled, where the wheel is compiled: all but the verifier, which never is.
CORE := $(wildcard tests/test_conformance.py tests/unit tests/laws tests/golden tests/differential) \
  $(addprefix --ignore-glob=,'*_verifier_*' '*_cli_*' '*_verdicts_*' '*_testing_*' '*_readme*')
PYTEST := $(BIN)/python -m pytest -n auto

# What writes the documents that are made from tables in the code; the suite says when one is out of date.
WRITERS := $(addprefix tools/make_,cli_reference.py diagnostics_reference.py examples_table.py \
  faults_report.py operator_reference.py schemas.py verdicts_table.py)

.PHONY: install peers demo test lint pure-core suite documents bench faults soak wheel clean
.DELETE_ON_ERROR:

install: .venv/test.stamp

peers: .venv/peers.stamp

demo: .venv/base.stamp build/wheel.stamp
	@$(WITH_WHEEL) $(BIN)/python -m examples.demo

# The whole suite comes last, so that the last line of output is its summary.
test: lint pure-core suite

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy

pure-core: .venv/test.stamp build/wheel.stamp
	@if ls $(WHEEL)/potstill__mypyc.* >/dev/null 2>&1; then \
	  echo '$(PYTEST) $(CORE)  # uncompiled'; $(PYTEST) $(CORE); \
	else echo 'no C compiler: the suite runs once, uncompiled'; fi

suite: .venv/test.stamp build/wheel.stamp
	$(WITH_WHEEL) $(PYTEST)

documents: .venv/test.stamp
	for writer in $(WRITERS); do $(BIN)/python $$writer || exit; done

bench: .venv/test.stamp build/wheel.stamp
	$(WITH_WHEEL) $(BIN)/python -m benchmarks

# Each seeded fault in a copy of the sources; FAULTS="NAME" for one of them.
faults: .venv/test.stamp
	$(BIN)/python -m tests.faults.runner --jobs 2 $(if $(FAULTS),'$(FAULTS)')

soak: .venv/test.stamp build/wheel.stamp
	$(WITH_WHEEL) $(PYTEST) -m '' --hypothesis-profile=soak

wheel: build/wheel.stamp
	@ls build/*.whl

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n '$(PYTHON)' || { echo 'potstill needs Python 3.11 or later: make PYTHON=/path/to/python'; exit 2; }
	$(PYTHON) -m venv .venv

.venv/base.stamp: pyproject.toml | .venv/bin/python
	$(PIP) install --editable '.[compile,verify,sign,native]'
	@touch $@

.venv/test.stamp: .venv/base.stamp
	$(PIP) install --editable '.[test]'
	@touch $@

.venv/peers.stamp: .venv/test.stamp
	$(PIP) install --editable '.[test,peers]'
	@touch $@

build/wheel.stamp: $(SOURCES) | .venv/base.stamp
	@rm -rf build && mkdir build
	$(BIN)/python -m hatchling build --target wheel --directory build
	@$(BIN)/python -m zipfile --extract build/*.whl $(WHEEL)
	@touch $@
