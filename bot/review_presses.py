"""What the buttons of the review say when they are pressed, checked; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import compress
from types import MappingProxyType

from bot.replies.review_cards import REVIEW

_DATA = re.compile(
    rf"{REVIEW}(?P<verb>[a-z]{{2,4}})(:(?P<key>[0-9a-f]{{12}})(:(?P<seen>0|[1-9][0-9]{{0,3}}))?)?"
    r"(:(?P<choice>[a-z0-9_]{1,24}))?"
)
_PARTS = ("key", "seen", "choice")

_KEYED, _PLACED, _CHOICE = ("key",), ("key", "seen"), ("choice",)
_SAID = MappingProxyType(
    {
        "next": ((),),
        "undo": ((),),
        "fig": ((),),
        "lang": ((), _CHOICE),
        "card": (_KEYED,),
        "skip": (_KEYED,),
        "keep": (_KEYED,),
        "pass": (_KEYED,),
        "sok": (_KEYED,),
        "sno": (_KEYED,),
        "scar": (_KEYED,),
        "swhy": ((*_KEYED, *_CHOICE),),
        "ok": (_PLACED,),
        "fine": (_PLACED,),
        "dup": (_PLACED,),
        "no": (_PLACED,),
        "to": (_PLACED, (*_PLACED, *_CHOICE)),
        "at": ((*_PLACED, *_CHOICE),),
        "into": ((*_PLACED, *_CHOICE),),
        "why": ((*_PLACED, *_CHOICE),),
    }
)
"""What each verb may be followed by."""

VERBS = tuple(_SAID)
"""What a button of the review can ask for."""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button.

    Attributes:
        key: beginning of an id. seen: decisions that the development bore when the button was made.
    """

    verb: str
    key: str = ""
    seen: int = 0
    choice: str = ""


def press_of(data: str) -> Press | None:
    """Read callback data; None for whatever no button of ours can have said."""
    found = _DATA.fullmatch(data)
    if found is None:
        return None
    said = tuple(compress(_PARTS, (found[each] is not None for each in _PARTS)))
    if said not in _SAID.get(found["verb"], ()):
        return None
    return Press(found["verb"], found["key"] or "", int(found["seen"] or 0), found["choice"] or "")
