from __future__ import annotations

import pytest

from domain.source import Verdict
from monitors.answers import UNTOLD_WAIT, failure_of, named, pause_asked, plain_headers


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (204, Verdict.EMPTY),
        (206, Verdict.SERVER_ERROR),
        (300, Verdict.SERVER_ERROR),
        (301, Verdict.SERVER_ERROR),
        (400, Verdict.SERVER_ERROR),
        (401, Verdict.BLOCKED),
        (403, Verdict.BLOCKED),
        (404, Verdict.GONE),
        (410, Verdict.GONE),
        (418, Verdict.SERVER_ERROR),
        (429, Verdict.BLOCKED),
        (451, Verdict.BLOCKED),
        (500, Verdict.SERVER_ERROR),
        (503, Verdict.SERVER_ERROR),
        (799, Verdict.SERVER_ERROR),
    ],
)
def test_a_status_without_document_has_a_verdict(status: int, verdict: Verdict) -> None:
    failure = failure_of(status, {}, empty=False)
    assert failure is not None
    assert failure.verdict is verdict
    assert str(status) in failure.words


@pytest.mark.parametrize(("status", "empty"), [(200, False), (200, True), (203, False), (202, False)])
def test_a_status_with_document_is_no_failure(status: int, *, empty: bool) -> None:
    assert failure_of(status, {}, empty=empty) is None


def test_accepted_without_a_document_means_bot_protection() -> None:
    failure = failure_of(202, {}, empty=True)
    assert failure is not None
    assert failure.verdict is Verdict.BLOCKED


@pytest.mark.parametrize(("status", "seconds"), [(429, 90.0), (503, 90.0), (403, None)])
def test_who_asks_us_to_wait_is_heard_where_that_has_a_meaning(status: int, seconds: float | None) -> None:
    failure = failure_of(status, {"retry-after": "90"}, empty=True)
    assert failure is not None
    assert failure.retry_after == seconds


def test_a_status_is_named_in_words_where_it_has_any() -> None:
    assert (named(403), named(799)) == ("403 (forbidden)", "799")


def test_headers_keep_every_byte_and_join_repeats() -> None:
    found = plain_headers([(b"ETag", b'"\xe9\xff"'), (b"Vary", b"a"), (b"vary", b"b")])
    assert found == {"etag": '"éÿ"', "vary": "a, b"}
    assert found["etag"].encode("latin-1") == b'"\xe9\xff"'


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "120"}, 120.0),
        (429, {}, UNTOLD_WAIT),
        (503, {"retry-after": "120"}, 120.0),
        (503, {}, 0.0),
        (200, {"retry-after": "120"}, 0.0),
    ],
)
def test_the_whole_host_is_left_alone_as_long_as_it_asks(status: int, headers: dict[str, str], seconds: float) -> None:
    assert pause_asked(status, headers) == seconds
