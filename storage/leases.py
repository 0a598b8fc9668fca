"""Leases: one holder per role, and what tells that a holder is gone."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from domain.errors import LeaseHeld
from storage.tables import LeaseRow
from storage.writing import upsert

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

_STATE, _START = 0, 19
"""Places of a process's state and start time in /proc/PID/stat, counted after its name (proc(5), fields 3 and 22)."""

_DEAD_STATES = ("Z", "X", "x")


class SqlLeaseRepository:
    """The leases of one transaction; see ``domain.ports.LeaseRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acquire(self, role: str, holder: str, now: datetime, ttl: timedelta) -> None:
        """Take or renew the role. A lease whose time is over, or whose holder is dead on this host, is taken over.

        Writing transactions run one at a time, so nobody comes between the look and the taking.

        Args:
            role: what is held.
            holder: ``host:pid:start`` of this process.
            now: the time (UTC).
            ttl: how long the lease holds unless renewed.

        Raises:
            LeaseHeld: another living process holds the role.
        """
        chosen = select(LeaseRow.holder, LeaseRow.acquired_at, LeaseRow.expires_at).where(LeaseRow.role == role)
        lease = self._connection.execute(chosen).first()
        if lease is not None and lease.holder != holder and lease.expires_at > now and not is_dead(lease.holder):
            raise LeaseHeld(
                f"the role {role!r} is held by another process ({lease.holder}) since "
                f"{lease.acquired_at:%Y-%m-%d %H:%M} UTC; stop it first"
            )
        ours = lease is not None and lease.holder == holder
        acquired_at = lease.acquired_at if lease is not None and ours else now
        row = {"role": role, "holder": holder, "acquired_at": acquired_at, "expires_at": now + ttl}
        upsert(self._connection, LeaseRow, [row])

    def release(self, role: str, holder: str) -> None:
        """Give the role back; nothing happens if it is not ours."""
        self._connection.execute(delete(LeaseRow).where(LeaseRow.role == role, LeaseRow.holder == holder))

    def holders(self, now: datetime) -> dict[str, str]:
        """Return who holds which role, leaving out whose time is over or who is dead on this host."""
        standing = select(LeaseRow.role, LeaseRow.holder).where(LeaseRow.expires_at > now).order_by(LeaseRow.role)
        return {row.role: row.holder for row in self._connection.execute(standing) if not is_dead(row.holder)}


def is_dead(holder: str) -> bool:
    """Tell whether a holder surely runs no more; one on another host, or that cannot be asked about, may well.

    Args:
        holder: ``host:pid:start``; start in clock ticks since boot, 0 where the system does not tell.
    """
    host, pid, start = holder.rsplit(":", 2)
    if host != socket.gethostname() or os.name != "posix":
        return False
    try:
        with suppress(PermissionError):
            os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    return _is_another(int(pid), start)


def _is_another(pid: int, start: str) -> bool:
    """Tell whether the process that now has this number has ended or was started at another time."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return False
    return fields[_STATE] in _DEAD_STATES or (start != "0" and fields[_START] != start)
