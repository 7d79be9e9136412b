# Needs Python 3.11 or later and make; everything else is set up in .venv the first time.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench docs lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(VENV)/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Riskweave needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

setup: $(VENV)/.installed  ## create .venv from the lock file

demo: setup  ## make a fictional bank, look for its hidden schemes, write pages into demo-bank/
	$(BIN)/kg demo --out demo-bank

test: setup  ## run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: setup  ## style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup  ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure speed and memory; minutes, and up to 4 GB
	$(BIN)/python -m benchmarks

docs: setup  ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --quiet \
	  --output-file requirements.lock
	{ printf '# Exact versions for the Makefile and CI, resolved from pyproject.toml by `make lock`.\n'; \
	  cat requirements.lock; } > requirements.lock.new
	mv requirements.lock.new requirements.lock

clean:  ## remove everything that the other targets made
	rm -rf $(VENV) build dist site demo-bank benchmarks/out .cache .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
	find kg ingest queries viz demo tests docs -type d -name __pycache__ -prune -exec rm -rf {} +
