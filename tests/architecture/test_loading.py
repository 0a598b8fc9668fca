"""The command line starts quickly: what is heavy and seldom needed is loaded where it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "krippendorff", "docx", "icalendar", "matplotlib", "pandas", "openpyxl", "xlsxwriter")


def test_the_command_line_loads_nothing_heavy_before_it_is_needed() -> None:
    asked = f"import sys, bot.cli; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_the_test_would_notice() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import sys, reports.docx_file; print('docx' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "True"
