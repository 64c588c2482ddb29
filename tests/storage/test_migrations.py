from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from faqbot.errors import StorageError
from faqbot.storage.database import open_database, transaction
from faqbot.storage.tables import metadata
from tests.storage.conftest import NOW, OpenStore

OPEN = """
import sys
from faqbot.storage import Store
sys.stdin.readline()
Store.open(sys.argv[1], key=b"k" * 32).close()
"""


def test_the_migrations_make_the_tables_that_the_code_uses(url: str) -> None:
    engine = open_database(url)
    with transaction(engine) as connection:
        context = MigrationContext.configure(connection)

        assert context.get_current_revision() is not None
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_opening_again_changes_nothing(open_store: OpenStore) -> None:
    session = open_store().session(5, now=NOW)

    assert open_store().session(5, now=NOW) == session


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    engine = open_database(url)
    with transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StorageError, match="made by a newer faqbot"):
        open_database(url)


@pytest.mark.process
def test_replicas_that_start_at_once_do_not_disturb_each_other(url: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(4)
    ]  # fmt: skip
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [process.communicate(timeout=60)[1] for process in started] == [""] * 4
    assert [process.returncode for process in started] == [0] * 4
