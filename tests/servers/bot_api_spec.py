"""Checks Bot API requests against the published specification: methods, parameters, what is required, types.

The specification is a JSON file (``methods`` and ``types``, each with ``fields`` of ``name``, ``types``, ``required``)
that is not part of this repository; where it is absent nothing is checked.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPEC_PATH = Path(__file__).resolve().parents[3] / "shared" / "telegram" / "bot-api-spec.json"

_INTEGER = re.compile(r"-?\d+")
_FLOAT = re.compile(r"-?\d+(\.\d+)?")
_PLAIN = ("String", "Integer", "Float", "Boolean", "True")


@dataclass(frozen=True)
class BotApiSpec:
    """The specification; ``problems`` says what a request breaks."""

    methods: dict[str, Any]
    types: dict[str, Any]

    @classmethod
    def load(cls, path: Path = SPEC_PATH) -> BotApiSpec | None:
        """Return the specification, or None where the file is absent."""
        if not path.is_file():
            return None
        spec = json.loads(path.read_text(encoding="utf-8"))
        return cls(spec["methods"], spec["types"])

    def problems(self, method: str, fields: dict[str, str], uploads: dict[str, Any]) -> list[str]:
        """Return one line for everything in the request that the specification does not allow.

        Args:
            fields: form fields as text; arrays and objects as JSON. uploads: names of the file parts.
        """
        declared = self.methods.get(method)
        if declared is None:
            return [f"{method}: no such method"]
        known = {each["name"]: each for each in declared.get("fields", [])}
        attached = {value[9:] for value in fields.values() if str(value).startswith("attach://")}
        found = [f"{method}: unknown parameter {name}" for name in fields if name not in known]
        found += [f"{method}: unknown file {name}" for name in uploads if name not in known and name not in attached]
        found += [
            f"{method}: {name} is required"
            for name, each in known.items()
            if each["required"] and name not in fields and name not in uploads
        ]
        found += [
            f"{method}: {name}={value!r} is not {' or '.join(known[name]['types'])}"
            for name, value in fields.items()
            if name in known and not self._is_any(value, known[name]["types"])
        ]
        return found

    def _is_any(self, value: str, types: list[str]) -> bool:
        return any(self._is_form_value(value, each) for each in types)

    def _is_form_value(self, value: str, declared: str) -> bool:
        """A form carries text only: what is no plain type is JSON."""
        if declared in ("String", "InputFile"):
            return True
        if declared in ("Boolean", "True"):
            return value in ("true", "false")
        if declared in ("Integer", "Float"):
            return (_INTEGER if declared == "Integer" else _FLOAT).fullmatch(value) is not None
        try:
            decoded = json.loads(value)
        except ValueError:
            return False
        return self._is_json_value(decoded, declared)

    def _is_json_value(self, value: Any, declared: str) -> bool:
        if declared.startswith("Array of "):
            return isinstance(value, list) and all(self._is_json_value(each, declared[9:]) for each in value)
        if declared in _PLAIN:
            return _is_plain(value, declared)
        if declared == "InputFile":
            return isinstance(value, str)
        return isinstance(value, dict) and self._is_object(value, declared)

    def _is_object(self, value: dict[str, Any], name: str) -> bool:
        declared = self.types[name]
        if "subtypes" in declared:
            return any(self._is_object(value, each) for each in declared["subtypes"])
        fields = {each["name"]: each for each in declared.get("fields", [])}
        return (
            all(key in fields for key in value)
            and all(key in value for key, each in fields.items() if each["required"])
            and all(any(self._is_json_value(value[key], kind) for kind in fields[key]["types"]) for key in value)
        )


def _is_plain(value: Any, declared: str) -> bool:
    if declared == "String":
        return isinstance(value, str)
    if declared in ("Boolean", "True"):
        return isinstance(value, bool)
    numbers = (int,) if declared == "Integer" else (int, float)
    return isinstance(value, numbers) and not isinstance(value, bool)
