"""Names that can be no file's: one line and exit 2, by whichever option they come; circles of links too."""

from __future__ import annotations

from typing import Any

import pytest

LONG = "a" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ["grade", f"{LONG}.jsonl"],
        ["grade", "a.jsonl", "--rubric", LONG],
        ["grade", "a.jsonl", "--rubrics", LONG],
        ["rubric", "check", LONG],
        ["--plugin", LONG, "grade", "a.jsonl"],
        ["grade", "circle.jsonl"],
        ["grade", "a.jsonl", "--rubrics", "circle.jsonl"],
        ["rubric", "check", "circle.jsonl/x.yaml"],
    ],
)
def test_a_name_that_can_be_no_files_is_told_in_one_short_line(folder: Any, typed: Any, words: list[str]) -> None:
    """A usage error, no bug; the name is cut."""
    folder.write([{"query_id": "q1", "text": "stop"}])
    (folder.path / "circle.jsonl").symlink_to("circle.jsonl")
    done = typed(*words)
    assert done.returncode == 2, done.stderr
    [line] = [line for line in done.stderr.splitlines() if "error: " in line]
    assert "bug" not in line
    assert len(line) < 400
    assert not (folder.path / "rubrx.db").exists()


def test_links_in_a_circle_in_a_folder_of_rubrics_are_passed_over(folder: Any, typed: Any) -> None:
    """The rubrics beside them serve as ever."""
    (folder.path / "rubrics" / "one.yaml").symlink_to("two.yaml")
    (folder.path / "rubrics" / "two.yaml").symlink_to("one.yaml")
    (folder.path / "rubrics" / "self").symlink_to(".")
    folder.write([{"query_id": "q1", "text": "stop"}])
    assert typed("grade", "a.jsonl", "--rubrics", "rubrics", "--quiet").returncode == 0
    assert len(folder.dump()["verdicts"]) == 3
