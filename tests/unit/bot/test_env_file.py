from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from bot.env_file import with_setting, write_setting

if TYPE_CHECKING:
    from pathlib import Path

NAME = "CAJAD_TELEGRAM_TOKEN"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{NAME}=new\n"),
        ("CAJAD_CONTACT=a@b.org\n", f"CAJAD_CONTACT=a@b.org\n{NAME}=new\n"),
        (f"# mine\n{NAME}=old\nOTHER=1\n", f"# mine\n{NAME}=new\nOTHER=1\n"),
        (f"export {NAME} = old\nOTHER=1\n{NAME}=older", f"{NAME}=new\nOTHER=1\n"),
        (f"{NAME}_FILE=/run/secret\n", f"{NAME}=new\n"),
        (f"#{NAME}=example\n{NAME}S=1\n", f"#{NAME}=example\n{NAME}S=1\n{NAME}=new\n"),
    ],
    ids=["empty", "others kept", "replaced", "once only", "file pointer", "comments and longer names kept"],
)
def test_one_setting_changes_and_other_lines_stay(before: str, after: str) -> None:
    assert with_setting(before, NAME, "new") == after


def test_the_file_is_for_its_owner_only_even_if_it_was_open_before(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("OTHER=1\n", encoding="utf-8")
    path.chmod(0o644)
    write_setting(path, NAME, "secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == f"OTHER=1\n{NAME}=secret\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_linked_file_is_changed_where_it_lies(tmp_path: Path) -> None:
    real, link = tmp_path / "real.env", tmp_path / ".env"
    link.symlink_to(real)
    write_setting(link, NAME, "secret")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == f"{NAME}=secret\n"


def test_what_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_setting(tmp_path / "folder", NAME, "secret")
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]
