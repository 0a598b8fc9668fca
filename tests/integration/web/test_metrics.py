"""What operators' tools are told, on an address of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from domain.errors import StorageError
from web.metrics import create_metrics_app

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork
    from web.parts import WebParts


def asking(parts: WebParts, opens: OpenUnitOfWork | None = None) -> httpx.AsyncClient:
    app = create_metrics_app(opens or parts.open_unit_of_work, parts.clock)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://operators.example")


async def test_figures_are_read_back_by_prometheus(parts: WebParts) -> None:
    async with asking(parts) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    families = {each.name: each for each in text_string_to_metric_families(answer.text)}
    assert [sample.value for sample in families["cajad_developments"].samples] == [40]
    assert {sample.labels["verdict"]: sample.value for sample in families["cajad_polls_last_day"].samples} == {"new": 2}
    assert sum(sample.value for sample in families["cajad_sources"].samples) == 4
    assert {"cajad_outbox_messages", "cajad_alert_delay_seconds", "cajad_alerts_measured"} <= families.keys()


@pytest.mark.parametrize(("path", "said"), [("/healthz", "alive"), ("/readyz", "ready")])
async def test_the_process_says_that_it_lives_and_is_ready(parts: WebParts, path: str, said: str) -> None:
    async with asking(parts) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, f"{said}\n", "no-store")


async def test_without_a_database_it_lives_and_is_not_ready(parts: WebParts) -> None:
    def away(*, writes: bool = True) -> UnitOfWork:
        raise StorageError(f"secret of the database, {writes}")

    async with asking(parts, away) as client:
        answers = [await client.get(path) for path in ("/healthz", "/readyz", "/metrics")]
    assert [answer.status_code for answer in answers] == [200, 503, 503]
    assert not any("secret" in answer.text for answer in answers)
