"""Logging: one form of line on standard error, and no secret in it."""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE = "%(asctime)s %(levelname)-8s %(name)s: %(message)s"

TIME = "%Y-%m-%dT%H:%M:%SZ"

TALKATIVE = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.WARNING,
    "apscheduler": logging.ERROR,
    "alembic": logging.WARNING,
}
"""Least severity of libraries that log every request at INFO, httpx with the whole address; APScheduler warns each
time a job is still at work when it rings, which is how a long cycle is meant to be."""

MASK = "***"

_TOKENS = re.compile(r"\bbot\d+(?::|%3A)[\w-]+|\b\d{6,}:[\w-]{30,}", re.IGNORECASE)
"""A bot token as it stands in Bot API addresses, or by itself."""

_SHOWN_PLAINLY = {"\n", "\t"}
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_CONTROL_BUT_LAYOUT = {code: text for code, text in _CONTROL.items() if chr(code) not in _SHOWN_PLAINLY}


class SecretFormatter(logging.Formatter):
    """Writes a record as text without secrets.

    It works on the finished text, the last step before it leaves us, so nothing slips past it: not in the
    message, its arguments, a traceback or a stack. A foreign string cannot begin a line of its own or
    steer the terminal.

    Args:
        secrets: texts that are masked wherever they occur, also as part of a URL.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__(LINE, TIME)
        forms = {form for secret in secrets for form in (secret, quote(secret, safe="")) if form}
        self._secrets = sorted(forms, key=len, reverse=True)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        """Write the first line, whatever the message holds, as one line."""
        return super().formatMessage(record).translate(_CONTROL)

    def format(self, record: logging.LogRecord) -> str:
        """Write the whole record, masked."""
        text = _TOKENS.sub(MASK, super().format(record).translate(_CONTROL_BUT_LAYOUT))
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text


class StandardErrorHandler(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at that moment; a progress bar may have replaced it since the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by logging
        """Say that a record could not be written; the library's own report would print its arguments unmasked."""
        sys.stderr.write(f"a log record of {record.name}, line {record.lineno}, could not be written\n")


def configure_logs(level: str, secrets: Sequence[str]) -> None:
    """Send the log of the process to standard error; a second call replaces the first.

    Args:
        level: least severity shown, e.g. ``INFO``.
        secrets: texts never to be written; bot tokens are masked even where they are not among them.
    """
    handler = StandardErrorHandler()
    handler.setFormatter(SecretFormatter(secrets))
    root = logging.getLogger()
    for former in [each for each in root.handlers if isinstance(each, StandardErrorHandler)]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name, least in TALKATIVE.items():
        logging.getLogger(name).setLevel(max(root.level, least))
