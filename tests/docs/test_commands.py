"""Every command and every block of Python on a page works as it stands there, and prints what it says."""

from __future__ import annotations

import re

import pytest


def test_the_page_runs(page, blocks, tmp_path):
    """One folder a page, top to bottom, with the rubrx that is installed."""
    for block, step, really in blocks.run_page(page.read_text("utf-8"), tmp_path):
        if step.printed:
            lines = really.splitlines()
            assert blocks.matches(step.printed, lines), (
                f"{page.name}:{block.line}: $ {step.command}\n{blocks.diff(step.printed, lines)}\n"
                "if that is right: python docs/generate.py"
            )


def test_the_readme_shows_the_two_commands(blocks):
    """One line installs and runs the main job, one runs the tests; both on the first screen."""
    text = (blocks.ROOT / "README.md").read_text("utf-8")
    commands = [step.command for b in blocks.blocks(text) if b.language == "console" for step in blocks.steps(b)]
    assert commands[:2] == ["pip install . && rubrx demo", "pip install tox && tox"]
    first = next(b for b in blocks.blocks(text) if b.language == "console")
    assert first.line < 30


def test_ci_runs_the_readmes_test_command(blocks):
    script = (blocks.ROOT / ".ci" / "run").read_text("utf-8")
    assert re.search(r"^pip install .*\btox$", script, re.MULTILINE)
    assert re.search(r"^tox\b", script, re.MULTILINE)


PAGE = """\
```text title="a.txt"
one
```
```console
$ cat a.txt
one
$ cat nothing.txt  # exit 1
$ printf 'a\\nb 0.5 s, 81 rows/s\\nc\\n'
a
…
```
```python
assert open("a.txt").read() == "one\\n"
```
```pycon
>>> 1 + 1
2
```
"""


def results(blocks, page, folder):
    return [
        (step.command, blocks.matches(step.printed, really.splitlines()) if step.printed else None)
        for _, step, really in blocks.run_page(page, folder)
    ]


def test_a_page_that_is_right_passes(blocks, tmp_path):
    assert [right for _, right in results(blocks, PAGE, tmp_path)] == [True, None, True]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("cat nothing.txt  # exit 1", "cat nothing.txt"),
        ("cat nothing.txt  # exit 1", "cat a.txt  # exit 1"),
        ("rows/s\\\\nc", "rows/s\\\\nc' && exit 4 '"),
        ('== "one', '== "two'),
        ("1 + 1", "1 + 2"),
    ],
)
def test_a_page_that_fails_is_noticed(blocks, tmp_path, right, wrong):
    assert right in PAGE or right.replace("\\\\", "\\") in PAGE
    page = PAGE.replace(right, wrong).replace(right.replace("\\\\", "\\"), wrong.replace("\\\\", "\\"))
    with pytest.raises(AssertionError, match="line"):
        results(blocks, page, tmp_path)


@pytest.mark.parametrize(
    ("printed", "really", "same"),
    [
        ("a b", "a b", True),
        ("a", "a b", False),
        ("a …", "a b c", True),
        ("… c", "a b c", True),
        ("a … c", "a b c", True),
        ("a … b", "a b c", False),
        ("b …", "a b c", False),
        ("… d …", "a b c", False),
    ],
)
def test_an_excerpt_is_exact_but_for_what_it_leaves_out(blocks, printed, really, same):
    assert blocks.matches(printed.split(), really.split()) is same


def test_what_differs_from_run_to_run_is_not_compared(blocks):
    old = ["run a: 1 (0.5 s, 81 rows/s)", "b   b3866f700937 · 2026-11-23T01:41:05+00:00", "b3866f70  x"]
    new = ["run a: 1 (1.5 s, 1,881 rows/s)", "b   6adab10c47b0 · 2027-01-01T11:41:05+00:00", "6adab10c  x"]
    assert blocks.matches(old, new)
    assert not blocks.matches(["run a: 1 (0.5 s, 81 rows/s)"], ["run a: 2 (0.5 s, 81 rows/s)"])
    assert blocks.refreshed(old, new) == old


def test_refreshing_brings_an_excerpt_up_to_date(blocks):
    really = ["head", "accuracy  63 %", "specificity  86 %", "mean 5.8", "end"]
    assert blocks.refreshed(["accuracy  61 %", "specificity  80 %", "…", "end"], really) == [
        *really[1:3],
        "…",
        "end",
    ]
    assert blocks.refreshed(["head", "…", "mean 5.1"], really) == ["head", "…", "mean 5.8"]
    assert blocks.refreshed(["old"], ["new", "newer"]) == ["new", "newer"]
