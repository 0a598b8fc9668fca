"""What the Telegram handlers work with; handed to each of them, so that none keeps anything of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from domain.subscriber import Access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.ext import Application, CallbackContext, ExtBot

    from domain.commitment import Declaration, Texts
    from domain.facets import Facets, Preset
    from domain.ports import Clock, OpenUnitOfWork

Context: TypeAlias = "CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]"
TelegramApp: TypeAlias = "Application[ExtBot[None], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]"


@dataclass(frozen=True, slots=True)
class TelegramParts:
    """The parts that handlers use.

    Attributes:
        places: names by key of the place gazetteer.
        presets: facets ready-made for sorts of readers.
        access: who may subscribe. admins: Telegram user ids of ``CAJAD_ADMINS``.
    """

    open_unit_of_work: OpenUnitOfWork
    declaration: Declaration
    places: Mapping[str, Texts]
    clock: Clock
    presets: Mapping[Preset, Facets]
    access: Access = Access.OPEN
    admins: frozenset[int] = frozenset()
