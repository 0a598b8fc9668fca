"""The report as JSON, by the schema published in ``docs/schema/report.schema.json``; pure.

Days are ISO 8601, times UTC with an offset, sums decimal text: a program that reads them loses nothing.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.ports import Speaker
    from reports.model import Chart, Report


def json_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:  # noqa: ARG001 - all renderers
    """Return the report as UTF-8 JSON, the version first, then the keys in the order of the model."""
    data = {"version": report.version, **_plain(report)}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON values are of any type
    """Return a value as JSON knows it."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value
