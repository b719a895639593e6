"""Opening a database: safe settings, one writer, and one clear line for whatever is wrong with the file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rubrx.errors import StoreBusy, StoreFault
from rubrx.store import create_run, find_run, list_runs, open_store

HOLD = """
import sys
from rubrx.store import open_store
with open_store(sys.argv[1], write=True):
    print("holding", flush=True)
    sys.stdin.read()
"""


def made(path: Path) -> Path:
    with open_store(path, write=True) as store:
        create_run(store, name="one", source="-", settings={}, versions={})
    return path


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds tmp_path/x.db open for writing."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "x.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "holding\n"
        yield process
        process.kill()


def test_rows_that_are_half_read_when_the_store_closes_end_quietly(tmp_path: Path) -> None:
    """An error on the way out must not be joined by another one, of a database that is closed by then."""
    with open_store(made(tmp_path / "x.db")) as store:
        rows = store.rows("SELECT 1 UNION ALL SELECT 2")
        assert next(rows) == (1,)
    rows.close()


def test_the_writer_is_set_up_for_power_loss(tmp_path: Path) -> None:
    """WAL, synchronous=FULL, foreign keys, an untrusted schema: read back, not only asked for."""
    with open_store(tmp_path / "x.db", write=True) as store:
        pragmas = {
            name: store.row(f"PRAGMA {name}")
            for name in (
                "journal_mode", "synchronous", "foreign_keys",
                "trusted_schema", "cell_size_check", "busy_timeout",
            )
        }  # fmt: skip
    assert pragmas == {
        "journal_mode": ("wal",),
        "synchronous": (2,),
        "foreign_keys": (1,),
        "trusted_schema": (0,),
        "cell_size_check": (1,),
        "busy_timeout": (30_000,),
    }


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """StoreBusy, exit 75, with the holder's process id; readers are not kept out."""
    with pytest.raises(StoreBusy, match=f"process {holder.pid} on ") as refusal:
        open_store(tmp_path / "x.db", write=True)
    assert refusal.value.exit_code == 75
    with open_store(tmp_path / "x.db") as store:
        assert list_runs(store) == []


def test_a_dead_writer_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """After kill -9 the next writer gets in at once."""
    holder.kill()
    holder.wait()
    assert (tmp_path / "x.db.lock").exists()
    made(tmp_path / "x.db")
    assert not (tmp_path / "x.db.lock").exists()


def test_one_process_cannot_write_twice(tmp_path: Path) -> None:
    """A second open in the same process is refused too, and does not break the first one's lock."""
    with open_store(tmp_path / "x.db", write=True):
        with pytest.raises(StoreBusy, match="this process"):
            open_store(tmp_path / "x.db", write=True)
        code = f"from rubrx.store import open_store; open_store({str(tmp_path / 'x.db')!r}, write=True)"
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "StoreBusy" in other.stderr
    made(tmp_path / "x.db")


def test_a_run_left_running_by_a_dead_writer_is_set_right(tmp_path: Path) -> None:
    """Who gets the lock knows that nobody else is writing."""
    made(tmp_path / "x.db")
    with open_store(tmp_path / "x.db", write=True) as store:
        assert find_run(store, "one").status == "interrupted"


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """A store opened to read refuses a write as a StoreFault."""
    made(tmp_path / "x.db")
    with open_store(tmp_path / "x.db") as store, pytest.raises(StoreFault, match="read-only"):
        create_run(store, name="two", source="-", settings={}, versions={})


def test_no_database_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    """A reader never makes a file."""
    with pytest.raises(StoreFault, match="rubrx grade"):
        open_store(tmp_path / "x.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("kind", ["text", "short", "folder", "foreign", "newer", "torn", "page", "fifo"])
def test_what_is_not_our_database_is_left_alone(tmp_path: Path, kind: str, write: bool) -> None:
    """Exit 4 and one line; not a byte of the file changes."""
    path = tmp_path / "x.db"
    if kind == "text":
        path.write_text("These are my notes on metformin.\n" * 200)
    elif kind == "short":
        path.write_bytes(b"SQLite for")
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "foreign":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE invoices (id)")
    else:
        made(path)
        if kind == "newer":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA user_version = 999")
        else:
            content = bytearray(path.read_bytes())
            if kind == "torn":
                del content[len(content) // 2 :]
            else:
                content[4096:] = b"\xff" * (len(content) - 4096)
            path.write_bytes(content)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreFault) as fault, open_store(path, write=write) as store:
        list(store.rows("SELECT * FROM responses JOIN verdicts JOIN rubrics JOIN runs"))
    assert "\n" not in str(fault.value)
    assert str(path) in str(fault.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    """Killed between creating the file and the schema: the next writer starts afresh."""
    (tmp_path / "x.db").touch()
    with pytest.raises(StoreFault, match="holds no runs"):
        open_store(tmp_path / "x.db")
    made(tmp_path / "x.db")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="drops root's rights to be refused")
@pytest.mark.parametrize("command", ["read", "write"])
def test_a_read_only_folder_can_be_read_and_not_written(command: str) -> None:
    """A report from a read-only folder works; a writer says in one line which folder refuses it."""
    folder = Path(tempfile.mkdtemp())  # tmp_path's parents let nobody but us in
    try:
        made(folder / "x.db")
        folder.chmod(0o555)
        code = (
            "import os, sys\nfrom rubrx.store import open_store, list_runs\n"
            "from rubrx.errors import StoreFault\n"
            "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
            "try:\n    with open_store(sys.argv[1], write=sys.argv[2] == 'write') as store:\n"
            "        print(list_runs(store)[0].name)\n"
            "except StoreFault as fault: print('refused:', fault)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder / "x.db"), command],
            capture_output=True, text=True, check=False, cwd="/",
        )  # fmt: skip
        if command == "read":
            assert done.stdout == "one\n", done.stderr
        else:
            assert done.stdout.startswith("refused:"), done.stderr
            assert "Permission denied" in done.stdout
    finally:
        shutil.rmtree(folder)


def test_the_store_comes_without_sqlite_utils_unless_it_migrates(tmp_path: Path) -> None:
    """Reading a database that is up to date loads neither sqlite-utils nor numpy: `show` stays quick."""
    made(tmp_path / "x.db")
    code = (
        "import sys\nfrom rubrx.store import open_store\n"
        f"for write in (False, True):\n    open_store({str(tmp_path / 'x.db')!r}, write=write).close()\n"
        "print([m for m in ('sqlite_utils', 'numpy', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_rows_left_unread_do_not_mind_a_closed_store(tmp_path: Path) -> None:
    """As when a signal ends a command in the middle of a query: nothing is raised over it."""
    made(tmp_path / "x.db")
    with open_store(tmp_path / "x.db") as store:
        rows = store.rows("SELECT 1 UNION ALL SELECT 2")
        assert next(rows) == (1,)
    rows.close()


def test_a_first_run_imports_no_library_that_sqlite_utils_could_use(tmp_path: Path) -> None:
    """A database is made without numpy, and sqlite-utils is whole for whoever imports it afterwards."""
    code = (
        "import sys\nfrom rubrx.store import open_store\n"
        f"open_store({str(tmp_path / 'x.db')!r}, write=True).close()\n"
        "print([m for m in ('numpy', 'pandas', 'sqlite_utils.db') if m in sys.modules])\n"
        "import numpy\nfrom sqlite_utils import db\n"
        "print(db.np is numpy, numpy.int8 in db.COLUMN_TYPE_MAPPING)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\nTrue True\n"
