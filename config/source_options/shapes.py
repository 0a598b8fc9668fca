"""What an option may hold, whatever its kind: patterns of addresses, CSS selectors, paths in JSON, address templates.

Annotations are evaluated where they are used, because pydantic builds its checks from them.
"""

import re
from typing import Annotated

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, Field, StrictStr
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

LONGEST = 500
"""Characters of a pattern or selector; a longer one describes a page, not a shape."""

_DATE_GROUPS = {"year", "month", "day"}


def _pattern(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression ({error})") from error
    if compiled.search(""):
        raise ValueError(f"{value!r} fits everything")
    return value


def _dated_pattern(value: str) -> str:
    missing = sorted(_DATE_GROUPS - set(re.compile(_pattern(value)).groupindex))
    if missing:
        raise ValueError(f"lacks the named groups {', '.join(missing)}, e.g. (?P<year>\\d{{4}})")
    return value


def _numbered_pattern(value: str) -> str:
    if "id" not in re.compile(_pattern(value)).groupindex:
        raise ValueError("lacks the named group id, e.g. (?P<id>\\d+)")
    return value


def _selector(value: str) -> str:
    """Check a selector with the library that will read pages with it."""
    try:
        LexborHTMLParser("<p>").css(value)
    except SelectolaxError as error:
        raise ValueError(f"{value!r} is not a CSS selector") from error
    return value


def _json_path(value: str) -> str:
    """Check a path with the library that will read answers with it."""
    try:
        jmespath.compile(value)
    except JMESPathError as error:
        raise ValueError(f"{value!r} is not a JMESPath") from error
    return value


def _paged(value: str) -> str:
    if value.count("{page}") != 1:
        raise ValueError("has to hold {page} once, where the number of the page stands")
    return value


def _numbered(value: str) -> str:
    if value.count("{id}") != 1 or not value.startswith(("http://", "https://")):
        raise ValueError("has to be an http or https address that holds {id} once")
    return value


Pattern = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_pattern)]
DatedPattern = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_dated_pattern)]
NumberedPattern = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_numbered_pattern)]
Selector = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_selector)]
JsonPath = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST), AfterValidator(_json_path)]
PageTemplate = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_paged)]
NumberTemplate = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_numbered)]
