"""Answers that came without an id."""

from __future__ import annotations

import io

from rubrx.intake.responses import read_responses
from rubrx.records import Response, response_id_of


def test_identical_answers_without_ids_are_each_graded() -> None:
    """Two samples that say the same are two responses, told apart by their order in the file."""
    line = b'{"query_id": "q", "text": "Avoid it."}\n'
    found = list(read_responses("-", stdin=io.BytesIO(line * 3)))
    base = response_id_of("q", "Avoid it.")
    assert [each.id for each in found if isinstance(each, Response)] == [base, f"{base}.2", f"{base}.3"]


def test_a_given_id_that_stands_for_a_copy_is_left_alone() -> None:
    """A row that names itself like a copy keeps its name; the copy takes the next number."""
    base = response_id_of("q", "Avoid it.")
    named = b'{"id": "%s.2", "query_id": "q", "text": "x"}\n' % base.encode()
    rows = named + b'{"query_id": "q", "text": "Avoid it."}\n' * 2
    found = list(read_responses("-", stdin=io.BytesIO(rows)))
    assert [each.id for each in found if isinstance(each, Response)] == [f"{base}.2", base, f"{base}.3"]
