"""The command ``cajad``: each command is a few lines over the application.

Results go to standard output, progress and logs to standard error. Exit status: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys

import typer

from bot.commands import (
    backfill,
    calendar,
    catalogue,
    channels,
    database,
    grouping,
    ledger,
    mailing,
    matching,
    polling,
    rematch,
    report,
    review,
    roles,
    serving,
    setup,
    sources,
    status,
)
from bot.commands.streams import err
from config.logs import Mask, configure_logs, log_crashes
from config.settings import Settings
from domain.errors import ConfigError, TrackerError

app = typer.Typer(
    name="cajad",
    help="Follows up on the Tokyo Declaration of the Central Asia plus Japan Dialogue in the news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS = (
    setup.setup,
    polling.run,
    polling.poll,
    polling.deliver,
    roles.roles,
    channels.invite,
    matching.match,
    grouping.group,
    matching.evaluate,
    matching.explain,
    rematch.rematch,
    backfill.backfill,
    status.status,
    ledger.ledger,
    calendar.calendar,
    serving.serve,
    polling.demo,
)
GROUPS = {
    "sources": sources.sources,
    "commitments": catalogue.commitments,
    "report": report.reports,
    "review": review.review,
    "email": mailing.email,
    "channel": channels.channel,
    "db": database.database,
    "config": database.configuration,
}

for command in COMMANDS:
    app.command()(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


def main() -> None:
    """Run the command line; every expected trouble becomes one clear line each on standard error.

    Commands that say more than a warning set up the log anew; of the others nothing is written unmasked either.
    """
    secrets = _secrets()
    configure_logs("WARNING", secrets)
    log_crashes()
    try:
        # Called by itself, Typer would put its own report of crashes in the place of ours.
        typer.main.get_command(app)(prog_name="cajad")
    except ConfigError as error:
        for problem in error.problems:
            err.print(Mask(secrets)(problem), style="red", markup=False)
        sys.exit(1)
    except TrackerError as error:
        err.print(Mask(secrets)(str(error)), style="red", markup=False)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output left (for instance `| head`): nothing is wrong, but Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _secrets() -> tuple[str, ...]:
    """Return what no command may show; where the settings cannot be read nothing is known, and no secret is used."""
    try:
        return Settings.from_env().secrets()
    except ConfigError:
        return ()


if __name__ == "__main__":
    main()
