from __future__ import annotations

import gzip
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source import Verdict
from monitors.decompress import MOST_MEMBERS, BodyTooLarge, BoundedBody, collect
from monitors.failures import ExchangeFailed
from tests.servers.feeds import bomb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

ROOMY = 1_000_000
TEXT = "Транскаспийский маршрут 中央アジア ".encode() * 40


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "gzip, identity": gzip.compress,
    "deflate": zlib.compress,
    " Deflate ": raw_deflate,
}


def unpacked(encoding: str, pieces: Sequence[bytes], limit: int = ROOMY) -> bytes:
    body = BoundedBody(encoding, limit)
    for piece in pieces:
        body.feed(piece)
    return body.finish()


def cut_at(data: bytes, places: Sequence[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


@given(st.sampled_from(sorted(PACKED)), st.binary(max_size=2000), st.lists(st.integers(min_value=0), max_size=8))
def test_a_body_comes_out_as_it_went_in_wherever_it_was_parted(encoding: str, data: bytes, places: list[int]) -> None:
    assert unpacked(encoding, cut_at(PACKED[encoding](data), places)) == data


@given(st.lists(st.integers(min_value=0), max_size=8))
def test_gzip_members_in_a_row_are_one_body_and_padding_after_them_is_none(places: list[int]) -> None:
    sent = gzip.compress(TEXT) + gzip.compress(b"second") + b"\0" * 512
    assert unpacked("gzip", cut_at(sent, places)) == TEXT + b"second"


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_a_body_as_long_as_the_limit_is_taken_and_one_byte_more_is_not(encoding: str) -> None:
    pack = PACKED[encoding]
    data = TEXT * 10
    assert unpacked(encoding, [pack(data)], limit=len(data)) == data
    with pytest.raises(BodyTooLarge) as caught:
        unpacked(encoding, [pack(data)], limit=len(data) - 1)
    assert caught.value.verdict is Verdict.TOO_LARGE


def test_a_bomb_is_inflated_up_to_the_limit_and_no_further() -> None:
    body = BoundedBody("gzip", 200_000)
    with pytest.raises(BodyTooLarge):
        body.feed(bomb())
    assert len(body.held) == 200_000


def test_compressed_bytes_count_against_the_limit_even_if_they_inflate_to_nothing() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(BodyTooLarge):
        unpacked("gzip", [empty * 10], limit=len(empty) * 9)


def test_a_body_of_ever_so_many_empty_members_is_given_up() -> None:
    with pytest.raises(ExchangeFailed) as caught:
        unpacked("gzip", [gzip.compress(b"") * (MOST_MEMBERS + 1)])
    assert caught.value.verdict is Verdict.GARBLED


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_body_that_is_cut_off_is_not_taken_for_whole(encoding: str) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        unpacked(encoding, [PACKED[encoding](TEXT)[:-3]])
    assert caught.value.verdict is Verdict.UNREACHABLE


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        pytest.param("gzip", b"<rss>plain</rss>", id="plain text called gzip"),
        pytest.param("deflate", b"<rss>plain</rss>", id="plain text called deflate"),
        pytest.param("gzip", gzip.compress(TEXT)[:10] + b"\xff" * 60, id="damaged gzip"),
        pytest.param("br", b"", id="an encoding we did not offer"),
        pytest.param("gzip, gzip", b"", id="two layers"),
    ],
)
def test_what_is_not_compressed_as_declared_is_garbled(encoding: str, sent: bytes) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        unpacked(encoding, [sent])
    assert caught.value.verdict is Verdict.GARBLED


def test_an_empty_body_is_empty_under_any_encoding() -> None:
    assert [unpacked(encoding, []) for encoding in PACKED] == [b""] * len(PACKED)


async def pieces_of(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_an_announced_length_over_the_limit_is_refused_before_anything_is_read() -> None:
    pieces = pieces_of(b"x")
    with pytest.raises(BodyTooLarge):
        await collect(pieces, {"content-length": "11"}, 10, cut=False)
    assert await anext(pieces) == b"x"


@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_a_body_that_may_be_cut_is_cut_at_the_limit(encoding: str) -> None:
    sent = PACKED[encoding](b"0123456789" * 50)
    headers = {"content-length": str(len(sent)), "content-encoding": encoding}
    assert await collect(pieces_of(sent), headers, 250, cut=True) == b"0123456789" * 25
