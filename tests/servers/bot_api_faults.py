"""Answers that go wrong, as the Bot API gives them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from threading import Event


@dataclass(frozen=True)
class Fault:
    """One wrong answer.

    Attributes:
        status, description, parameters: of the answer; status 200 answers as usual.
        accepts: whether the message reaches the chat all the same.
        delay: seconds before the answer. released: set when the answer may go out, None = at once.
        hangs_up: close the connection instead of answering.
        body: sent in place of an answer as the Bot API gives it, None = such an answer.
    """

    status: int = 200
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    accepts: bool = False
    delay: float = 0.0
    released: Event | None = None
    hangs_up: bool = False
    body: bytes | None = None


def too_many_requests(retry_after: int) -> Fault:
    return Fault(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def blocked() -> Fault:
    return Fault(403, "Forbidden: bot was blocked by the user")


def cannot_parse() -> Fault:
    return Fault(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')


def server_error(status: int = 502, *, accepts: bool = False) -> Fault:
    return Fault(status, "Bad Gateway" if status == 502 else "Internal Server Error", accepts=accepts)


def slow_answer(seconds: float) -> Fault:
    """The message is accepted at once, the answer comes after ``seconds``: a read time-out for the impatient."""
    return Fault(accepts=True, delay=seconds)


def held(released: Event, fault: Fault | None = None) -> Fault:
    """The message is accepted at once, or fails as said, and the answer waits until it is released."""
    return replace(fault or Fault(accepts=True), released=released)


def hang_up(*, accepts: bool = True) -> Fault:
    """The connection closes without an answer, by default after the message was accepted."""
    return Fault(accepts=accepts, hangs_up=True)


GARBAGE = (
    b"<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
    b"",
    b'{"ok": true, "result": {"id": 70000',
    b'["ok"]',
    b"\xff\xfe\x00",
)
"""What stands between us and Telegram may answer: a page, nothing, a part of an answer, another one, no text."""


def garbage(body: bytes, status: int = 200) -> Fault:
    return Fault(status, body=body)
