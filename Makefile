# A new machine needs make and Python 3.11 or newer; everything else is put into .venv.
#   make score   score an example article
#   make test    lint, type check and the whole test suite
#   make clean   remove .venv and whatever was built

PYTHON ?= python3
EXAMPLE ?= data/examples/fr-depeche.txt

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Where a newer pyright exists, it says so after asking the network: not here.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.DELETE_ON_ERROR:
.PHONY: score test clean

score: $(VENV)/installed
	@$(BIN)/selon score $(EXAMPLE)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest

# The stamps: the environment is made once, and installed into again only when pyproject.toml changes.
$(VENV)/installed-dev: pyproject.toml constraints.txt $(VENV)/pyvenv.cfg
	$(PIP) --constraint constraints.txt torch
	$(PIP) --constraint constraints.txt --editable '.[dev]'
	@touch $(VENV)/installed $@

$(VENV)/installed: pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) --editable .
	@touch $@

$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "selon needs Python 3.11 or newer, and there is no '$(PYTHON)' here. Name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "selon needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
