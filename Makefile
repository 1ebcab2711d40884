# Everything sets itself up in .venv; only Python 3.11 or newer, make and a package registry are needed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test test-all test-pythons test-spark kill fuzz lint docs notebooks benchmarks clean

# Build the Khirbet Amo graph into out/ and print who confronts whom.
demo: .venv/installed
	$(BIN)/python build_graph.py

# Lint, types and every test; slow ones have targets of their own.
test: .venv/tested lint
	$(BIN)/python -m pytest -n auto --dist worksteal

# The same with every case of the long ones, of which `make test` takes some. Nightly, like `kill` and `fuzz`.
test-all: .venv/tested
	STANDOFF_EVERYTHING=1 $(BIN)/python -m pytest -n auto --dist worksteal

# The tests on every Python from 3.11 on that is found here, without those of browsers, notebooks, servers and long ones.
test-pythons: .venv/installed
	$(BIN)/python -m tools.pythons $(TESTS)

# The same expressions on a Spark cluster of two workers (Java 17).
test-spark: .venv/tested
	$(BIN)/python -m pytest -n 0 tests/readers/datasets/on_spark.py

# Kill the program 700 times at random moments; try 20,000 random inputs. Both take long: nightly, not on each change.
kill: .venv/tested
	STANDOFF_KILLS=700 $(BIN)/python -m pytest -n auto tests/faults/test_kill.py

fuzz: .venv/tested
	STANDOFF_FUZZ=3000 $(BIN)/python -m pytest -n auto --timeout 7200 tests/fuzz

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-logo setup.cfg
	$(BIN)/mypy

# Write anew what is generated from the ontology and the code, and the handbook as a site: out/handbook/index.html.
docs: .venv/handbook
	$(BIN)/python -m tools.ontology_page
	$(BIN)/python -m tools.report_schema
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs out/handbook

# Run the notebooks' texts again and store what they show.
notebooks: .venv/tested
	$(BIN)/python notebooks/make.py

# What README shows: the base install, and the server. A command that needs more names the extra that brings it.
.venv/installed: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "standoff needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(PIP) -c constraints.txt -e '.[serve]'
	touch $@

# Groups of dependencies need pip 25.1; a venv may begin with an older one.
.venv/tested: .venv/installed
	$(PIP) 'pip >= 25.1'
	$(PIP) -c constraints.txt -e '.[all,spark]' --group test --group lint --group docs
	touch $@

.venv/handbook: .venv/installed
	$(PIP) 'pip >= 25.1'
	$(PIP) -c constraints.txt --group docs
	touch $@

clean:
	rm -rf .venv .venvs out build dist *.egg-info
