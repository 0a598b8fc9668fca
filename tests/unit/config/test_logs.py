from __future__ import annotations

import base64
import contextlib
import json
import logging
import re
import sys
import threading
import warnings
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logs import (
    MASK,
    TALKATIVE,
    Mask,
    SecretFormatter,
    StandardErrorHandler,
    configure_logs,
    log_crashes,
    proxy_passwords,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "7654321:AAE-made_up-token-of-thirty-five-chars"
PASSWORD = "pa/ss wörd"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    configure_logs("INFO", [TOKEN, PASSWORD])
    return capsys


def raised(error: Exception) -> Exception:
    """Return the error as an ``except`` clause has it, with its traceback."""
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_line_tells_time_in_utc_severity_and_origin(log: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("monitors.poll").info("polled %s", "kg-24kg")
    line = log.readouterr().err
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO     monitors\.poll: polled kg-24kg\n", line)
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "", "created": 0.0})
    assert SecretFormatter([]).format(record).startswith("1970-01-01T00:00:00Z ")


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"calling https://api.telegram.org/bot{TOKEN}/getMe", ()),
        ('HTTP Request: %s %s "%s"', ("POST", f"https://api.telegram.org/bot{TOKEN}/sendMessage", "HTTP/1.1 200 OK")),
        ("token is %s", (TOKEN,)),
        ("quoted: %s", (TOKEN.replace(":", "%3A"),)),
        ("settings %r", ({"token": TOKEN},)),
    ],
    ids=["in the message", "like httpx", "as an argument", "quoted in a URL", "inside an object"],
)
def test_a_secret_in_a_line_is_masked(
    log: pytest.CaptureFixture[str], message: str, arguments: tuple[object, ...]
) -> None:
    logging.getLogger("bot").warning(message, *arguments)
    line = log.readouterr().err
    assert "AAE-made_up" not in line
    assert "***" in line


def test_a_password_is_masked_plain_and_as_part_of_a_url(log: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("storage").warning("%s or postgresql://cajad:pa%%2Fss%%20w%%C3%%B6rd@db", PASSWORD)
    assert log.readouterr().err.endswith(" storage: *** or postgresql://cajad:***@db\n")


def test_a_secret_in_a_traceback_or_stack_is_masked(log: pytest.CaptureFixture[str]) -> None:
    error = RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getUpdates timed out")
    logging.getLogger("bot").error("polling failed", exc_info=raised(error), stack_info=True)
    text = log.readouterr().err
    assert "Traceback" in text
    assert "RuntimeError: https://api.telegram.org/***/getUpdates timed out" in text
    assert TOKEN not in text


def test_tokens_that_nobody_declared_are_masked_too(log: pytest.CaptureFixture[str]) -> None:
    stranger = "99887766:BBF-another-token-of-thirty-five-char"
    logging.getLogger("bot").warning("http://127.0.0.1:8081/bot42:short/getMe and %s", stranger)
    assert log.readouterr().err.endswith(" bot: http://127.0.0.1:8081/***/getMe and ***\n")


def test_ordinary_text_is_left_as_it_is(log: pytest.CaptureFixture[str]) -> None:
    message = "poll at 2026-01-15T09:00:00 of robot:x, 中央アジア, 10:30"
    logging.getLogger("monitors").info(message)
    assert log.readouterr().err.endswith(f" monitors: {message}\n")


def test_a_foreign_string_cannot_forge_a_line_or_steer_the_terminal(log: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("monitors").info("title %s", "a\n2026-01-01T00:00:00Z ERROR forged\x1b[2J")
    assert log.readouterr().err.count("\n") == 1


def test_an_exception_text_cannot_steer_the_terminal(log: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("monitors").error("failed", exc_info=raised(ValueError("clear \x1b[2J")))
    assert "\x1b" not in log.readouterr().err


@pytest.mark.parametrize("name", TALKATIVE)
def test_talkative_libraries_say_only_what_matters(log: pytest.CaptureFixture[str], name: str) -> None:
    logging.getLogger(f"{name}.part").log(TALKATIVE[name] - 10, "chatter")
    logging.getLogger(f"{name}.part").log(TALKATIVE[name], "trouble")
    text = log.readouterr().err
    assert "chatter" not in text
    assert "trouble" in text


def test_a_higher_level_holds_for_libraries_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("ERROR", [])
    logging.getLogger("httpx").warning("trouble")
    assert capsys.readouterr().err == ""


def test_configuring_twice_writes_each_line_once_and_leaves_other_handlers(log: pytest.CaptureFixture[str]) -> None:
    other = logging.NullHandler()
    logging.getLogger().addHandler(other)
    configure_logs("DEBUG", [])
    logging.getLogger("x").debug("once")
    assert log.readouterr().err.count("once") == 1
    assert other in logging.getLogger().handlers


def test_a_warning_of_python_goes_to_the_log(log: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"old bot{TOKEN}", stacklevel=1)
        logging.captureWarnings(capture=False)
    text = log.readouterr().err
    assert " py.warnings: " in text
    assert TOKEN not in text


def test_lines_follow_standard_error_when_it_is_replaced(
    log: pytest.CaptureFixture[str],
) -> None:
    progress = StringIO()
    with contextlib.redirect_stderr(progress):
        logging.getLogger("x").info("beside the bar")
    assert "beside the bar" in progress.getvalue()
    assert log.readouterr().err == ""


def test_a_record_that_cannot_be_written_does_not_leak_its_arguments(log: pytest.CaptureFixture[str]) -> None:
    record = logging.makeLogRecord({"name": "x", "msg": "%d", "args": (TOKEN,)})
    next(each for each in logging.getLogger().handlers if isinstance(each, StandardErrorHandler)).handle(record)
    text = log.readouterr().err
    assert "could not be written" in text
    assert TOKEN not in text


SECRETS = st.text(st.characters(codec="utf-8"), min_size=8, max_size=40).filter(lambda text: len(set(text)) > 5)
AROUND = st.text(st.characters(codec="ascii", categories=["Ll", "Lu", "Nd"]), max_size=12)


@given(SECRETS, AROUND, AROUND)
def test_a_secret_is_masked_in_every_form_in_which_it_travels(secret: str, before: str, after: str) -> None:
    mask = Mask([secret])
    for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret), repr(secret)):
        for written in (form, re.sub("%..", lambda found: found[0].lower(), form)):
            assert written.strip("\"'") not in mask(f"x {before} {written} {after}")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        written = encode(f"{before}{secret}{after}".encode()).decode()
        assert mask(f"Proxy-Authorization: Basic {written}, next") == f"Proxy-Authorization: Basic {MASK}, next"


def test_the_log_in_of_a_mail_server_is_masked() -> None:
    mask = Mask([PASSWORD])
    plain = base64.b64encode(f"\0monitor\0{PASSWORD}".encode()).decode()
    alone = base64.b64encode(PASSWORD.encode()).decode()
    assert mask(f"AUTH PLAIN {plain}\nAUTH LOGIN\n{alone}") == "AUTH PLAIN ***\nAUTH LOGIN\n***"


@pytest.mark.parametrize("secrets", [[], [""], ["short"]])
def test_without_a_long_secret_nothing_else_is_masked(secrets: list[str]) -> None:
    text = "a word, c2hvcnQ= and 中央アジア"
    assert Mask(secrets)(text) == text


def test_the_passwords_of_proxies_are_masked_without_being_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://monitor:pro%2Fxy-word@proxy.example:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://[broken")
    assert set(proxy_passwords()) == {"pro%2Fxy-word", "pro/xy-word"}
    configure_logs("INFO", [])
    logging.getLogger("x").warning("http://monitor:pro%2Fxy-word@proxy.example:3128, or pro/xy-word")
    assert capsys.readouterr().err.endswith(" x: http://monitor:***@proxy.example:3128, or ***\n")


@pytest.fixture
def crashes(log: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    log_crashes()
    yield log
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def test_a_crash_is_told_by_the_log_and_holds_no_secret(crashes: pytest.CaptureFixture[str]) -> None:
    error = raised(RuntimeError(f"cannot open https://x.example/bot{TOKEN} as {PASSWORD}"))
    sys.excepthook(type(error), error, error.__traceback__)
    text = crashes.readouterr().err
    assert " CRITICAL config.logs: a fault of ours ended the work" in text
    assert "RuntimeError: cannot open https://x.example/*** as ***" in text


def test_a_crash_of_a_thread_is_told_by_the_log_as_well(crashes: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise RuntimeError(f"lost {PASSWORD}")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "RuntimeError: lost ***" in crashes.readouterr().err


def test_a_crash_in_a_finalizer_is_told_by_the_log_as_well(crashes: pytest.CaptureFixture[str]) -> None:
    class Broken:
        def __del__(self) -> None:
            raise RuntimeError(f"lost {PASSWORD}")

    broken = Broken()
    del broken
    assert "RuntimeError: lost ***" in crashes.readouterr().err


def test_who_ends_the_program_by_hand_is_told_as_ever(crashes: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert crashes.readouterr().err == "KeyboardInterrupt\n"
