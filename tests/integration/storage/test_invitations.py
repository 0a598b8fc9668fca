"""Invitations are used once, in time, and never stored in plain."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.engine import begin
from storage.tables import InvitationRow
from tests.builders import NOON

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork

SOON = NOON + timedelta(minutes=15)


def invite(open_work: OpenUnitOfWork, code: str) -> None:
    with open_work() as work:
        work.invitations.add(code, SOON)
        work.commit()


def redeem(open_work: OpenUnitOfWork, code: str, at: datetime = NOON) -> bool:
    with open_work() as work:
        redeemed = work.invitations.redeem(code, at)
        work.commit()
    return redeemed


def test_a_code_is_used_up_by_its_first_use(open_work: OpenUnitOfWork) -> None:
    invite(open_work, "ABCDEF-234567")
    assert redeem(open_work, "ABCDEF-234567")
    assert not redeem(open_work, "ABCDEF-234567")


def test_a_used_code_is_not_renewed_by_adding_it_again(open_work: OpenUnitOfWork) -> None:
    invite(open_work, "ABCDEF-234567")
    assert redeem(open_work, "ABCDEF-234567")
    invite(open_work, "ABCDEF-234567")
    assert not redeem(open_work, "ABCDEF-234567")


def test_a_code_that_is_unknown_or_too_old_opens_nothing(open_work: OpenUnitOfWork) -> None:
    invite(open_work, "ABCDEF-234567")
    assert not redeem(open_work, "ABCDEF-234568")
    assert not redeem(open_work, "ABCDEF-234567", SOON)
    with open_work(writes=False) as work:
        assert work.invitations.is_usable("ABCDEF-234567", NOON)
        assert not work.invitations.is_usable("ABCDEF-234567", SOON)
        assert not work.invitations.is_usable("ABCDEF-234568", NOON)
    assert redeem(open_work, "ABCDEF-234567", SOON - timedelta(seconds=1))


def test_the_database_never_holds_the_code(open_work: OpenUnitOfWork, engine: Engine) -> None:
    invite(open_work, "ABCDEF-234567")
    with begin(engine, writes=False) as connection:
        row = connection.execute(select(InvitationRow)).one()
    assert "ABCDEF" not in repr(tuple(row))


def test_a_code_for_several_is_good_as_often_and_listed_until_then(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.invitations.add("ABCDEF-234567", SOON, editor=False, uses=2)
        work.commit()
    for used in range(2):
        with open_work(writes=False) as work:
            (listed,) = work.invitations.list_open(NOON)
            assert (listed.uses, listed.used, listed.editor, listed.expires_at) == (2, used, False, SOON)
            assert "ABCDEF" not in listed.id
        assert redeem(open_work, "ABCDEF-234567")
    assert not redeem(open_work, "ABCDEF-234567")
    with open_work(writes=False) as work:
        assert list(work.invitations.list_open(NOON)) == []


def test_a_revoked_code_opens_nothing_and_no_other_goes_with_it(open_work: OpenUnitOfWork) -> None:
    invite(open_work, "ABCDEF-234567")
    invite(open_work, "ABCDEF-234568")
    with open_work() as work:
        first = work.invitations.list_open(NOON)[0]
        assert work.invitations.revoke(first.id)
        assert not work.invitations.revoke(first.id)
        assert not work.invitations.revoke("%")
        work.commit()
    assert sorted((redeem(open_work, "ABCDEF-234567"), redeem(open_work, "ABCDEF-234568"))) == [False, True]
    with open_work(writes=False) as work:
        assert list(work.invitations.list_open(SOON)) == []
