"""A folder to grade in: one plugin, two rubrics, and helpers to write responses and compare databases."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from rubrx.cli import run
from rubrx.manager import Plugins, load_plugins

# how long an example takes is the machine's business: a table that is read for the first time is no fault
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

PLUGIN = Path(__file__).parent / "jobs" / "contains.py"
#: files and folders that one Python is enough for (marker `once`): what takes long, the data-heavy tables of readings,
#: what holds figures against other people's libraries, and what reads source or prose. On every Python go the rest:
#: each module imported, the grader and the pack's own examples, files in and out, the store, plugins, commands.
ONCE = frozenset(
    """agreement benchmarks cli/test_agreement.py cli/test_annotate.py
    cli/test_bad_files.py cli/test_encodings.py cli/test_grade.py cli/test_plugin_faults.py cli/test_plugins.py
    cli/test_ppo.py cli/test_rm.py cli/test_safeguards.py cli/test_streams.py docs examples intake/test_response_fuzz.py
    intake/test_rubric_fuzz.py jobs/test_audit.py jobs/test_gate.py jobs/test_one_store.py jobs/test_ppo.py
    jobs/test_rm_round.py jobs/test_workers.py learning/test_bradley_terry.py learning/test_closed_form.py
    learning/test_kl.py learning/test_ppo.py linting packaging/test_fresh_install.py plugins/alignment/test_everyday.py
    plugins/alignment/test_hostile.py plugins/test_attacks.py reading/test_assertion.py reading/test_conditions.py
    reading/test_cues.py reading/test_dosing.py reading/test_expressions.py reading/test_misspelling.py
    reading/test_quantities.py reading/test_sigs.py reading/test_stance.py reports/test_manner.py
    reports/test_paired_verdicts.py reward_model/test_model.py safeguards/test_parting.py safeguards/test_simulation.py
    safeguards/test_support.py safeguards/test_two_sample.py statistics store/test_kill_points.py test_architecture.py
    test_errors_never_help.py training/test_frontier.py training/test_replay.py training/test_trainer.py""".split()
)

RUBRIC = """
rubric: {id}
version: 1
query: What should the patient do?
references:
  - {{source: made up, date: 2020-01-01, jurisdiction: US, says: nothing}}
criteria:
  - {{id: stop, metric: has, points: 5, critical: true, contains: stop}}
  - {{id: why, metric: has, points: 2, contains: acidosis}}
  - {{id: harm, metric: has, points: -4, contains: double}}
"""


HERE = Path(__file__).parent


def is_once(path: Path) -> bool:
    """Whether one Python is enough for a file's tests."""
    if not path.is_relative_to(HERE):
        return False
    within = path.relative_to(HERE)
    return any(each.as_posix() in ONCE for each in (within, *within.parents))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that one Python is enough for."""
    for item in items:
        if is_once(item.path):
            item.add_marker(pytest.mark.once)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't import files of which no test is wanted: the marker goes by file."""
    wanted = {"once": True, "not once": False}.get(config.option.markexpr)
    if wanted is None or collection_path.suffix != ".py" or is_once(collection_path) is wanted:
        return None
    return collection_path.name.startswith("test_") or None


@dataclass(frozen=True)
class Folder:
    """Where a test grades."""

    path: Path

    def write(self, rows: Iterable[object], name: str = "a.jsonl") -> Path:
        """A response file: mappings as JSON, strings as they are."""
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        file = self.path / name
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file

    def rubrx(self, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
        """Run the command line with the test's plugin, in this folder."""
        return subprocess.run(
            self.command(*words),
            cwd=self.path,
            capture_output=True,
            text=True,
            check=False,
            **more,  # type: ignore[call-overload]
        )

    def command(self, *words: str) -> list[str]:
        """The words of `rubrx --plugin … WORDS`."""
        return [sys.executable, "-m", "rubrx", "--plugin", str(PLUGIN), *words]

    def dump(self, db: str = "rubrx.db", but: str = "") -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, less what differs from run to run: uid, start and end."""
        with closing(sqlite3.connect(self.path / db)) as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
            ).fetchall()
            tables = {
                name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for (name,) in names
            }
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables["runs"] = [(row[0], *row[2:3], row[5], *row[6:]) for row in tables["runs"]]
        return {name: rows for name, rows in tables.items() if name != but}


def answers(n: int, words: str = "") -> list[Mapping[str, object]]:
    """n plain answers that differ, some of them to a query that has no rubric."""
    return [
        {
            "id": f"a{i}",
            "query_id": "q2" if i % 3 == 0 else "nobody" if i % 10 == 7 else "q1",
            "text": f"Answer {i}: " + "stop " * (i % 2) + "acidosis " * (i % 5 > 1) + "double " * (i % 11 == 3) + words,
            "model": "m",
            "seed": i,
        }
        for i in range(n)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder with two rubrics in `rubrics/`."""
    (tmp_path / "rubrics").mkdir()
    for name in ("q1", "q2"):
        (tmp_path / "rubrics" / f"{name}.yaml").write_text(RUBRIC.format(id=name), encoding="utf-8")
    return Folder(tmp_path)


@pytest.fixture
def typed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`folder.rubrx` within this process: quicker, where no test depends on a process of its own."""

    def rubrx(*words: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as here:
            here.chdir(folder.path)
            capsys.readouterr()
            code = run(["--plugin", str(PLUGIN), *words])
        return subprocess.CompletedProcess(words, code, *capsys.readouterr())

    return rubrx


@dataclass(frozen=True)
class NearFolder(Folder):
    """A folder whose `rubrx` runs within this process."""

    typed: Callable[..., subprocess.CompletedProcess[str]]

    def rubrx(self, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
        """Run the command line with the test's plugin, in this folder."""
        return self.typed(*words, **more)


@pytest.fixture
def near(folder: Folder, typed: Callable[..., subprocess.CompletedProcess[str]]) -> NearFolder:
    """`folder`, with its commands run within this process."""
    return NearFolder(folder.path, typed)


@pytest.fixture(scope="session")
def once() -> Callable[[Path], bool]:
    """`is_once`, for tests that can't import from here."""
    return is_once


@pytest.fixture
def make_answers() -> Callable[..., list[Mapping[str, object]]]:
    """`answers`, for tests that can't import from here."""
    return answers


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The installed plugins and the test's own."""
    return load_plugins([str(PLUGIN)])
