"""The systemd user service: its unit file. Pure text; ``bot.setup`` installs it.

The hardening is what the service manager of a user can do without namespaces of its own: directives that need them
(ProtectSystem, PrivateTmp) keep a service from starting where the kernel forbids them to users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNIT_NAME = "cajad.service"

_UNIT = """\
[Unit]
Description=CA+JAD Monitor: follows up on the Tokyo Declaration in the news
StartLimitIntervalSec=600
StartLimitBurst=10

[Service]
Type=exec
WorkingDirectory={directory}
Environment={home}
ExecStart={executable} run
Restart=on-failure
RestartSec=10
RestartPreventExitStatus=2
TimeoutStopSec=10
UMask=0077
LimitCORE=0
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=default.target
"""


def unit_text(home: Path, executable: Path) -> str:
    """Return the unit file.

    Args:
        home: CAJAD_HOME, absolute; the service works there and finds its ``.env`` there.
        executable: absolute path of the ``cajad`` command.

    Raises:
        ValueError: a path is relative or holds a line break.
    """
    for path in (home, executable):
        if not path.is_absolute() or "\n" in str(path):
            raise ValueError(f"not a path that a unit file can hold: {str(path)!r}")
    return _UNIT.format(
        # A working directory takes the rest of the line as it is; quotes would belong to its name.
        directory=_no_specifiers(str(home)),
        home=_quoted(f"CAJAD_HOME={home}"),
        executable=_quoted(str(executable), is_command=True),
    )


def _no_specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str, *, is_command: bool = False) -> str:
    """Quote one word of a unit file; in commands a dollar sign would begin a variable."""
    escaped = _no_specifiers(text.replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{escaped.replace("$", "$$") if is_command else escaped}"'
