# Everything sets itself up in .venv; only Python 3.11 or newer, make and a package registry are needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-spark lint docs benchmarks clean

# Build the Khirbet Amo graph into out/ and print who confronts whom.
demo: .venv/installed
	$(BIN)/python build_graph.py

# Lint, types and every test; slow ones have targets of their own.
test: .venv/tested lint
	$(BIN)/python -m pytest -n auto

# The same expressions on a Spark cluster of two workers (Java 17).
test-spark: .venv/tested
	$(BIN)/python -m pytest -n 0 tests/readers/datasets/on_spark.py

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/mypy

# Write anew what is generated from the ontology and the code.
docs: .venv/installed
	$(BIN)/python -m graph.views.reference
	$(BIN)/python -m graph.readers.schema

.venv/installed: setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "standoff needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf .venv out build dist *.egg-info
