"""The ``.env`` file of an installation: one setting changed, every other line kept."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

OWNER_ONLY = 0o600


def with_setting(text: str, name: str, value: str) -> str:
    """Return the text of the file with ``name`` set to ``value``.

    The first line that set it is replaced, further ones are taken out, and so is ``NAME_FILE``: both together are
    an error of the settings.
    """
    sets = re.compile(rf"\s*(?:export\s+)?{re.escape(name)}(?:_FILE)?\s*=")
    lines = text.splitlines()
    first = next((index for index, each in enumerate(lines) if sets.match(each)), len(lines))
    kept_before = lines[:first]
    kept_after = [each for each in lines[first:] if not sets.match(each)]
    return "\n".join([*kept_before, f"{name}={value}", *kept_after]) + "\n"


def write_setting(path: Path, name: str, value: str) -> None:
    """Set ``name`` in the file, which only its owner may read afterwards; it is replaced as a whole or not at all.

    Raises:
        OSError: the file was not changed.
    """
    target = path.resolve()
    text = target.read_text(encoding="utf-8") if target.exists() else ""
    # mkstemp makes files that only their owner may read: the secret is never open to others, not for a moment.
    handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=".env-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(with_setting(text, name, value))
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).chmod(OWNER_ONLY)
        Path(fresh).replace(target)
    finally:
        Path(fresh).unlink(missing_ok=True)
