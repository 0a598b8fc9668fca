"""A database as the product records it, with hostile reports among the others, and the page over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from storage.engine import create_engine
from storage.migrate import upgrade
from storage.unit_of_work import open_unit_of_work
from tests.integration.web.shown import fill, parts_over
from web.app import create_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from web.parts import WebParts


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebParts]:
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('page') / 'cajad.sqlite3'}")
    upgrade(engine)
    opens = open_unit_of_work(engine)
    found = parts_over(opens)
    fill(found)
    yield found
    engine.dispose()


@pytest.fixture
async def visitor(parts: WebParts) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://page.example") as client:
        yield client
