#!/usr/bin/env bash
# Runs the checks and tests: `run.sh all` or `run.sh fast`. With CI=true it may install system packages that tests
# need, and a test skipped for lack of one fails; elsewhere it installs nothing outside the project.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

if [ "${CI:-}" = true ] && ! command -v systemd-analyze >/dev/null; then
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends systemd >/dev/null
fi

if [ "${CI:-}" = true ] && ! command -v chromium >/dev/null; then
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

$bin/ruff check --quiet .
$bin/ruff format --check --quiet .
$bin/mypy --no-error-summary
imports=$($bin/lint-imports --no-logo 2>&1) || { echo "$imports" >&2; exit 1; }
$bin/cajad commitments check >/dev/null

if [ "${1:-all}" = fast ]; then
	exec $bin/python -m pytest -q -m "not slow" tests/unit tests/architecture
fi
# Times are judged without coverage, which slows everything down.
$bin/python -m pytest -q tests/unit/matching/test_hostile_input.py
exec $bin/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=90 tests
