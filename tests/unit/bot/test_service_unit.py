from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.service_unit import UNIT_NAME, unit_text
from tests.golden_files import assert_golden
from tests.programs import needed


def test_the_unit_is_as_its_golden_file() -> None:
    text = unit_text(Path("/home/aigul/cajad monitor"), Path("/home/aigul/cajad monitor/.venv/bin/cajad"))
    assert_golden(f"service/{UNIT_NAME}", text)


def test_signs_that_mean_something_to_systemd_are_escaped() -> None:
    text = unit_text(Path('/srv/100%/a"b'), Path("/srv/$HOME/cajad"))
    assert 'WorkingDirectory=/srv/100%%/a"b\n' in text
    assert 'Environment="CAJAD_HOME=/srv/100%%/a\\"b"\n' in text
    assert 'ExecStart="/srv/$$HOME/cajad" run\n' in text


@pytest.mark.parametrize("home", ["relative", "/srv/a\nExecStartPre=evil"])
def test_a_path_that_a_unit_cannot_hold_is_refused(home: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        unit_text(Path(home), Path("/usr/bin/cajad"))


def test_systemd_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    analyze = needed("systemd-analyze")
    home = tmp_path / "a home"
    home.mkdir()
    unit = tmp_path / UNIT_NAME
    unit.write_text(unit_text(home, Path(sys.executable)), encoding="utf-8")
    # The manager of a user wants a runtime folder; where nobody is logged in there is none.
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [analyze, "--user", "verify", str(unit)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    complaints = [line for line in checked.stderr.splitlines() if UNIT_NAME in line]
    assert (checked.returncode, complaints) == (0, [])
