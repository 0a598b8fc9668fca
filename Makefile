# The targets people use; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run demo test check chaos bench golden lock update
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$each >/dev/null 2>&1 && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$each; break; }; done)
BIN := .venv/bin
ARGS ?=

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 10

run: .venv/.ready ## set up and run the main job (ARGS="--once" for one cycle)
	@$(BIN)/cajad db upgrade && exec $(BIN)/cajad run $(ARGS)

update: ## the newest version (VERSION=v1.2.3 for another), and back again if it does not start
	@bash update.sh

demo: .venv/.ready ## the main job on packaged feeds over loopback, the same output each time
	@exec $(BIN)/cajad demo $(ARGS)

test: .venv/.ready-dev ## set up and run everything: lint, types, import contracts, tests, coverage
	@bash tests/run.sh all

check: .venv/.ready-dev ## the fast part of `make test`
	@bash tests/run.sh fast

chaos: .venv/.ready-dev ## kill the service 200 times under load; every message once or in doubt (CHAOS_KILLS, CHAOS_SEED)
	@CHAOS_KILLS=$${CHAOS_KILLS:-200} CHAOS_SEED=$${CHAOS_SEED:-$$(date +%s)} \
		$(BIN)/python -m pytest -q -s tests/acceptance/test_delivery_chaos.py

bench: .venv/.ready-dev ## the benchmarks, with the peers they are compared with
	@for each in benchmarks/bench_*.py; do echo "== $$each"; $(BIN)/python "$$each" || exit 1; done

golden: .venv/.ready-dev ## write the golden files anew; review the difference
	@UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q -p no:randomly tests -k golden

lock: ## resolve the dependencies anew into the lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--group build -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
		--group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.ready: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Setting up .venv (once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	@echo "Setting up the tools for the tests (once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
