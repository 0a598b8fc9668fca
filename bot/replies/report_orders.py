"""The dialogue of /report: one message with period, country and format in turn; pure."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.markup import Button, Line, RenderedMessage, bold, line
from bot.report_orders import FORMS, Order, Period, data_of
from bot.texts import marked
from domain.commitment import CENTRAL_ASIA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.texts import Texts
    from reports.material import ReportScope

_PERIODS = MappingProxyType(
    {
        Period.WEEK: marked("The last 7 days"),
        Period.MONTH: marked("The last 30 days"),
        Period.ALL: marked("Since the adoption"),
    }
)

_FORMS = MappingProxyType(
    {
        "docx": marked("Word (docx)"),
        "xlsx": marked("Excel (xlsx)"),
        "html": marked("Web page (html)"),
        "csv": marked("Table (csv)"),
    }
)


def order_screen(order: Order, texts: Texts, *, hides: bool = False, hint: bool = False) -> RenderedMessage:
    """Ask for what is not chosen yet.

    Args:
        order: without format. hides: whether the chat hides outlets, which a report names all the same.
        hint: say what may stand behind the command, as something that stood there was not understood.
    """
    lines = list(_chosen(order, texts))
    if hint:
        said = texts.say("You may add a period (week, month, all) and one country, in any order: /report week KZ")
        lines.append(line(said))
    same = texts.say("A report is the same for everybody: it also names outlets that this chat hides.")
    noted = (line(same),) if hides else ()
    if order.period is None:
        buttons = tuple(
            Button(texts.say(name), data_of(replace(order, period=each))) for each, name in _PERIODS.items()
        )
        return RenderedMessage((*lines, line(texts.say("Of which days?")), *noted), buttons)
    if order.country is None:
        return RenderedMessage((*lines, line(texts.say("Of which country?")), *noted), _countries(order, texts))
    forms = (Button(texts.say(_FORMS[each]), data_of(replace(order, form=each))) for each in FORMS)
    back = Button(texts.say("Back"), data_of(Order(order.period)))
    return RenderedMessage((*lines, line(texts.say("As which file?")), *noted), (*forms, back))


def being_made(order: Order, texts: Texts) -> RenderedMessage:
    """Say that the file is on its way."""
    return RenderedMessage((*_chosen(order, texts), line(texts.say("The report is being made and follows as a file."))))


def made(order: Order, texts: Texts) -> RenderedMessage:
    """Say that the file was sent, and offer another."""
    return RenderedMessage((*_chosen(order, texts), line(texts.say("The report is below."))), (_another(texts),))


def too_large(order: Order, texts: Texts) -> RenderedMessage:
    """Say that the file cannot be sent."""
    said = texts.say("This report is too large to be sent here. A shorter period, one country or a table is smaller.")
    return RenderedMessage((*_chosen(order, texts), line(said)), (_another(texts),))


def report_caption(scope: ReportScope, texts: Texts) -> RenderedMessage:
    """Return what stands below the file."""
    days = texts.days(scope.since, scope.until)
    country = texts.country_name(scope.country) if scope.country else texts.say("All countries")
    return RenderedMessage((line(bold(texts.say("Report"))), line(f"{days} · {country}")))


def parcel_caption(texts: Texts, since: date, until: date, *, weekly: bool) -> RenderedMessage:
    """Return what stands below a report that comes by itself; its days are inclusive."""
    title = texts.say("Weekly report") if weekly else texts.say("Monthly report")
    return RenderedMessage((line(bold(title)), line(texts.days(since, until))))


def _chosen(order: Order, texts: Texts) -> Iterator[Line]:
    said = [texts.say(_PERIODS[order.period])] if order.period else []
    if order.country is not None:
        said.append(texts.country_name(order.country) if order.country else texts.say("All countries"))
    if order.form is not None:
        said.append(texts.say(_FORMS[order.form]))
    yield line(bold(texts.say("Report")))
    if said:
        yield line(" · ".join(said))


def _countries(order: Order, texts: Texts) -> tuple[Button, ...]:
    everywhere = Button(texts.say("All countries"), data_of(replace(order, country="")))
    single = (Button(texts.country_name(each), data_of(replace(order, country=each))) for each in CENTRAL_ASIA)
    return everywhere, *single, Button(texts.say("Back"), data_of(Order()))


def _another(texts: Texts) -> Button:
    return Button(texts.say("Another report"), data_of(Order()))
