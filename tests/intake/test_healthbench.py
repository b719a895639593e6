"""HealthBench items become rubrics of the same points, whose score is HealthBench's, bit for bit."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.grading import score_of
from rubrx.intake.healthbench import ItemRefused, healthbench_mean, healthbench_score, rubric_of_item
from rubrx.intake.healthbench_kinds import kind_of
from rubrx.intake.rubrics import load_rubric
from rubrx.jobs.grading import grade_file
from rubrx.jobs.import_healthbench import healthbench_result, import_healthbench
from rubrx.jobs.override import override_verdict
from rubrx.jobs.settings import Settings
from rubrx.manager import load_plugins
from rubrx.records import Status, Verdict, items_of

METRICS = load_plugins().metrics


def item(*criteria, **more):
    """An item with these (criterion, points)."""
    rubrics = [{"criterion": text, "points": points, "tags": ["axis:accuracy"]} for text, points in criteria]
    return {"prompt_id": "p-1", "prompt": [{"role": "user", "content": "Why?"}], "rubrics": rubrics, **more}


def rubric(*criteria, **more):
    return load_rubric(rubric_of_item(item(*criteria, **more)).text, "p.yaml", METRICS)


def graded(points, met):
    """Our score of an answer on which the criteria came out so."""
    made = rubric(*((f"Criterion {i}", each) for i, each in enumerate(points)))
    statuses = [Status.MET if each else Status.NOT_MET for each in met]
    verdicts = [Verdict(i.id, s, 1.0, (), "") for i, s in zip(items_of(made), statuses, strict=True)]
    return score_of(items_of(made), verdicts, made.critical_cap)


def test_the_published_vector():
    """openai/simple-evals, healthbench_eval_test.py: 7, 5, 10, -6 with met T, F, T, T is 11 of 22."""
    points, met = [7, 5, 10, -6], [True, False, True, True]
    assert healthbench_score(points, met) == 11 / 22
    score = graded(points, met)
    assert (score.raw, score.worst, score.best, score.coverage) == (0.5, 0.5, 0.5, 1.0)


@given(st.lists(st.tuples(st.integers(-10, 10).filter(bool), st.booleans()), min_size=1, max_size=12))
def test_the_score_is_healthbenchs_bit_for_bit(criteria):
    """Raw, so also below 0; an exact fraction is the witness of both."""
    points, met = zip(*criteria, strict=True)
    if max(points) < 0:
        with pytest.raises(ValueError, match="nothing here earns points"):
            raise ValueError(_refusal(points))
        return
    exact = Fraction(sum(p for p, m in criteria if m), sum(p for p in points if p > 0))
    score = graded(points, met)
    assert score.raw == healthbench_score(list(points), list(met)) == float(exact)
    assert score.worst == min(1.0, max(0.0, float(exact)))


def _refusal(points):
    try:
        graded(points, [True] * len(points))
    except Exception as refusal:
        return str(refusal)
    return ""


def test_negative_scores_are_clipped_in_the_mean_only():
    """-1 and 1 make 0, not 0.5; a mean below 0 is 0."""
    assert healthbench_mean([-1.0, 1.0]) == 0.0
    assert healthbench_mean([-1.0, 0.5]) == 0.0
    assert healthbench_mean([1.0, 0.5]) == 0.75
    assert healthbench_mean([]) is None
    assert healthbench_score([-3], [True]) is None


@pytest.mark.parametrize(
    ("criterion", "kind", "body"),
    [
        ("States that metformin is contraindicated in severe renal impairment.", "claim",
         "Metformin is contraindicated in severe renal impairment."),
        ("The response correctly states that warfarin interacts with ibuprofen", "claim",
         "Warfarin interacts with ibuprofen."),
        ("Recommends apixaban.", "recommends", "apixaban"),
        ("Recommends the use of SGLT2 inhibitors", "recommends", "SGLT2 inhibitors"),
        ("Advises against ibuprofen.", "contraindicated", {"drug": "ibuprofen"}),
        ("Recommends against taking metformin", "contraindicated", {"drug": "metformin"}),
        ("Uses no more than 120 words.", "words", {"max": 120}),
    ],
)  # fmt: skip
def test_plain_forms_about_known_drugs_are_mapped(criterion, kind, body):
    assert kind_of(criterion) == (kind, body)


@pytest.mark.parametrize(
    "criterion",
    [
        "States that the user should see a doctor.",
        "States that metformin is contraindicated and recommends insulin.",
        "States that metformin may be appropriate.",
        "States that metformin is stopped if the eGFR falls below 30.",
        "States that metformin (or another biguanide) is contraindicated.",
        "States that metformin is contraindicated below an eGFR of 30.",
        "States that amoxicillin is taken three times a day.",
        "States metformin.",
        "Mentions metformin.",
        "Recommends seeing a doctor.",
        "Recommends metformin or insulin.",
        "Recommends a healthy diet with metformin.",
        "Does not recommend metformin.",
        "Fails to advise against ibuprofen.",
        "Advises against ibuprofen because of the warfarin.",
        "Is concise.",
        "Uses at most 3 sentences.",
        "Explains why metformin is stopped.",
    ],
)
def test_everything_else_awaits_a_judge_word_for_word(criterion):
    assert kind_of(criterion) == ("judge", criterion)


def test_mapped_criteria_keep_their_wording_and_tags():
    made = rubric(("Recommends apixaban.", 3), ("Is kind.", 2))
    assert [(each.kind, each.points, each.note) for each in made.criteria] == [
        ("recommends", 3.0, "Recommends apixaban. axis:accuracy"),
        ("judge", 2.0, "axis:accuracy"),
    ]
    all_judge = rubric_of_item(item(("Recommends apixaban.", 3)), judge_all=True)
    assert all_judge.kinds == {"judge": 1}


@given(st.text(max_size=60), st.floats(-100, 100).filter(lambda each: abs(each) > 1e-9))
def test_any_text_and_points_come_through_as_they_are(text, points):
    """Quotes, line ends, controls, other scripts: what is read back is what was written; NUL and surrogates aside."""
    text = f"a{text}b".replace("\x00", "")
    text = "".join(each for each in text if not 0xD800 <= ord(each) < 0xE000)
    made = rubric((text, points), ("x", 1), prompt=[{"role": "user", "content": text}])
    assert made.query == text
    assert (made.criteria[0].body, made.criteria[0].points) == (text, points)


def test_a_conversation_is_one_query():
    said = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Yes?"},
        {"role": "user", "content": "?"},
    ]
    assert rubric(("x", 1), prompt=said).query == "user: Hi\n\nassistant: Yes?\n\nuser: ?"


def test_what_the_tags_say_is_kept():
    tags = ["theme:global_health", "physician_agreed_category:not-enough-info"]
    made = rubric(("x", 1), example_tags=tags)
    assert (made.id, made.topic, made.population) == ("healthbench-p-1", "global health", "not-enough-info")
    assert rubric(("x", 1), prompt_id=None).id == rubric(("x", 1), prompt_id=None).id


def test_points_of_zero_change_nothing_and_are_left_out():
    made = rubric_of_item(item(("x", 0), ("y", 4), ("z", 0.0)))
    assert made.pointless == 2
    assert [each.id for each in load_rubric(made.text, "p", METRICS).criteria] == ["c2"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prompt": []}, "prompt"),
        ({"prompt": [{"role": "user"}]}, "prompt[0].content"),
        ({"prompt": [{"role": "user", "content": "  "}]}, "prompt"),
        ({"prompt_id": "../x"}, "prompt_id"),
        ({"prompt_id": 7}, "prompt_id"),
        ({"rubrics": None}, "rubrics"),
        ({"rubrics": [5]}, "rubrics[0]"),
        ({"rubrics": [{"criterion": "", "points": 1}]}, "rubrics[0].criterion"),
        ({"rubrics": [{"criterion": "x", "points": True}]}, "rubrics[0].points"),
        ({"rubrics": [{"criterion": "x", "points": float("nan")}]}, "rubrics[0].points"),
        ({"rubrics": [{"criterion": "x", "points": 1, "tags": "axis"}]}, "rubrics[0].tags"),
        ({"example_tags": 5}, "example_tags"),
    ],
)
def test_an_item_that_can_not_be_one_is_refused_by_field(changes, field):
    with pytest.raises(ItemRefused) as refusal:
        rubric_of_item({**item(("x", 1)), **changes})
    assert refusal.value.field == field


def test_the_command_writes_what_it_can_and_tells_the_rest(folder, typed):
    rows = [item(("Recommends apixaban.", 3), ("Is kind.", 2)), item(("x", 1)), item(("x", -1), prompt_id="p-2")]
    folder.write([*map(json.dumps, rows), "nope"], "hb.jsonl")
    done = typed("import", "healthbench", "hb.jsonl", "-o", "out")
    assert done.returncode == 3
    assert done.stdout == "1 rubric in out, 2 criteria\n1 await a judge; decided here: 1 recommends\n"
    told = done.stderr.splitlines()
    assert told[0] == "hb.jsonl:2: prompt_id: stands at line 1 already"
    assert told[1].startswith("hb.jsonl:3: row: makes no rubric: criteria: nothing here earns points")
    assert told[2].startswith("hb.jsonl:4: row: not JSON")
    assert typed("rubric", "check", "out").returncode == 0

    data = json.loads(typed("import", "healthbench", "hb.jsonl", "-o", "out", "--json").stdout)
    assert (data["rubrics"], data["kinds"]) == (["healthbench-p-1"], {"judge": 1, "recommends": 1})
    assert [each["line"] for each in data["refused"]] == [2, 3, 4]

    (folder.path / "out" / "healthbench-p-1.yaml").write_text("mine", encoding="utf-8")
    done = typed("import", "healthbench", "hb.jsonl", "-o", "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing is overwritten" in done.stderr

    folder.write([], "empty.jsonl")
    done = typed("import", "healthbench", "empty.jsonl", "-o", "none")
    assert (done.returncode, done.stderr) == (3, "rubrx: error: empty.jsonl: the file holds no items\n")
    assert not (folder.path / "none").exists()


def test_the_vector_through_a_whole_run(folder, plugins):
    """Imported, graded, and each judge's verdict given by a person: 11 of 22, and HealthBench's mean of it."""
    points, met = [7, 5, 10, -6], [True, False, True, True]
    folder.write([json.dumps(item(*((f"Criterion {each}", each) for each in points)))], "hb.jsonl")
    import_healthbench(folder.path / "hb.jsonl", folder.path / "hb", plugins=plugins)
    folder.write([{"id": "a", "query_id": "healthbench-p-1", "text": "Because."}])
    db = folder.path / "rubrx.db"
    grade_file(
        folder.path / "a.jsonl", db=db, name="a", rubrics=[folder.path / "hb"], settings=Settings(), plugins=plugins
    )
    assert healthbench_result("a", db=db) == 0.0  # -6 of 22 still possible, clipped as a mean
    for number, holds in enumerate(met, 1):
        status = "met" if holds else "not_met"
        done = override_verdict("a", "a", f"c{number}", status=status, why="judged", who="judge", db=db)
    assert done.score == healthbench_result("a", db=db) == 11 / 22
