"""Lint finds what its codes say, at its place, and leaves alone what is nearly the same and right."""

from __future__ import annotations

from typing import Any

import pytest

from rubrx.contracts import Metric, met
from rubrx.intake.rubrics import load_rubric
from rubrx.linting import CODES, lint
from rubrx.manager import load_plugins

METRICS = load_plugins().metrics
HEAD = """\
rubric: r
query: Which drug for her pain?
patient: {age: 8 years, weight: 25 kg}
terms:
  aspirin: [ASA, acetylsalicylic acid, Zalprin, zalprin forte]
  appropriate care: [bed rest, cold packs]
"""
EXAMPLES = """
examples:
  - {text: Take aspirin for the pain., expect: {first: met}}
  - {text: Do not take aspirin., expect: {first: not_met}}
  - {text: "aspirin, pain, fever, dose, child, Reye, liver", expect: {first: not_met}}
"""
FIRST = "  - {id: first, metric: accuracy, points: 2, recommends: aspirin}\n"


def found(*criteria, head="", first=FIRST, examples=EXAMPLES):
    """(code, line) of each finding on a rubric with these criteria after the first."""
    text = HEAD + head + "criteria:\n" + first + "".join(f"  - {each}\n" for each in criteria) + examples
    return [(each.code, text.splitlines()[each.line - 1]) for each in lint(load_rubric(text, "r.yaml", METRICS))]


def codes(*criteria, **more):
    return [code for code, _ in found(*criteria, **more)]


def test_a_good_rubric_has_no_findings():
    assert found() == []


def criterion(name, kind, metric="accuracy", points=1):
    """A criterion as a rubric writes it."""
    return f"{{id: {name}, metric: {metric}, points: {points}, {kind}}}"


STATES = criterion("a", "states: aspirin")


def ban(more="", name="a"):
    return criterion(name, f"contraindicated: {{drug: Aspirin{more}}}", "contraindication_recall")


def free(more="", name="b"):
    return criterion(name, f"not_contraindicated: {{drug: aspirin{more}}}", "specificity")


@pytest.mark.parametrize(
    ("code", "criteria"),
    [
        ("duplicate-criterion", [STATES, criterion("b", "states: Aspirin")]),
        ("duplicate-criterion", [STATES, criterion("b", "states: {any: [ASPIRIN]}", "humility")]),
        ("duplicate-criterion", [criterion("b", "recommends: Aspirin")]),
        ("contradictory-criteria", [STATES, criterion("b", "not_states: {any: [Aspirin, x]}")]),
        ("contradictory-criteria", [STATES, criterion("b", "states: Aspirin", points=-1)]),
        ("contradictory-criteria", [criterion("b", "not_recommends: Aspirin")]),
        ("contradictory-criteria", [ban()]),
        ("contradictory-criteria", [ban(", when: age < 12 years")]),
        ("contradictory-criteria", [ban(", when: ulcer"), free(", when: ulcer")]),
        ("contradictory-criteria", [criterion("a", "words: {min: 90}"), criterion("b", "words: {max: 50}")]),
        ("unreachable-points", [criterion("a", "applies_if: {patient: age > 12 years}, states: rest")]),
        ("unreachable-points", [criterion("a", "applies_if: {patient: pregnancy}, states: rest")]),
        ("repeated-part", [criterion("a", "states: {at_least: 2, of: [Aspirin, aspirin, ice]}")]),
        ("repeated-part", [criterion("a", "states: {all: [fever, {any: [rest, Rest]}]}")]),
        ("unknown-drug", [criterion("a", "contraindicated: {drug: ibuprofenn}", "contraindication_recall")]),
        ("unknown-drug", [criterion("a", "recommends: {any: [ibuproffen, rest]}")]),
        ("unknown-drug", [criterion("a", "dose: {drug: Xyzol, any_of: [{amount: 5 mg}]}", "dose_accuracy")]),
        ("spelling-for-term", [criterion("a", "states: Zalprin")]),
        ("spelling-for-term", [criterion("a", "recommends: {any: [rest, zalprin forte]}")]),
        ("spelling-for-term", [ban(", when: ulcer").replace("Aspirin", "zalprin")]),
        ("unknown-unit", [criterion("a", "claim: The dose is 15 mg/kilgo of paracetamol.")]),
        ("undecidable-wording", [criterion("a", "claim: Gives an appropriate dose of paracetamol.")]),
        ("undecidable-wording", [criterion("a", "judge: Is the advice adequate?")]),
        ("undecidable-wording", [criterion("a", "states: {any: [suitable drug]}")]),
        ("untested-critical", [criterion("a", "critical: true, states: rest")]),
    ],
)
def test_each_rule_finds_its_case_and_nothing_else(code, criteria):
    """One finding, of this code, on the last criterion."""
    assert [each for each, _ in found(*criteria)] == [code]
    assert found(*criteria)[0][1].strip().removeprefix("- ") == criteria[-1]


@pytest.mark.parametrize(
    "criteria",
    [
        [STATES, criterion("b", "states: {all: [aspirin, fever]}")],
        [STATES, criterion("b", "applies_if: {answer: fever}, states: aspirin")],
        [STATES, criterion("b", "not_states: {all: [aspirin, x]}")],
        [STATES, criterion("b", "not_states: aspirin", points=-1)],
        [ban(", when: ulcer")],
        [ban(", when: age > 12 years")],
        [ban(", with: warfarin")],
        [ban(", at_least: caution")],
        [
            ban(", when: ulcer"),
            free(", when: gout"),
        ],
        [criterion("a", "contraindicated: {drug: paracetamol}", points=-1)],
        [criterion("a", "applies_if: {patient: age < 12 years}, states: rest")],
        [criterion("a", "contraindicated: {drug: NSAIDs}", "contraindication_recall")],
        [criterion("a", "contraindicated: {drug: Coumadin}", "contraindication_recall")],
        [criterion("a", "claim: 'The dose is 15 mg/kg, at most 60 mg/kg/day.'")],
        [criterion("a", "recommends: appropriate care")],
        [criterion("a", "states: no clinically relevant interaction")],
        [criterion("a", "judge: Would a parent follow it?")],
    ],
)
def test_what_is_nearly_the_same_and_right_is_left_alone(criteria):
    assert found(*criteria) == []


@pytest.mark.parametrize(
    ("medications", "clash"),
    [("[warfarin]", True), ("[Coumadin 5 mg daily]", True), ("warfarin", True), ("[apixaban]", False), ("[]", False)],
)
def test_a_drug_the_patient_takes_makes_an_interaction_one_of_this_patient(medications, clash):
    """Aspirin recommended, and contraindicated with what she takes; with another drug it is a rule for others."""
    patient = f"weight: 25 kg, medications: {medications}"
    text = (HEAD + "criteria:\n" + FIRST + f"  - {ban(', with: warfarin')}" + EXAMPLES).replace(
        "weight: 25 kg", patient
    )
    codes_found = [each.code for each in lint(load_rubric(text, "r.yaml", METRICS))]
    assert codes_found == (["contradictory-criteria"] if clash else [])


def test_a_unit_of_the_patients_is_read():
    """A fact of the author's own is no bare number by accident."""
    text = (HEAD + "criteria:\n" + FIRST + EXAMPLES).replace("weight: 25 kg", "lead_level: 5 blorps/dL")
    [finding] = lint(load_rubric(text, "r.yaml", METRICS))
    assert (finding.code, finding.field, finding.line, finding.column) == ("unknown-unit", "patient.lead_level", 3, 37)


@pytest.mark.parametrize(
    ("code", "head", "first"),
    [
        ("idle-cap", "critical_cap: 0.2\n", FIRST),
        ("idle-cap", "critical_cap: 1.0\n", FIRST.replace("points: 2", "points: 2, critical: true")),
        ("no-positive-points", "", FIRST.replace("points: 2", "points: 2, applies_if: {answer: pain}")),
        ("no-positive-points", "", FIRST.replace("points: 2", "points: -2")
         + "  - {id: b, metric: accuracy, points: 1, judge: Would she follow it?}\n"),
    ],
)  # fmt: skip
def test_points_and_caps_that_do_nothing(code, head, first):
    assert codes(head=head, first=first) == [code]


def test_a_cap_that_caps_is_left_alone():
    assert codes(head="critical_cap: 0.2\n", first=FIRST.replace("points: 2", "points: 2, critical: true")) == []


def without(words):
    kept = [line for line in EXAMPLES.splitlines() if words not in line]
    return "\n".join(kept) + "\n"


def test_examples_that_are_missing_are_asked_for():
    """None at all, none that denies, none that only lists; a note that says so counts as one."""
    assert codes(examples="") == ["no-examples"]
    assert codes(examples=without("Do not")) == ["no-negated-example"]
    assert codes(examples=without("Reye")) == ["no-stuffed-example"]
    noted = without("Reye") + "  - {text: aspirin pain child, expect: {first: not_met}, note: keyword-stuffed}\n"
    assert codes(examples=noted) == []
    counted = "  - {id: first, metric: accuracy, points: 2, words: {max: 90}}\n"
    assert codes(first=counted, examples="") == []


def test_an_example_that_expects_no_failure_is_no_test():
    """A denial that is not expected to fail anything shows nothing."""
    assert codes(examples=without("Do not") + "  - {text: Do not worry., expect: {}}\n") == ["no-negated-example"]


DUPLICATE = "{id: b, metric: accuracy, points: 1, states: Aspirin}"


@pytest.mark.parametrize(
    "second",
    [
        f"{DUPLICATE}  # rubrx: ignore duplicate-criterion",
        f"{DUPLICATE}  # rubrx: ignore unused-x, duplicate-criterion".replace("unused-x, ", ""),
        "{id: b, metric: accuracy, points: 1,  # rubrx: ignore duplicate-criterion\n     states: Aspirin}",
    ],
)
def test_a_comment_ignores_a_finding(second):
    assert codes(STATES, second) == []


def test_a_comment_of_its_own_line_is_for_the_next_one():
    first = FIRST + f"  - {STATES}\n  # rubrx: ignore duplicate-criterion\n  - {DUPLICATE}\n"
    assert codes(first=first) == []


def test_a_file_may_ignore_a_code():
    both = [STATES, DUPLICATE, DUPLICATE.replace("b,", "c,")]
    assert codes(*both) == ["duplicate-criterion"] * 2
    assert codes(*both, head="# rubrx: ignore-file duplicate-criterion\n") == []


def test_an_ignore_that_ignores_nothing_is_found():
    assert codes(STATES + "  # rubrx: ignore duplicate-criterion") == ["unused-ignore"]
    assert codes(STATES, DUPLICATE + "  # rubrx: ignore duplicate-criteria") == ["duplicate-criterion", "unused-ignore"]


def test_a_finding_says_where_what_why_and_what_to_do():
    text = HEAD + "criteria:\n" + FIRST + f"  - {STATES}\n  - {DUPLICATE}\n" + EXAMPLES
    [finding] = lint(load_rubric(text, "r.yaml", METRICS))
    assert str(finding) == (
        "r.yaml:10:50: criteria.b.states: checks the same as a (line 9): one statement counts twice, and one slip "
        "costs twice; leave one out, or put its points on a [duplicate-criterion]"
    )


def test_every_code_is_tested_here():
    """So a rule without a case of its own is noticed."""
    import pathlib

    text = pathlib.Path(__file__).read_text("utf-8")
    assert [code for code in CODES if f'"{code}"' not in text] == []


@pytest.mark.parametrize("name", sorted(load_plugins().rubric_packs["pharmacy"].rubrics, key=str), ids=lambda f: f.name)
def test_the_bundled_pack_is_clean(name):
    assert lint(load_rubric(name.read_bytes(), name.name, METRICS)) == []


class Odd(Metric):
    """A stranger's metric whose kinds are called like the bundled ones and hold anything."""

    name = "odd"
    kinds = dict.fromkeys(("contraindicated", "words", "recommends", "states", "not_states", "claim"), Any)

    def prepare(self, criterion, rubric, lexicon):
        return lambda case: met("x")


ODD_BODIES = (
    "true", "3", "[a, 3]", "{}", "{drug: 3}", "{drug: [a], when: zz < 3}", "{any: [a, [b]]}", "{min: null, max: null}",
    "{min: 9}", "{max: 3}", "{at_least: x, of: [a]}", "{of: 3}", "{any: [{all: [1]}]}", "'?'",
)  # fmt: skip


@pytest.mark.parametrize("kind", Odd.kinds)
def test_a_strangers_kinds_of_the_same_names_break_nothing(kind):
    """Whatever their bodies hold, against each other and beside every bundled kind of the pack's shape."""
    bundled = [STATES, ban(), free(), criterion("w", "words: {min: 90}"), criterion("r", "recommends: {all: [x, y]}")]
    odd = [criterion(f"o{at}", f"{kind}: {body}", "odd") for at, body in enumerate(ODD_BODIES)]
    text = HEAD + "criteria:\n" + FIRST + "".join(f"  - {each}\n" for each in (*unique(bundled), *odd)) + EXAMPLES
    found = lint(load_rubric(text, "r.yaml", {**METRICS, "odd": Odd()}))
    assert {each.code for each in found} <= set(CODES)


def unique(criteria):
    return [each.replace("{id: ", f"{{id: u{at}") for at, each in enumerate(criteria)]
