"""Options of pages whose numbers count up.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.source_options.shapes import NumberedPattern, NumberTemplate, Selector


class RisingIdOptions(BaseModel):
    """Where the numbered pages stand and what an article of them looks like; ``docs/how-to/add-a-rising-id.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: NumberTemplate
    newest: NumberedPattern | None = None
    start: Annotated[int, Field(strict=True, ge=1)] | None = None
    misses: Annotated[int, Field(strict=True, ge=1, le=8)] | None = None
    title: Selector | None = None
    date: Selector | None = None
    summary: Selector | None = None

    @model_validator(mode="after")
    def _begins_somewhere(self) -> "RisingIdOptions":
        if self.newest is None and self.start is None:
            raise ValueError("needs newest (a pattern of links on the page at url) or start (a number)")
        return self
