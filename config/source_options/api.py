"""Options of interfaces that answer with JSON.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictStr, model_validator

from config.source_options.shapes import JsonPath, NumberTemplate

MOST_HEADERS = 10

Name = Annotated[StrictStr, Field(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}$")]
Value = Annotated[StrictStr, Field(pattern=r"^[\x20-\x7e]{0,500}$")]
Place = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_\[\]-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,5}$")]


class ApiOptions(BaseModel):
    """How to ask an interface and to read its answers; meanings as in ``docs/how-to/add-an-api.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: JsonPath = "@"
    title: JsonPath
    link: JsonPath | None = None
    page: NumberTemplate | None = None
    id: JsonPath | None = None
    date: JsonPath | None = None
    date_form: Literal["text", "seconds", "milliseconds"] = "text"
    summary: JsonPath | None = None
    outlet: JsonPath | None = None
    language: JsonPath | None = None
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, JsonValue] | None = None
    headers: Annotated[dict[Name, Value], Field(max_length=MOST_HEADERS)] = Field(default_factory=dict)
    counter: Place | None = None
    more_from: Annotated[int, Field(strict=True, ge=0, le=1_000)] | None = None
    more_step: Annotated[int, Field(strict=True, ge=1, le=1_000)] | None = None

    @model_validator(mode="after")
    def _leads_to_pages(self) -> "ApiOptions":
        if (self.link is None) == (self.page is None):
            raise ValueError("needs either link (a path) or page (an address with {id})")
        if self.page is not None and self.id is None:
            raise ValueError("needs id, the path to what stands for {id} in page")
        return self

    @model_validator(mode="after")
    def _asks_one_way(self) -> "ApiOptions":
        if self.body is not None and self.method != "POST":
            raise ValueError("has a body, which only a POST sends")
        if self.counter is None and not (self.more_from is None and self.more_step is None):
            raise ValueError("says how pages are counted and not where: counter is missing")
        return self
