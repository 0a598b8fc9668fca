"""System programs that a test needs: where one is missing the test skips with a reason, except under CI=true,
where `make test` has installed it and its absence is a failure."""

from __future__ import annotations

import os
import shutil

import pytest


def needed(program: str) -> str:
    """Return the path of a system program."""
    path = shutil.which(program)
    if path is not None:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing; tests/run.sh should have installed it")
    pytest.skip(f"{program} is not installed")
