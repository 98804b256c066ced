# Laurel. `make` says what there is.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

# the first Python that is new enough
PYTHON := $(shell for python in python3.11 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)

RUNTIME := $(VENV)/.requirements
DEVELOPMENT := $(VENV)/.requirements-dev

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench planted screenshots clean

help:  ## What there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

# An empty database becomes the demonstration first. To begin with an organisation of one's own instead: manage.py init, or
# the server alone, `.venv/bin/streamlit run app.py`, which asks for it on its first page.
run: $(RUNTIME)  ## Start Laurel on this machine: http://localhost:8501 (make run PORT=9000, make run LOCALE=zh)
	@$(BIN)/python manage.py demo --if-empty $(if $(LOCALE),--locale $(LOCALE))
	@echo
	@echo "Laurel starts at http://localhost:$(PORT)  (Ctrl+C stops it)"
	@echo "  What to do next:        docs/guide.md"
	@echo "  The API, documented:    http://localhost:$(PORT)/api/docs"
	@echo
	@exec $(BIN)/streamlit run app.py --server.port $(PORT)

test: $(DEVELOPMENT)  ## All tests, on SQLite and on PostgreSQL (some: make test TESTS=tests/scoring)
	$(BIN)/python -m pytest -n 3 --dist worksteal $(TESTS)

lint: $(DEVELOPMENT)  ## Style, types, and imports that run one way
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEVELOPMENT)  ## Put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEVELOPMENT)  ## Measure against the floor under each kind of work
	PYTHONPATH=. $(BIN)/python bench/run.py

planted: $(DEVELOPMENT)  ## Plant known bugs one by one: a test must catch each
	PYTHONPATH=. $(BIN)/python tests/planted/run.py

screenshots: $(DEVELOPMENT)  ## A picture of every page, for looking at: data/pictures (one: make screenshots PAGES=leaderboard)
	$(BIN)/python tests/browser/pictures.py $(PAGES)

clean:  ## Remove what can be made again; data/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Laurel needs Python 3.11 or newer: install it, so that python3.11 or python3 is found, and run make again." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment: on Debian and Ubuntu install the package python3-venv, and run make again." >&2; exit 1; }

$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUNTIME)
