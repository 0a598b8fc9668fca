"""The index of packaged certificates, and the operator's folder."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from config.intermediates import PACKAGED, load_intermediates
from domain.errors import ConfigError
from tests.servers.authorities import issue

if TYPE_CHECKING:
    from pathlib import Path

ROOT = issue("Root")
INTERMEDIATE = issue("Issuing CA", ROOT)
FINGERPRINT = hashlib.sha256(INTERMEDIATE.certificate.public_bytes(Encoding.DER)).hexdigest()


def packaged(folder: Path, **over: str) -> Path:
    values = {
        "host": "akorda.example",
        "file": "issuing.pem",
        "sha256": FINGERPRINT,
        "source": "http://ca.example/issuing.crt",
    } | over
    lines = "".join(f'{key} = "{value}"\n' for key, value in values.items())
    (folder / "index.toml").write_text(f"[[intermediate]]\n{lines}expires = 2030-01-31\n")
    (folder / "issuing.pem").write_text(INTERMEDIATE.pem)
    return folder


def problems(folder: Path, operators: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_intermediates(operators, packaged=folder)
    return "\n".join(caught.value.problems)


def test_the_packaged_ones_can_be_loaded() -> None:
    assert set(load_intermediates()) == set(load_intermediates(packaged=PACKAGED))


def test_a_certificate_of_the_index_is_that_of_its_host(tmp_path: Path) -> None:
    assert load_intermediates(packaged=packaged(tmp_path)) == {"akorda.example": INTERMEDIATE.pem}


@pytest.mark.parametrize(
    ("over", "complaint"),
    [
        ({"sha256": "0" * 64}, f"has the fingerprint {FINGERPRINT}"),
        ({"sha256": "short"}, "sha256"),
        ({"file": "none.pem"}, "none.pem cannot be read"),
        ({"file": "../outside.pem"}, "file"),
        ({"host": "https://akorda.example"}, "host"),
        ({"source": "somewhere"}, "source"),
        ({"surplus": "x"}, "is not a known key"),
    ],
    ids=["fingerprint", "malformed", "missing", "outside", "host", "source", "surplus"],
)
def test_what_the_index_says_is_checked(tmp_path: Path, over: dict[str, str], complaint: str) -> None:
    assert complaint in problems(packaged(tmp_path, **over))


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    folder = packaged(tmp_path)
    (folder / "issuing.pem").write_text("nothing")
    assert "issuing.pem is no single certificate" in problems(folder)


def test_the_operator_s_files_are_named_after_their_hosts_and_win(tmp_path: Path) -> None:
    folder, own = tmp_path / "packaged", tmp_path / "own"
    folder.mkdir()
    own.mkdir()
    (own / "Akorda.Example.pem").write_text(ROOT.pem)
    (own / "mfa.example.pem").write_text(INTERMEDIATE.pem)
    (own / "notes.txt").write_text("not read")
    found = load_intermediates(own, packaged=packaged(folder))
    assert found == {"akorda.example": ROOT.pem, "mfa.example": INTERMEDIATE.pem}


def test_a_folder_that_is_none_is_a_mistake_of_the_settings(tmp_path: Path) -> None:
    assert problems(packaged(tmp_path), tmp_path / "none").startswith("CAJAD_INTERMEDIATES_DIR: ")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.example.pem").write_bytes(b"\xff\xfe")
    assert "a.example.pem cannot be read" in problems(packaged(tmp_path), own)
