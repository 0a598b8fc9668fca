"""Figures of several matchers side by side, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OURS = "ours"
"""Name of our matcher among the values of a row."""

THOUSAND = 1000
"""From here on a figure is shown without decimals."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of all matchers; None where a matcher does not answer.

    Attributes:
        group: heading it stands under.
    """

    group: str
    figure: str
    values: dict[str, float | None]

    def ratio(self, peer: str) -> float | None:
        """Return ours divided by the peer's, None where either is missing or the peer's is zero."""
        ours, theirs = self.values.get(OURS), self.values.get(peer)
        return None if ours is None or not theirs else ours / theirs


def table(rows: Sequence[Row], peers: Sequence[str]) -> str:
    """Return the rows as a table for people."""
    names = (OURS, *peers)
    heads = (*names, *(f"ours : {name.split()[0]}" for name in peers))
    lines = [f"{'':58}" + "".join(f"{head:>21}" for head in heads)]
    group = ""
    for row in rows:
        if row.group != group:
            lines += ["", row.group]
            group = row.group
        shown = [_number(row.values.get(name)) for name in names]
        shown += ["" if (ratio := row.ratio(name)) is None else f"{ratio:.2f}" for name in peers]
        lines.append(f"  {row.figure:56}" + "".join(f"{cell:>21}" for cell in shown).rstrip())
    return "\n".join(lines) + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value <= 1 else f"{value:,.1f}" if value < THOUSAND else f"{value:,.0f}"


def as_json(rows: Sequence[Row], peers: Sequence[str], files: Sequence[str]) -> str:
    """Return the rows and the names of the files they were measured on as one JSON object."""
    figures = [
        {
            "group": row.group,
            "figure": row.figure,
            "values": {name: row.values.get(name) for name in (OURS, *peers)},
            "ours_divided_by": {name: row.ratio(name) for name in peers},
        }
        for row in rows
    ]
    return json.dumps({"files": list(files), "figures": figures}, indent=2) + "\n"
