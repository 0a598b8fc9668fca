"""Options of news searches.

Annotations are evaluated here (no ``from __future__``), because pydantic builds its checks from them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictStr, model_validator

MOST_QUERIES = 8
"""One poll reads at most twelve documents, and a search that pages back needs some of them."""

Query = Annotated[StrictStr, Field(min_length=2, max_length=300, pattern=r"\S")]
Tag = Annotated[StrictStr, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")]
Country = Annotated[StrictStr, Field(pattern=r"^[A-Z]{2}$")]
Edition = Annotated[StrictStr, Field(pattern=r"^[A-Z]{2}:[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class NewsSearchOptions(BaseModel):
    """What is searched for, and in which edition; meanings as in ``docs/how-to/add-a-news-search.md``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: Literal["google", "bing"]
    queries: Annotated[tuple[Query, ...], Field(min_length=1, max_length=MOST_QUERIES)]
    language: Tag
    country: Country
    edition: Edition | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=365)] | None = None

    @model_validator(mode="after")
    def _asks_what_the_engine_knows(self) -> "NewsSearchOptions":
        if self.engine == "bing" and (self.edition is not None or self.days is not None):
            raise ValueError("edition and days are words of Google News; Bing knows neither")
        if len(set(self.queries)) < len(self.queries):
            raise ValueError("has a query twice")
        return self
