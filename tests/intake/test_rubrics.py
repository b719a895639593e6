"""Rubric files become frozen rubrics, or are refused with every problem's file, line, column, field and reason."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rubrx.contracts import Metric
from rubrx.errors import PluginFault, RubricRefused
from rubrx.intake.refusals import MAX_PROBLEMS
from rubrx.intake.rubrics import RubricFormat, load_rubric, load_rubric_file
from rubrx.records import Group, Status

Problems = Callable[[str | bytes], list[RubricRefused]]


def test_every_part_of_a_rubric(valid: str, metrics: dict[str, Metric]) -> None:
    """Ids, texts, numbers and places arrive as they were written, defaults where nothing was."""
    rubric = load_rubric(valid, "r.yaml", metrics)
    assert (rubric.id, rubric.version, rubric.path, rubric.critical_cap) == ("metformin-egfr-28", "1.10", "r.yaml", 0.5)
    assert rubric.patient == {
        "age": "67 years", "sex": "F", "inr": "2.50", "pregnant": False, "conditions": ["cirrhosis", "5"],
    }  # fmt: skip
    assert [(each.source, each.date, each.url) for each in rubric.references] == [
        ("FDA", "2016-04-08", "https://example.org/a"),
        ("a book", "2016", ""),
    ]
    assert rubric.terms == {"metformin": ("metformin", "Glucophage"), "5-ASA": ("5-ASA",)}
    warns, why, dose, short, pretty, tone, late, old = rubric.criteria
    assert (warns.kind, warns.points, warns.critical, warns.line, warns.column) == ("danger", 5.0, True, 13, 5)
    assert warns.body.drug == ["metformin", "5-ASA"]  # type: ignore[attr-defined]
    assert (why.points, why.body, why.note) == (-2.5, "lactic acidosis", "bad if met")
    assert (dose.body.any_of[0].amount, dose.body.any_of[0].frequency) == ("5e3", ["BID", "2"])  # type: ignore[attr-defined]
    assert short.group == pretty.group == Group("form", 1, 2.0)
    assert (tone.metric, tone.kind, tone.body) == ("dangers", "judge", "Is it kind?")
    assert late.applies_if == {"answer": {"at_least": 1, "of": ["x", {"any": ["2.50"]}]}}
    assert old.applies_if == {"patient": "age >= 65"}
    assert rubric.examples[0].expect == {"warns": Status.MET, "form": Status.NOT_MET}
    assert (rubric.examples[1].text, rubric.examples[1].note, rubric.examples[1].line) == ("", "silence", 24)


def test_what_may_be_left_out(metrics: dict[str, Metric]) -> None:
    """A rubric is an id, a query and a criterion."""
    rubric = load_rubric("rubric: r\nquery: q\ncriteria: [{id: a, metric: facts, points: 1, states: x}]", "r", metrics)
    assert (rubric.version, rubric.critical_cap, rubric.patient, rubric.terms) == (1, 0.4, {}, {})
    assert (rubric.references, rubric.examples, rubric.source) == ((), (), "")


def test_the_digest_is_of_the_text(valid: str, metrics: dict[str, Metric]) -> None:
    """Line ends and a byte-order mark don't count; any other character does, a comment's too."""
    digest = load_rubric(valid, "a", metrics).digest
    crlf = b"\xef\xbb\xbf" + valid.replace("\n", "\r\n").encode()
    assert load_rubric(crlf, "b", metrics).digest == digest
    assert load_rubric(valid + "# more\n", "a", metrics).digest != digest
    assert re.fullmatch("[0-9a-f]{64}", digest)


def test_a_rubric_travels_to_another_process(valid: str, metrics: dict[str, Metric]) -> None:
    """It pickles, and comes back equal."""
    rubric = load_rubric(valid, "r.yaml", metrics)
    assert pickle.loads(pickle.dumps(rubric.terms)) == rubric.terms
    assert pickle.loads(pickle.dumps(rubric.patient)) == rubric.patient


class Mistake(NamedTuple):
    """What is written in the valid rubric in place of what, and the refusal that it must get (column: if given)."""

    old: str
    new: str
    line: int
    column: int | None
    field: str
    problem: str


def mistakes() -> list[Mistake]:
    """The seeded mistakes of mistakes.tsv."""
    rows = (line.split("\t") for line in Path(__file__).with_name("mistakes.tsv").read_text().splitlines()[1:])
    return [
        Mistake(old, new.replace("\\n", "\n"), int(line), int(column) if column else None, field, problem)
        for old, new, line, column, field, problem in rows
    ]


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: f"{mistake.field}: {mistake.problem}")
def test_each_mistake_is_told_with_its_place(valid: str, problems_of: Problems, mistake: Mistake) -> None:
    """One slip in a valid rubric: file, line, column and field are right, and the message says what is allowed."""
    source = valid.replace('""', "''")
    assert source.count(mistake.old) == 1
    problems = problems_of(source.replace(mistake.old, mistake.new))
    found = [each for each in problems if each.field == mistake.field and mistake.problem in each.problem]
    assert found, [str(each) for each in problems]
    assert (found[0].path, found[0].line) == ("r.yaml", mistake.line)
    assert mistake.column is None or found[0].column == mistake.column
    assert len(problems) <= 4, "one slip is not told many times"


def test_the_valid_rubric_has_no_problem(valid: str, problems_of: Problems) -> None:
    """The mistakes above are the mistakes, not the rubric they are made in."""
    assert problems_of(valid) == []
    assert problems_of(valid.replace('""', "''")) == []


def test_all_problems_are_told_in_file_order(valid: str, problems_of: Problems) -> None:
    """One run shows them all, first things first."""
    source = valid.replace("min: 3", "min: few").replace("sex: F", "sx: F").replace("points: 5,", "points: 0,")
    problems = problems_of(source)
    assert [each.field for each in problems] == ["patient.sx", "criteria.warns.points", "criteria.short.words.min"]
    assert [(each.line, each.column) for each in problems] == sorted((each.line, each.column) for each in problems)


def test_a_flood_of_problems_is_cut(problems_of: Problems) -> None:
    """Thousands of bad criteria give a readable list and a count."""
    problems = problems_of("rubric: r\nquery: q\ncriteria:\n" + "- 5\n" * 900)
    assert len(problems) == MAX_PROBLEMS
    assert problems[-1].problem.endswith("(and more problems after this one)")


@pytest.mark.parametrize("source", ["5", "text", "[]", "[{}]", "{}", "null", "true", '"a"'])
def test_a_document_that_is_no_mapping(problems_of: Problems, source: str) -> None:
    """Each is refused at its beginning."""
    assert problems_of(source)[0].line == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.5", "0.5"), ("2.50", "2.50"), ("1:30", "1:30"), ("no", "no"), ("5e3", "5e3"), ("1_000", "1_000"), ("2", "2")],
)
def test_a_dose_is_read_as_written(valid: str, metrics: dict[str, Metric], written: str, read: str) -> None:
    """Where text is wanted, what looks like a number, a time or a truth is the text that stands there."""
    rubric = load_rubric(valid.replace("amount: 5e3", f"amount: {written}"), "r", metrics)
    assert rubric.criteria[2].body.any_of[0].amount == read  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "written", ["0.5, amount: 5", "012", "1,000 mg", "*dose", "!!float 5", "[0.5, 5]", "{a: 5}", "true"]
)
def test_a_dose_that_could_change_is_refused(valid: str, problems_of: Problems, written: str) -> None:
    """Repeated keys, leading zeros, split thousands, aliases, tags: never a silent other dose."""
    problems = problems_of(valid.replace("amount: 5e3", f"amount: {written}"))
    assert problems
    assert problems[0].line == 15


def test_a_number_or_text_stays_a_number(metrics: dict[str, Metric]) -> None:
    """A kind that takes both gets the number as a plain float, the text as text."""
    head = "rubric: r\nquery: q\ncriteria: [{id: a, metric: doses, points: 1, ceiling: "
    for written, read in (("2.50", 2.5), ("2.5 g", "2.5 g")):
        body = load_rubric(head + written + "}]", "r", metrics).criteria[0].body
        assert body == read
        assert type(body) is type(read)


def test_a_file_that_cannot_be_read(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """Missing files and folders are refused like any other file."""
    for path in (tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(RubricRefused, match="can't be read"):
            load_rubric_file(path, metrics)


@pytest.mark.parametrize("kind", ["judge", "points", "note"])
def test_a_kind_may_not_hide_a_key(kind: str, metrics: dict[str, Metric]) -> None:
    """A metric that calls a kind like one of a criterion's own keys is named."""

    class Greedy(type(metrics["facts"])):  # type: ignore[misc]
        name = "greedy"
        kinds = {kind: str}

    with pytest.raises(PluginFault, match=f"greedy.*{kind}"):
        RubricFormat({**metrics, "greedy": Greedy()})
