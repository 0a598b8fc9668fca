"""How Alembic runs the migrations: on the connection it is handed, inside that connection's transaction.

Developers give a database instead: ``alembic -x url=sqlite:///draft.sqlite3 revision --autogenerate -m "what"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context
from alembic.util import CommandError

import storage.group_tables
import storage.hint_tables
import storage.mail_tables
import storage.notice_tables
import storage.past_tables
import storage.place_tables
import storage.post_tables
import storage.search_tables
import storage.status_tables
import storage.telling_tables
import storage.translation_tables  # noqa: F401 - importing them puts their tables into the metadata
from storage.engine import begin, create_engine
from storage.tables import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations that were asked for."""
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def run_on(url: str | None) -> None:
    """Run the migrations on the database of a developer's command line."""
    if url is None:
        raise CommandError("give a database: alembic -x url=sqlite:///draft.sqlite3 ...")
    with begin(create_engine(url), writes=True) as connection:
        run(connection)
        connection.commit()


given = context.config.attributes.get("connection")
if given is None:
    run_on(context.get_x_argument(as_dictionary=True).get("url"))
else:
    run(given)
