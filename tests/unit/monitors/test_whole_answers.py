"""A question that names no copy of ours cannot be answered with "not modified"."""

from __future__ import annotations

import pytest

from domain.errors import ParseError
from domain.fetching import NotModified
from domain.source import SourceId
from monitors.walk import whole
from tests.builders import a_fetched


def test_a_document_is_itself() -> None:
    fetched = a_fetched("x")
    assert whole(fetched, SourceId("kz-steppe")) is fetched


def test_word_that_nothing_has_changed_is_refused() -> None:
    found: NotModified = NotModified(SourceId("kz-steppe"), 0.1)
    with pytest.raises(ParseError, match="where the whole document was asked"):
        whole(found, SourceId("kz-steppe"))
