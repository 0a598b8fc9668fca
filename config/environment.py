"""Where settings stand: the environment, ``.env`` and files that hold a secret. What they mean is for ``settings``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from typing import TYPE_CHECKING

from dotenv import dotenv_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

PREFIX = "CAJAD_"

FILE_SUFFIX = "_FILE"
"""``NAME_FILE`` names a file that holds the secret ``NAME``."""

_OURS = re.compile(r"\s*(?:export\s+)?(?P<name>CAJAD_\w*)(?P<assigned>\s*=)?")


def variable(key: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + key.upper()


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands written, by setting, still as text.

    Attributes:
        values: text by setting; a setting with a problem is left out.
        places: the file a value came from; a value from the environment has none.
        problems: one line each, naming the variable.
    """

    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def override(self, other: Reading) -> None:
        """Let what ``other`` says go before what stands here; ``NAME`` and ``NAME_FILE`` together stay a problem."""
        self.values.update(other.values)
        for key in other.values:
            self.places.pop(key, None)

    def add_secret_files(self, secrets: Collection[str], home: Path) -> None:
        """Replace each ``NAME_FILE`` by what its file holds; relative paths start at ``home``."""
        for key in secrets:
            pointer = key + FILE_SUFFIX.lower()
            if pointer not in self.values:
                continue
            path = home / self.values.pop(pointer)
            if self.values.pop(key, None) is not None:
                self.problems.append(f"{variable(pointer)}: {variable(key)} is set as well; keep one of the two")
                continue
            secret, problem = _read(path)
            if problem or not secret.strip():
                self.problems.append(f"{variable(pointer)}: {path}: {problem or 'is empty'}")
                continue
            self.values[key], self.places[key] = secret.strip(), path

    def drop_unknown(self, known: Collection[str]) -> None:
        """Take out what no setting is called, with the nearest name for the one who mistyped it."""
        for key in sorted(self.values.keys() - set(known)):
            del self.values[key]
            near = get_close_matches(key, known, n=1)
            hint = f"; did you mean {variable(near[0])}?" if near else ""
            self.problems.append(f"{variable(key)}: is not a known setting{hint}")


def read_environment() -> Reading:
    """Read our variables of the process; empty ones count as not set."""
    return Reading(values=_ours(os.environ))


def read_env_file(path: Path, *, required: bool) -> Reading:
    """Read our variables of a ``.env`` file; others in it belong to other programs.

    Args:
        path: the file.
        required: whether its absence is a problem.
    """
    text, problem = _read(path)
    if problem:
        absent = not required and not path.exists()
        return Reading(problems=[] if absent else [f"{path}: {problem}"])
    values = _ours(dotenv_values(stream=StringIO(text), interpolate=False))
    return Reading(values, dict.fromkeys(values, path), _unassigned(text, path))


def _unassigned(text: str, path: Path) -> list[str]:
    """Complain of lines that begin like a setting and assign nothing; the library skips them in silence."""
    begun = ((number, _OURS.match(line)) for number, line in enumerate(text.splitlines(), start=1))
    return [
        f"{path} line {number}: {match['name']}: has no '=' after it"
        for number, match in begun
        if match and not match["assigned"]
    ]


def _ours(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Keep the variables that begin with our prefix, by what follows it, in small letters."""
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(PREFIX) and value and value.strip()
    }


def _read(path: Path) -> tuple[str, str]:
    """Return the text of a file, or what is wrong with it."""
    try:
        return path.read_text(encoding="utf-8"), ""
    except OSError as error:
        return "", f"cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        return "", "cannot be read (not UTF-8 text)"
