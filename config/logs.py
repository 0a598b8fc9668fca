"""Logging: one form of line on standard error, and no secret in it; crashes and complaints are masked alike."""

from __future__ import annotations

import base64
import json
import logging
import re
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote, quote_plus, unquote, urlsplit
from urllib.request import getproxies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

log = logging.getLogger(__name__)

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

_ENCODED_LEAST = 6
"""Bytes from which on a secret is sought in base64 as well; of a shorter one too few letters are its own."""

_SHOWN_PLAINLY = {"\n", "\t"}
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_CONTROL_BUT_LAYOUT = {code: text for code, text in _CONTROL.items() if chr(code) not in _SHOWN_PLAINLY}


class Mask:
    """Hides secrets in a text, in every form in which they travel.

    Those are: as they are, quoted for an address, escaped as in JSON, and in base64, as in the log-in of a proxy or a
    mail server.

    Args:
        secrets: texts that are hidden wherever they occur; bot tokens are, even where they are not among them.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        given = {each for each in secrets if each}
        forms = sorted({form for each in given for form in _written(each)}, key=len, reverse=True)
        words = {form for each in given for form in _encoded(each.encode())}
        self._plain = re.compile("|".join(map(re.escape, forms))) if forms else None
        self._encoded = re.compile(rf"[\w+/-]*(?:{'|'.join(map(re.escape, words))})[\w+/=-]*") if words else None

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        for pattern in (_TOKENS, self._plain, self._encoded):
            text = text if pattern is None else pattern.sub(MASK, text)
        return text


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
        self._mask = Mask(secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        """Write the first line, whatever the message holds, as one line."""
        return super().formatMessage(record).translate(_CONTROL)

    def format(self, record: logging.LogRecord) -> str:
        """Write the whole record, masked."""
        return self._mask(super().format(record).translate(_CONTROL_BUT_LAYOUT))


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
        secrets: texts never to be written; the passwords of proxies, and bot tokens, are masked without being named.
    """
    handler = StandardErrorHandler()
    handler.setFormatter(SecretFormatter((*secrets, *proxy_passwords())))
    root = logging.getLogger()
    for former in [each for each in root.handlers if isinstance(each, StandardErrorHandler)]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name, least in TALKATIVE.items():
        logging.getLogger(name).setLevel(max(root.level, least))


def log_crashes() -> None:
    """Let the log, which masks secrets, tell of what nothing caught, in place of Python's own report of it."""
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)
    sys.unraisablehook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def proxy_passwords() -> tuple[str, ...]:
    """Return the passwords in the addresses of proxies that the environment names, as written and as meant."""
    found = [password for address in getproxies().values() if (password := _password(address))]
    return tuple(dict.fromkeys(form for each in found for form in (each, unquote(each))))


def _password(address: str) -> str | None:
    try:
        return urlsplit(address).password
    except ValueError:
        return None


def _log_crash(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    if error is None or not isinstance(error, Exception):
        # Ctrl-C, or the end of the interpreter.
        sys.__excepthook__(kind, error or kind(), traceback)
        return
    log.critical("a fault of ours ended the work", exc_info=(kind, error, traceback))


def _written(secret: str) -> Iterator[str]:
    """Yield how a secret may be written as text."""
    for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield form
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), form)
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]


def _encoded(secret: bytes) -> Iterator[str]:
    """Yield what base64 surely shows of a secret, whatever stands before and after it.

    Three bytes make four letters, so there are three ways in which a secret may lie in them.
    """
    if len(secret) < _ENCODED_LEAST:
        return
    for shift in range(3):
        first, after = -(-8 * shift // 6), 8 * (shift + len(secret)) // 6
        letters = base64.b64encode(bytes(shift) + secret).decode()[first:after]
        yield letters
        yield letters.translate(str.maketrans("+/", "-_"))
