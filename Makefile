# Two words for a newcomer: `make run` shows the product, `make test` proves it.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Build isolation would fetch build tools outside the lock: they are installed from it first.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation
# The reading as machine code, anew after every change of its sources.
COMPILE := $(BIN)/python -m nlp.compiling

.PHONY: run test install lint lock train clean help

help:  ## list these words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run.stamp  ## the whole product with the LINE simulator; Ctrl-C ends it
	@$(COMPILE)
	@exec $(BIN)/madoguchi run

test: $(VENV)/dev.stamp  ## every check and every test
	@$(COMPILE)
	@$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest

install: $(VENV)/run.stamp  ## what production needs, locked and hash-checked
	@$(COMPILE)

lint: $(VENV)/dev.stamp  ## ruff and mypy, mending what can be mended
	@$(BIN)/python -m ruff check --fix . ; $(BIN)/python -m ruff format . ; $(BIN)/python -m mypy

lock:  ## write both locks anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url pyproject.toml \
		--extra demo --extra build -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url pyproject.toml \
		--extra demo --extra build --extra dev -o requirements-dev.lock

train: $(VENV)/dev.stamp  ## learn the reading's weights anew from nlp/corpus/, bit for bit (some minutes)
	@$(BIN)/python -m nlp.forming && $(BIN)/python -m nlp.train

clean:  ## remove the environment; data under var/ stays
	rm -rf $(VENV) nlp/.compiled

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Madoguchi needs Python 3.11 or newer (with venv): none was found on PATH." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/build.stamp: requirements.lock | $(BIN)/python
	@echo "Installing (locked, hash-checked); the dictionary is large, give it a minute ..."
	@awk '/^(setuptools|wheel|packaging)==/{on=1} on{print} on&&!/\\$$/{on=0}' requirements.lock > $(VENV)/build.txt
	@$(INSTALL) -r $(VENV)/build.txt
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml $(VENV)/build.stamp
	@$(INSTALL) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml $(VENV)/build.stamp
	@$(INSTALL) -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp
