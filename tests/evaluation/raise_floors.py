"""Write the present figures as floors: ``python -m tests.evaluation.raise_floors``. No floor is ever lowered here."""

from __future__ import annotations

import json
import math

from config.declarations import load_declaration
from config.lexicons import load_language_data
from matching.matcher import build_matcher
from tests.evaluation.figures import FLOORS, SETS, figures_of, fingerprint

SLACK = 0.005
"""A floor lies this far below the figure, so that a rounding does not break the build."""


def main() -> None:
    matcher = build_matcher(load_declaration(), load_language_data())
    before = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    floors = {}
    for name in SETS:
        old = before.get(name, {})
        kept = old.get("figures", {}) if old.get("fingerprint") == fingerprint(name) else {}
        reached = {key: math.floor((value - SLACK) * 1000) / 1000 for key, value in figures_of(name, matcher).items()}
        figures = {key: max(value, kept.get(key, 0.0)) for key, value in reached.items()}
        floors[name] = {"fingerprint": fingerprint(name), "figures": figures}
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
