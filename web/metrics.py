"""What operators' tools ask for: alive, ready, and figures for Prometheus; the only door to its client.

Figures are read from the database when they are asked for, so that they are the same whichever process answers.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import groupby
from statistics import quantiles
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import StorageError
from monitors.health import health_of
from web.headers import SecureHeaders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from domain.coverage import AlertDelay
    from domain.ports import Clock
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

POLLS_OF = timedelta(days=1)
DELAYS_OF = timedelta(days=30)
FEWEST = 2
"""Delays from which on quantiles can be told."""

PLACES = {"0.5": 9, "0.95": 18}
"""Quantiles told, and their places among the nineteen cuts into twenty parts."""


class StoredFigures(Collector):
    """Reads the figures from the database.

    Args:
        open_unit_of_work: where they are stored.
        clock: for how far they reach back.
    """

    def __init__(self, open_unit_of_work: OpenUnitOfWork, clock: Clock) -> None:
        self._open = open_unit_of_work
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every figure."""
        now = self._clock.now()
        with self._open(writes=False) as work:
            yield from _counts(work, now)
            yield from _delays(work.watch.delays(now - DELAYS_OF, now))


def create_metrics_app(open_unit_of_work: OpenUnitOfWork, clock: Clock) -> ASGIApp:
    """Return the application for operators; it is not for the public."""
    app = Starlette(
        routes=[
            Route("/healthz", _alive),
            Route("/readyz", partial(_ready, open_unit_of_work)),
            Route("/metrics", partial(_metrics, StoredFigures(open_unit_of_work, clock))),
        ],
        exception_handlers={StorageError: _unready},
    )
    return SecureHeaders(app)


def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive\n", headers={"Cache-Control": "no-store"})


def _ready(open_unit_of_work: OpenUnitOfWork, _request: Request) -> Response:
    with open_unit_of_work(writes=False) as work:
        work.pages.version()
    return PlainTextResponse("ready\n", headers={"Cache-Control": "no-store"})


def _unready(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("the database cannot be read\n", 503, {"Cache-Control": "no-store"})


def _metrics(figures: StoredFigures, _request: Request) -> Response:
    # A registry asks a collector for its figures when it is registered; at the start the database may be away.
    registry = CollectorRegistry(auto_describe=False)
    registry.register(figures)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _counts(work: UnitOfWork, now: datetime) -> Iterator[GaugeMetricFamily]:
    totals = work.pages.totals()
    for name, help_text, value in (
        ("cajad_developments", "Developments that are shown.", totals.developments),
        ("cajad_reports", "Reports of developments.", totals.reports),
        ("cajad_stories", "Stories read.", totals.stories),
    ):
        yield GaugeMetricFamily(name, help_text, value=value)
    polls = {verdict.value: count for verdict, count in work.pages.count_polls(now - POLLS_OF).items()}
    yield _labelled("cajad_polls_last_day", "Polls of the last 24 hours.", "verdict", polls)
    yield _labelled("cajad_outbox_messages", "Messages in the outbox.", "state", work.outbox.count_by_state())
    states = [health_of(each, now).state.value for each in work.watch.health_of_all()]
    yield _labelled(
        "cajad_sources",
        "Sources by how they stand.",
        "state",
        {state: states.count(state) for state in sorted(set(states))},
    )


def _labelled(name: str, help_text: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for key in sorted(values):
        family.add_metric([key], values[key])
    return family


def _delays(delays: Sequence[AlertDelay]) -> Iterator[GaugeMetricFamily]:
    told = GaugeMetricFamily(
        "cajad_alerts_measured", "Alerts of the last 30 days whose delay is known.", labels=["tier"]
    )
    seconds = GaugeMetricFamily(
        "cajad_alert_delay_seconds",
        "Time from publication to the first alert, over the last 30 days.",
        labels=["tier", "quantile"],
    )
    for tier, each in groupby(sorted(delays, key=lambda delay: delay.tier), key=lambda delay: delay.tier):
        known = [delay.delay.total_seconds() for delay in each]
        told.add_metric([tier.value], len(known))
        cuts = quantiles(known, n=20, method="inclusive") if len(known) >= FEWEST else known * 19
        for quantile, place in PLACES.items():
            seconds.add_metric([tier.value, quantile], cuts[place])
    yield told
    yield seconds
