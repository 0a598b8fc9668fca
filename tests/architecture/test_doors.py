"""Each library is imported in one place only, so that it can be replaced, and its quirks met, there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "config", "matching", "storage", "reports", "monitors", "web", "bot")
HTTP = ("monitors/fetch.py", "monitors/transport.py")
PAINTERS = tuple(
    f"reports/charts/{name}.py" for name in ("heat_map", "money", "sketch", "statuses", "timeline", "watched")
)
"""They draw on what the canvas gives them, and import its type only."""
DOORS = {
    "httpx": (*HTTP, "bot"),
    "httpcore": ("monitors/http_faults.py", "monitors/transport.py"),
    "h11": ("monitors/http_faults.py",),
    "cryptography": ("monitors/certificates.py",),
    "feedparser": ("monitors/parsers/feed.py",),
    "docx": ("reports/docx_paper.py",),
    "icalendar": ("reports/icalendar_file.py",),
    "jinja2": ("reports/html_page.py", "web/site.py"),
    "krippendorff": ("reports/agreement.py",),
    "jmespath": ("monitors/parsers/api_shape.py", "config/source_options/shapes.py"),
    "listparser": ("config/opml.py",),
    "matplotlib": ("reports/charts/canvas.py", *PAINTERS),
    "protego": ("monitors/robots.py",),
    "trafilatura": ("monitors/lead_text.py",),
    "sqlalchemy": ("storage",),
    "aiosmtplib": ("bot/channels/email.py",),
    "alembic": ("storage",),
    "starlette": ("web",),
    "uvicorn": ("web/server.py",),
    "prometheus_client": ("web/metrics.py",),
    "snowballstemmer": ("storage/search_words.py",),
    "telegram": ("bot",),
    "apscheduler": ("bot",),
    "xlsxwriter": ("reports/xlsx_file.py",),
}


def importers(library: str) -> list[str]:
    files = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [path.relative_to(ROOT).as_posix() for path in files if library in imported_by(path)]


@cache
def imported_by(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_is_imported_at_its_door_only(library: str) -> None:
    doors = DOORS[library]
    assert [path for path in importers(library) if path not in doors and path.partition("/")[0] not in doors] == []


def test_the_search_sees_what_is_imported() -> None:
    assert importers("httpx")[:2] == list(HTTP)
