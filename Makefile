# The command list of this project; `make help` prints it from the ## comments.
# Each command sets up $(VENV) first where that is needed: Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV   ?= .venv
# Options for the command itself: make reports ARGS="--help"
ARGS   ?=

BIN       := $(VENV)/bin
STAMP     := $(VENV)/.stamp
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
# Traces of a batch run and of timing that nbstripout leaves by default; cell ids stay as JupyterLab made them.
STRIP     := $(BIN)/python -m nbstripout --keep-id \
             --extra-keys "metadata.papermill cell.metadata.papermill cell.metadata.execution"

# The stamp holds the folder it was made in. A $(VENV) that was moved along with a renamed folder, or whose
# Python is gone, cannot read or match it, and is made anew.
READY := $(shell $(BIN)/python -c 'print(open("$(STAMP)").read())' 2>/dev/null)
ifneq ($(READY),$(CURDIR))
.PHONY: $(STAMP)
endif

# Nothing is taken from the home folder and nothing is written there: personal settings must not change how a report
# looks, and in CI the folder may be missing or closed. JupyterLab keeps its settings and workspaces under these too.
STATE := $(if $(filter /%,$(VENV)),$(VENV),$(CURDIR)/$(VENV))/state
reports test hostile process bench lab check: export MPLCONFIGDIR := $(STATE)/matplotlib
reports test hostile process bench lab check: export IPYTHONDIR := $(STATE)/ipython
reports test hostile process bench lab check: export JUPYTER_CONFIG_DIR := $(STATE)/jupyter-config
reports test hostile process bench lab check: export JUPYTER_DATA_DIR := $(STATE)/jupyter
reports test hostile process bench lab check: export JUPYTER_RUNTIME_DIR := $(STATE)/jupyter/runtime
# Tests start many commands: what Python compiled is kept, whatever a personal setting says.
test hostile: export PYTHONDONTWRITEBYTECODE :=
# JupyterLab asks npm, where there is one, for language servers.
lab: export npm_config_cache := $(STATE)/npm

.DEFAULT_GOAL := help
.PHONY: help setup reports test hostile bench pages lab fetch process check strip lock clean

help:  ## this list
	@echo "Use: make <command>"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

reports: $(STAMP)  ## make the reports of the example and their index page in reports/
	@$(BIN)/wijkanalyse reports --example $(ARGS)

test: $(STAMP)  ## run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

hostile: $(STAMP)  ## try every wrong input of tests/hostile, of which `make test` tries a tenth (takes some minutes)
	@WIJKANALYSE_HOSTILE=all $(BIN)/python -m pytest tests/hostile -n auto $(ARGS)

bench: $(STAMP)  ## measure how fast reports are made, for docs/performance.md (takes a while; not a test)
	@$(BIN)/python tools/bench.py $(ARGS)

pages: $(STAMP)  ## measure every made report on four screens, on paper and in bytes (takes some minutes; not a test)
	@$(BIN)/python tools/measure_pages.py $(ARGS)

lab: $(STAMP)  ## open this folder in JupyterLab, with the notebook of a wijkanalyse
	@$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" notebooks/wijkanalyse.ipynb $(ARGS)

fetch: $(STAMP)  ## download the tables of CBS and RIVM to data/raw
	@$(BIN)/wijkanalyse fetch $(ARGS)

process: $(STAMP)  ## make data/processed from data/raw
	@$(BIN)/wijkanalyse process $(ARGS)

check: $(STAMP)  ## lint, format, the direction of imports, notebooks without outputs, one set of versions, a report no heavier
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo
ifneq ($(NOTEBOOKS),)
	@$(STRIP) --verify $(NOTEBOOKS) || { echo "Notebooks are kept without outputs: run 'make strip'." >&2; exit 1; }
endif
	@$(BIN)/python tools/environment.py check
	@$(BIN)/python tools/guard.py

strip: $(STAMP)  ## remove the outputs from the notebooks, before they are committed
	@$(STRIP) $(NOTEBOOKS)

lock: $(STAMP)  ## for maintainers: remake requirements.lock and environment.yml (needs uv)
	@$(BIN)/python tools/environment.py lock $(ARGS)

clean:  ## remove all that can be made again: .venv, data/processed, reports, caches
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	find data/processed reports -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	find src tests tools notebooks -name __pycache__ -exec rm -rf {} +

setup: $(STAMP)  ## only make the Python environment in .venv; the other commands do this themselves

$(STAMP): requirements.lock pyproject.toml
ifneq ($(READY),$(CURDIR))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' gives: $$($(PYTHON) --version 2>&1)" >&2; \
	  echo "Install it, or name one that is there: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making a Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(if $(wildcard $(STAMP)),--clear) $(VENV) || { \
	  echo "No environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
endif
	@echo "Installing the packages of requirements.lock (about 150); the first time this takes a few minutes ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock || { \
	  echo "The packages could not be installed; the reason is above. Is there a network connection?" >&2; \
	  echo "All that pip says: $(BIN)/python -m pip install --require-hashes -r requirements.lock" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p "$(STATE)"
	@printf '%s' "$(CURDIR)" > $(STAMP)
	@echo "The environment in $(VENV) is ready."
