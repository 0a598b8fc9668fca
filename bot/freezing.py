"""Freezing: a report in every format and language as a folder that nothing changes afterwards.

The folder is written beside its place and moved there whole, so that it is either complete or not there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING

from bot.reporting import read_material, rendered, report_in
from domain.commitment import READER_LANGUAGES
from domain.errors import ConfigError
from reports.formats import FORMATS
from reports.model import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.reporting import ReportingParts
    from reports.material import Material, ReportScope

EVIDENCE = "evidence.jsonl"
MANIFEST = "manifest.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_READ_ONLY_FILE, _READ_ONLY_FOLDER, _OWN_FOLDER = 0o444, 0o555, 0o755


def freeze(parts: ReportingParts, scope: ReportScope, name: str, reports_dir: Path) -> Path:
    """Write a dated snapshot and return its folder.

    Args:
        parts: what reports are made with. scope: period and selection; its ``made_at`` dates the folder.
        name: letters, digits, ``-`` and ``_``. reports_dir: the folder above.

    Raises:
        ConfigError: the name cannot be used, the snapshot is there already, or the folder cannot be written.
        StorageError: the database cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError([f"{name}: a name has letters, digits, - and _ only, at most 64"])
    folder = reports_dir / f"{name}-{scope.made_at.date().isoformat()}"
    if folder.exists():
        raise ConfigError([f"{folder}: is there already; a frozen report is never replaced"])
    make_folder(reports_dir)
    put_folder(draft_folder(folder, snapshot_files(parts, scope), frozen=True), folder, frozen=True)
    return folder


def snapshot_files(parts: ReportingParts, scope: ReportScope) -> dict[str, bytes]:
    """Return the report in every format and language, the texts cited, and a manifest, by file name."""
    material = read_material(parts, scope)
    files: dict[str, bytes] = {}
    for language in READER_LANGUAGES:
        report = report_in(language, material, scope)
        files |= {
            f"report.{language}.{suffix}": content for suffix, content in rendered(report, FORMATS.values()).items()
        }
        cited = {note.digest for note in report.footnotes}
    files[EVIDENCE] = _evidence(material, cited)
    return files | {MANIFEST: _manifest(files, scope)}


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, before work is spent on what goes there.

    Raises:
        ConfigError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError([f"{folder}: {error.strerror}"]) from error


def draft_folder(folder: Path, files: Mapping[str, bytes], *, frozen: bool) -> Path:
    """Write files into a hidden folder beside the one they are for, and return it.

    Args:
        folder: where they will stand. files: by name. frozen: whether they are made read-only.

    Raises:
        ConfigError: they cannot be written.
    """
    draft = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in files.items():
            (draft / name).write_bytes(content)
            if frozen:
                (draft / name).chmod(_READ_ONLY_FILE)
    except OSError as error:
        raise ConfigError([f"{draft}: {error.strerror}"]) from error
    return draft


def put_folder(draft: Path, folder: Path, *, frozen: bool) -> None:
    """Move a draft to its place, at once and whole.

    Raises:
        ConfigError: another folder stands there.
    """
    try:
        draft.rename(folder)
        folder.chmod(_READ_ONLY_FOLDER if frozen else _OWN_FOLDER)
    except OSError as error:
        raise ConfigError([f"{folder}: {error.strerror}"]) from error


def _evidence(material: Material, cited: set[str]) -> bytes:
    """Return the texts cited as they were read, a line each: a dead or edited page does not unmake the evidence."""
    kept = {text.digest: text for texts in material.kept.values() for text in texts if text.digest in cited}
    lines = (
        {
            "sha256": digest,
            "publisher": text.story.source_name,
            "url": text.story.url,
            "accessed": text.story.first_seen_at.date().isoformat(),
            "text": text.text,
        }
        for digest, text in sorted(kept.items())
    )
    return b"".join(_json_line(line) for line in lines)


def _manifest(files: Mapping[str, bytes], scope: ReportScope) -> bytes:
    data = {
        "version": VERSION,
        "made_at": scope.made_at.isoformat(),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        "note": f"{EVIDENCE} holds texts of publishers, kept as proof and not for republication.",
        "files": list(_listed(files)),
    }
    return (json.dumps(data, indent=2) + "\n").encode()


def _listed(files: Mapping[str, bytes]) -> Iterator[dict[str, object]]:
    for name, content in sorted(files.items()):
        yield {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _json_line(data: Mapping[str, object]) -> bytes:
    return (json.dumps(data, ensure_ascii=False) + "\n").encode()
