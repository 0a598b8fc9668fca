"""Items of digests: the developments that messages tell, read for many subscribers at little more than once each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from domain.alert import MessageId
from domain.digest import DigestItem
from storage.alerts import translation_for
from storage.groups import revision_of
from storage.queries import STANDS, developments, reports
from storage.tables import DevelopmentRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Row

    from domain.development import Development, DevelopmentId
    from domain.grouping import Revision
    from domain.subscriber import Subscriber


class ItemReader:
    """Reads what digests tell in one transaction; what their readers have in common is read once.

    So nothing that changes developments may be written between two digests of the transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._developments: dict[str, Development | None] = {}
        self._revisions: dict[tuple[str, int], Revision | None] = {}
        self._translations: dict[tuple[str, str], str] = {}

    def read(self, rows: Collection[Row[Any]], subscriber: Subscriber) -> Sequence[DigestItem]:
        """Return what the messages of one subscriber tell, by development, without what no longer stands.

        Args:
            rows: of the outbox.
        """
        by_development: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.revision):
            by_development[row.development_id].append(row)
        standing = self._standing(by_development)
        told = ((standing.get(each), about) for each, about in by_development.items())
        return [self._item(development, about, subscriber) for development, about in told if development is not None]

    def count_standing(self, development_ids: Collection[str]) -> int:
        """Return how many of the developments still stand."""
        return len(self._standing(development_ids))

    def _standing(self, development_ids: Collection[str]) -> dict[str, Development]:
        """Return the developments that are neither rejected nor merged into another."""
        unread = [each for each in development_ids if each not in self._developments]
        for lot in in_lots(unread):
            self._developments |= dict.fromkeys(lot)
            stands = (DevelopmentRow.id.in_(lot), DevelopmentRow.merged_into.is_(None), STANDS)
            self._developments |= {each.id: each for each in developments(self._connection, *stands)}
        known = ((each, self._developments[each]) for each in development_ids)
        return {each: development for each, development in known if development is not None}

    def _item(self, development: Development, rows: Sequence[Row[Any]], subscriber: Subscriber) -> DigestItem:
        told = reports(self._connection, development.id) if subscriber.facets.hidden_outlets else ()
        # Where its opening is told as well there is nothing that changed for this reader.
        opens = rows[0].revision == 1
        return DigestItem(
            messages=tuple(MessageId(row.id) for row in rows),
            development=development,
            revised=None if opens else self._revision(development.id, rows[-1].revision),
            reports=tuple(told),
            translation=self._translation(development, subscriber),
            reviewed_late=any(row.lapsed_at is not None for row in rows),
        )

    def _revision(self, development_id: DevelopmentId, number: int) -> Revision | None:
        if (development_id, number) not in self._revisions:
            self._revisions[development_id, number] = revision_of(self._connection, development_id, number)
        return self._revisions[development_id, number]

    def _translation(self, development: Development, subscriber: Subscriber) -> str:
        key = development.id, subscriber.language
        if key not in self._translations:
            self._translations[key] = translation_for(self._connection, development, subscriber)
        return self._translations[key]
