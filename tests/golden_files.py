"""Golden files: what we promise to say, stored beside the tests. ``make golden`` writes them anew for review."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
REWRITE = os.environ.get("UPDATE_GOLDEN") == "1"


def assert_golden(name: str, text: str) -> None:
    """Compare ``text`` with the golden file of this name, a path below ``tests/golden``."""
    path = FOLDER / name
    if REWRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{name} is missing; `make golden` writes it"
    assert text == path.read_text(encoding="utf-8"), f"{name} differs; `make golden`, then look at the difference"
