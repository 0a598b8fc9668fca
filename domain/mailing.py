"""Mailing: who gets digests by e-mail, and that they agreed to it; rules on values, the clock an argument.

Nothing but one confirmation goes to an address until its reader sends the code back that stood in it. Until then the
subscriber is stopped like one who left, so no other rule has to know of it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from domain.telling import Mode, Timing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

CODE_VALID_FOR = timedelta(hours=48)

ASKED_AGAIN_AFTER = timedelta(days=1)
"""One confirmation goes to an address in this time, whoever asks for it."""

ASKED_MOST = 3
"""Confirmations that one chat may ask for in that time."""

_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that are taken for another: I, O, 0, 1."""
_CODE_LENGTH, _CODE_GROUP = 16, 4
"""80 bits: nobody guesses it within its time, so a plain hash protects it in storage."""

_ADDRESS = re.compile(
    r"(?=.{1,254}\Z)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
"""Dot-atom at host name, within the lengths of RFC 5321: 64 before the @, 254 in all. Quoted and non-ASCII ones are
not taken; hardly anybody has one, and no server can be relied on to pass them on."""

_REFERENCE = re.compile(r"[0-9a-f]{16}")
_TOKEN = re.compile(r"(?P<reference>[0-9a-f]{16})-(?P<proof>[0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class MailConsent:
    """That somebody asked for mail to an address, and whether its reader agreed.

    Attributes:
        subscriber_id: who gets the mail. stop_key: secret from which the link to unsubscribe is made.
        asked_at, expires_at: of the last confirmation (UTC). code_hash: of its code, which is kept as long as it is
            valid, so that who sends it twice can be told that all is well; empty afterwards.
        asker_id: chat that asked, None where an operator did. owner_id: chat that settings are taken from since the
            reader agreed, None for none.
        confirmed_at: when the reader agreed (UTC), None = not yet.
    """

    subscriber_id: SubscriberId
    stop_key: str
    asked_at: datetime
    expires_at: datetime
    code_hash: str
    asker_id: SubscriberId | None = None
    owner_id: SubscriberId | None = None
    confirmed_at: datetime | None = None

    @property
    def reference(self) -> str:
        """16 hexadecimal digits that name the subscription in buttons and links, and say nothing of the address."""
        return self.subscriber_id.partition(":")[2]

    @property
    def is_used(self) -> bool:
        """Whether the code of the last confirmation came back already."""
        return self.confirmed_at is not None and self.confirmed_at >= self.asked_at

    @property
    def stop_token(self) -> str:
        """What stands in the link to unsubscribe; the same for ever, so that links in old mails work."""
        proof = hmac.new(self.stop_key.encode(), b"unsubscribe", hashlib.sha256).hexdigest()
        return f"{self.reference}-{proof[:32]}"

    def is_stopped_by(self, token: str) -> bool:
        """Whether the token is that of this subscription; takes the same time for every wrong one."""
        return hmac.compare_digest(self.stop_token.encode(), token.encode())


def mail_address(text: str) -> str:
    """Return an address in the one form that is stored: small letters.

    Raises:
        ValueError: this is no mail address, or of a form that is not taken.
    """
    address = text.strip()
    if not _ADDRESS.fullmatch(address):
        raise ValueError("has to be a mail address like name@example.org")
    return address.lower()


def new_code() -> str:
    """Return a random code in groups, e.g. ``ABCD-EFGH-JKLM-NPQR``."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(letters[start : start + _CODE_GROUP] for start in range(0, _CODE_LENGTH, _CODE_GROUP))


def code_of(text: str) -> str | None:
    """Return the code that somebody typed, without dashes and spaces, None where it is none."""
    letters = "".join(text.upper().replace("-", "").split())
    is_code = len(letters) == _CODE_LENGTH and all(letter in _CODE_LETTERS for letter in letters)
    return letters if is_code else None


def code_hash(code: str) -> str:
    """Return what is stored of a code, however it is written."""
    return hashlib.sha256((code_of(code) or "").encode()).hexdigest()


def subscriber_of_reference(reference: str) -> SubscriberId | None:
    """Return the id of the subscription that a reference names, None where it is none."""
    return SubscriberId(f"{ChannelName.EMAIL}:{reference}") if _REFERENCE.fullmatch(reference) else None


def subscriber_of_token(token: str) -> SubscriberId | None:
    """Return the id of the subscription that a token claims to stop, None where it is no token."""
    found = _TOKEN.fullmatch(token)
    return subscriber_of_reference(found["reference"]) if found else None


def mail_timing(timing: Timing, *, weekly: bool = False) -> Timing:
    """Return when mail goes out, from when a chat wants to be told: everything in the digest, at the same hour."""
    return Timing(
        digest_at=timing.digest_at,
        weekly=weekly,
        mode=Mode.ALL_IN_DIGEST,
        hold_until_reviewed=timing.hold_until_reviewed,
    )


def asked(known: Subscriber | None, address: str, settings: Subscriber, now: datetime) -> Subscriber:
    """Return who is to get mail, once the reader of the address agrees.

    Args:
        known: at this address, None = nobody yet; one who gets mail already keeps it as it is until then.
        settings: whose language, zone and choice are taken over.
    """
    if known is not None and known.state is SubscriberState.ACTIVE:
        return known
    fresh = Subscriber(
        id=known.id if known else SubscriberId(f"{ChannelName.EMAIL}:{secrets.token_hex(8)}"),
        channel=ChannelName.EMAIL,
        address=address,
        language=settings.language,
        zone=settings.zone,
        state=SubscriberState.STOPPED,
        created_at=known.created_at if known else now,
        timing=settings.timing,
    )
    return taking_over(fresh, settings)


def taking_over(mailed: Subscriber, settings: Subscriber) -> Subscriber:
    """Return a subscriber by mail with the choice, language and zone of another; daily or weekly stays."""
    return replace(
        mailed,
        language=settings.language,
        zone=settings.zone,
        facets=settings.facets,
        timing=mail_timing(settings.timing, weekly=mailed.timing.weekly),
    )


def asked_consent(
    known: MailConsent | None, subscriber_id: SubscriberId, code: str, asker_id: SubscriberId | None, now: datetime
) -> MailConsent:
    """Return the consent that waits for a new code; one that was given before stays until the code comes back."""
    if known is None:
        known = MailConsent(subscriber_id, secrets.token_hex(16), now, now, "")
    return replace(known, asked_at=now, expires_at=now + CODE_VALID_FOR, code_hash=code_hash(code), asker_id=asker_id)


def agreed(consent: MailConsent, now: datetime) -> MailConsent:
    """Return the consent once its code came back, after which the code begins nothing more."""
    return replace(consent, owner_id=consent.asker_id, confirmed_at=now)


class MailRepository(Protocol):
    """Consents to mail, and how often confirmations were asked for."""

    def find(self, subscriber_id: SubscriberId) -> MailConsent | None:
        """Return the consent of a subscriber by mail, or None."""
        ...

    def with_code(self, code: str, now: datetime) -> MailConsent | None:
        """Return the consent of this code, waiting or used (``is_used``), None if it is unknown or expired."""
        ...

    def of_chat(self, chat_id: SubscriberId) -> Sequence[MailConsent]:
        """Return what a chat has asked for, waiting or agreed to, oldest first."""
        ...

    def list_all(self) -> Sequence[MailConsent]:
        """Return every consent, oldest first."""
        ...

    def save(self, consent: MailConsent) -> None:
        """Add the consent or replace what is stored of its subscriber."""
        ...

    def note_asked(self, address: str, asker_id: SubscriberId | None, now: datetime) -> None:
        """Count a confirmation for an address and the chat that asked; only hashes are kept, and only for a day."""
        ...

    def take_back_asked(self, address: str, at: datetime) -> None:
        """Count one no longer that was surely not sent."""
        ...

    def asked_since(self, who: str, since: datetime) -> int:
        """Return how many confirmations were counted for an address, or for a chat by its id."""
        ...
