"""`rubrx --help` and `--version` stay instant: guarded by modules, which do not flake as milliseconds do."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: what start-up may not import
BANNED = {
    "ahocorasick_rs", "altair", "asyncio", "jinja2", "msgspec", "multiprocessing", "numpy", "openai",
    "pandas", "pint", "pyarrow", "pydantic", "ray", "re2", "regex", "rich", "scipy", "sqlite3",
    "sqlite_utils", "starlette", "tomllib", "torch", "yaml",
}  # fmt: skip


def imported(*words: str) -> set[str]:
    """The top-level modules that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rubrx", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    names = (line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["grade", "--help"], ["show", "--help"]])
def test_start_up_imports_nothing_heavy(words: list[str]) -> None:
    """Neither the libraries nor the plugins are loaded to say what the commands are."""
    modules = imported(*words)
    assert "rubrx" in modules
    assert not modules & BANNED
    assert not {name for name in modules if name.startswith("rubrx_")}


def test_the_guard_sees_what_it_bans() -> None:
    """A command that needs them does import them: the way of looking is not blind."""
    assert {"pydantic", "rubrx_alignment"} <= imported("plugins", "list")
