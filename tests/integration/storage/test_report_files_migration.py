"""Messages to operators from before there were files go on as they were."""

from __future__ import annotations

from domain.notice import NoticeKind, OperatorMessage, OperatorMessageId, make_notice
from domain.subscriber import ChannelName
from storage.engine import create_engine
from storage.migrate import downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON

BEFORE = "20260119_0900"
NOTICE = make_notice(NoticeKind.BROADCAST, NOON, data={"text": "We move."})
MESSAGE = OperatorMessage(
    OperatorMessageId("m1"), "1001", (NOTICE.id,), channel=ChannelName.TELEGRAM, created_at=NOON, due_at=NOON
)


def test_a_message_that_waited_before_is_text_alone(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.notices.add([NOTICE])
        work.notices.save_message(MESSAGE)
        work.commit()

    downgrade(engine, BEFORE)
    upgrade(engine)

    with opens(writes=False) as work:
        assert work.notices.find_message(MESSAGE.id) == MESSAGE
        assert work.notices.list_waiting() == []
    engine.dispose()
