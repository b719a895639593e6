"""Run a Markdown page as a reader would: write the files it shows, type its commands, run its Python.

What counts on a page, block by block and all in one folder:

    ```console                    each line that begins with `$ ` is typed; `# exit 3` at its end is the exit
                                  code to expect, 0 otherwise. What follows is what it prints; `…` stands for
                                  any words, and alone on a line for any number of lines
    ```python title="x.py"        is written to that file (any language)
    ```python                     is run
    ```pycon                      all of a page's are one conversation, held at its end
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: commands that make or need another environment: the packaging tests, tox and .ci/run run those
NOT_HERE = (
    "git clone",
    "pip install",
    "python -m pip install",
    "python -m venv",
    ". .venv",
    "tox",
    "python -m pytest",
)
ANY = "…"

_BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_VARIES = re.compile(
    r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\+00:00)?"  # when
    r"|\b[0-9a-f]{12}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b"  # a run's id
    r"|\b\d+\.\d s, [\d,]+ rows/s"  # how fast
    r"|/\S*/(?=\w+\.(jsonl|db|csv))"  # where
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is, its text, and the line of the page it begins on."""

    language: str
    title: str
    text: str
    line: int


@dataclass
class Step:
    """One command of a console block and what the page says it prints."""

    command: str
    exit_code: int
    printed: list[str] = field(default_factory=list)


def pages() -> list[Path]:
    """Every page that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in _BLOCK.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        yield Block(found[1], found[2] or "", found[3], line)


def steps(block: Block) -> list[Step]:
    """The commands of a console block."""
    done: list[Step] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            command, _, code = line[2:].partition("  # exit ")
            done.append(Step(command.strip(), int(code or 0)))
        elif done:
            done[-1].printed.append(line)
        else:
            raise ValueError(f"line {block.line}: a console block begins with a command, after `$ `")
    return done


def run_page(page: str, folder: Path) -> Iterator[tuple[Block, Step, str]]:
    """Run a page in a folder; yields each command with what it really printed.

    AssertionError where one fails.
    """
    for block in blocks(page):
        if block.title:
            (folder / block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for step in steps(block):
                command = here(step.command)
                if command:
                    yield (
                        block,
                        step,
                        run(["bash", "-c", command], folder, step.exit_code, f"line {block.line}: {command}"),
                    )
        elif block.language == "python":
            file = folder / f"_line_{block.line}.py"
            file.write_text(block.text, encoding="utf-8")
            run([sys.executable, file.name], folder, 0, f"line {block.line}")
    conversation = "".join(block.text for block in blocks(page) if block.language == "pycon")
    if conversation:
        (folder / "_conversation.txt").write_text(conversation, encoding="utf-8")
        test = "import doctest, sys; sys.exit(doctest.testfile('_conversation.txt', False)[0] > 0)"
        run([sys.executable, "-c", test], folder, 0, "the lines after >>>")


def here(command: str) -> str:
    """The command without its parts that belong elsewhere; empty if nothing is left."""
    parts = command.split(" && ")
    return " && ".join(part for part in parts if not part.startswith(NOT_HERE))


def run(command: list[str], folder: Path, exit_code: int, what: str) -> str:
    """All that a command prints, as on a terminal 80 columns wide."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("RUBRX", "PYTHON", "COV"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == exit_code, f"{what}: exit {done.returncode}, not {exit_code}\n{done.stdout}"
    return done.stdout


def masked(line: str) -> str:
    """A line without what differs from run to run."""
    return _VARIES.sub("~", line).rstrip()


def matches(printed: list[str], really: list[str]) -> bool:
    """Whether a page's excerpt is what was printed; a line `…` is any number of lines, within one any words."""
    pattern = "".join(r"(?:.*\n)*?" if line == ANY else _pattern(line) + r"\n" for line in printed)
    return re.fullmatch(pattern, "".join(f"{masked(line)}\n" for line in really)) is not None


def _pattern(line: str) -> str:
    return re.escape(masked(line)).replace(ANY, ".*")


def refreshed(printed: list[str], really: list[str]) -> list[str]:
    """The excerpt brought up to date: each run of lines between two `…` from where it is most alike now."""
    if ANY not in printed:
        same = dict(zip(printed, really, strict=False))
        kept = {new: old for old, new in same.items() if re.fullmatch(_pattern(old), masked(new))}
        return [kept.get(line, line) for line in really]
    fresh: list[str] = []
    start = 0
    for run_of_lines in _runs(printed):
        if run_of_lines == [ANY]:
            fresh.append(ANY)
            continue
        size = len(run_of_lines)
        places = range(start, max(start, len(really) - size) + 1)
        best = max(places, key=lambda place: _likeness(run_of_lines, really[place : place + size]))
        fresh += [
            old if re.fullmatch(_pattern(old), masked(new)) else new
            for old, new in zip(run_of_lines, really[best : best + size], strict=False)
        ]
        start = best + size
    return fresh


def _runs(lines: list[str]) -> Iterator[list[str]]:
    run_of_lines: list[str] = []
    for line in lines:
        if line == ANY:
            if run_of_lines:
                yield run_of_lines
            yield [ANY]
            run_of_lines = []
        else:
            run_of_lines.append(line)
    if run_of_lines:
        yield run_of_lines


def _likeness(old: list[str], new: list[str]) -> float:
    return sum(difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in zip(old, new, strict=False))


def diff(printed: list[str], really: list[str]) -> str:
    """What stands on the page against what was printed, for people."""
    return "\n".join(difflib.unified_diff(printed, really, "the page", "really", lineterm=""))
