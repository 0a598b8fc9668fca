"""Site: templates, figures and the languages of the page, and what every request is told; the door to Jinja2 here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.answers import HTML, answer
from web.figures import FigureKeeper, FileKeeper
from web.languages import preferred

if TYPE_CHECKING:
    from starlette.requests import Request

    from web.parts import Reader, WebParts

FOLDER = Path(__file__).parent
STYLE = FOLDER / "static" / "style.css"
PAGE_SIZE = 30
"""Developments on one page."""
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Visit:
    """One request.

    Attributes:
        reader: of the language in its address. path: the address behind the language, with a slash before it.
        base: ``/en``, before every address of the same language.
    """

    request: Request
    reader: Reader
    path: str

    @property
    def base(self) -> str:
        """What stands before every address of this language."""
        return f"/{self.reader.language}"

    @property
    def page(self) -> int:
        """The page of a long list that was asked for, from 1.

        Raises:
            HTTPException: 404, there is no such page.
        """
        asked = self.request.query_params.get("page", "1")
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= LAST_PAGE):
            raise HTTPException(404)
        return int(asked)

    def in_language(self, language: str) -> str:
        """Return the address of the same page in another language."""
        query = urlencode(list(self.request.query_params.multi_items()))
        return f"/{language}{self.path}{'?' if query else ''}{query}"

    def turned_to(self, page: int) -> str:
        """Return the address of another page of the same list."""
        others = [item for item in self.request.query_params.multi_items() if item[0] != "page"]
        query = urlencode([*others, ("page", str(page))] if page > 1 else others)
        return f"{self.base}{self.path}{'?' if query else ''}{query}"


class Site:
    """What all routes share.

    Args:
        parts: what the page works with.
    """

    def __init__(self, parts: WebParts) -> None:
        self.parts = parts
        self.keeper = FigureKeeper(parts)
        self.files = FileKeeper()
        self.style = STYLE.read_bytes()
        self.style_hash = hashlib.sha256(self.style).hexdigest()[:12]
        self._pages = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def visit(self, request: Request) -> Visit:
        """Return what was asked for.

        Raises:
            HTTPException: 404, the page does not speak the language.
        """
        language = request.path_params["language"]
        if language not in self.parts.readers:
            raise HTTPException(404)
        return Visit(request, self.parts.readers[language], request.url.path.removeprefix(f"/{language}"))

    def language_of(self, request: Request) -> str:
        """Return the language in the address, else the one that the visitor's browser prefers."""
        named = request.url.path.split("/")[1]
        if named in self.parts.readers:
            return named
        return preferred(request.headers.get("accept-language", ""), tuple(self.parts.readers))

    def page(self, visit: Visit, template: str, **values: object) -> Response:
        """Return a page made from a template."""
        return answer(visit.request, self.render(visit, template, **values).encode(), HTML)

    def error(self, request: Request, status: int) -> Response:
        """Return what a visitor is told where there is no page, in their language."""
        reader = self.parts.readers[self.language_of(request)]
        body = self.render(Visit(request, reader, "/"), "error.html", status=status)
        return Response(body, status, {"Cache-Control": "no-store"}, HTML)

    def render(self, visit: Visit, template: str, **values: object) -> str:
        """Return a template filled in; every value is escaped."""
        texts = visit.reader.texts
        shared = {
            "visit": visit,
            "base": visit.base,
            "texts": texts,
            "say": texts.say,
            "words": visit.reader.words,
            "text": visit.reader.text,
            "declaration": self.parts.declaration,
            "languages": tuple(self.parts.readers),
            "style_hash": self.style_hash,
            "now": self.parts.clock.now(),
        }
        return self._pages.get_template(template).render(**shared, **values)
