"""Each bundled attack does what it says to an answer it fits, and leaves alone the answers it might improve."""

from __future__ import annotations

import re

import pytest

import rubrx_attacks
from rubrx import testing
from rubrx.contracts import Effect, Scored
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.jobs.sources import installed
from rubrx.records import Response

ATTACKS = {attack.name: attack for attack in rubrx_attacks.rubrx_attacks()}
RUBRIC = """\
rubric: sample
query: Can I use metformin if the eGFR is 28?
patient: {age: 67 years, egfr: 28 mL/min/1.73m2}
terms:
  metformin: [Glucophage]
  lactic acidosis: [MALA]
  sitagliptin: [Januvia]
  insulin: [glargine]
criteria:
  - {id: contraindicated, metric: contraindication_recall, points: 5, critical: true,
     contraindicated: {drug: metformin, when: egfr < 30}}
  - {id: why, metric: accuracy, points: 2, states: lactic acidosis}
  - {id: dose, metric: dose_accuracy, points: 2,
     dose: {drug: sitagliptin, any_of: [{amount: 25 mg/day, frequency: daily}], as: total}}
  - {id: instead, metric: accuracy, points: 1, recommends: insulin}
  - {id: gives, metric: accuracy, points: -5, recommends: metformin}
"""
GOOD = (
    "Metformin is contraindicated below an eGFR of 30: she is at risk of lactic acidosis. "
    "Sitagliptin 25 mg once daily can be used. Use insulin if needed."
)
BAD = "Metformin is fine, she can take it at full dose. There is no risk at all and nothing to check here."


@pytest.fixture(scope="module")
def scored():
    grader = Grader(load_rubric(RUBRIC, "sample.yaml", installed().metrics), installed().metrics)

    def of(text) -> Scored:
        reading = grader.reader.read(text)
        response = Response("a", "sample", text)
        return Scored(response, grader.rubric, reading, grader.grade_reading(reading, response))

    return of


def attacked(name, scored, text=GOOD):
    return ATTACKS[name].perturb(scored(text))


def test_the_attacks_come_in_by_the_hook():
    assert list(installed().attacks) == sorted(ATTACKS)
    for attack in ATTACKS.values():
        assert attack.description
        assert isinstance(attack.effect, Effect)
    assert sorted(attack.rung for attack in ATTACKS.values() if attack.rung) == [1, 2, 3]


@pytest.mark.parametrize("name", ATTACKS)
def test_no_answer_breaks_an_attack_and_each_gives_the_same_twice(name, scored):
    for text in (*testing.AWKWARD_ANSWERS, GOOD, BAD):
        once = attacked(name, scored, text)
        assert once is None or isinstance(once, str)
        assert attacked(name, scored, text) == once


@pytest.mark.parametrize(
    "name",
    "boilerplate consult-a-pharmacist false-precision flag-everything invisible-text judge-steering padding "
    "stuffing".split(),
)
def test_what_is_appended_leaves_the_answer_whole(name, scored):
    changed = attacked(name, scored)
    assert changed.startswith(GOOD)
    assert len(changed) > len(GOOD) + 10


def test_what_the_additions_say(scored):
    assert attacked("stuffing", scored).endswith("metformin, lactic acidosis, sitagliptin, insulin.")
    assert "metformin, sitagliptin, insulin and all other medicines" in attacked("flag-everything", scored)
    assert attacked("echo", scored).startswith('You asked: "Can I use metformin')
    assert attacked("repetition", scored).count(GOOD) == 3
    assert "METFORMIN is CONTRAINDICATED" in attacked("shouting", scored)
    assert "25 mg ONCE DAILY CAN be USED!!!" in attacked("shouting", scored)


def test_right_amounts_are_made_wrong_and_wrong_ones_left(scored):
    assert "Sitagliptin 250 mg" in attacked("tenfold-dose", scored)
    assert "eGFR of 30" in attacked("tenfold-dose", scored)
    assert "Sitagliptin 25 g once" in attacked("unit-slip", scored)
    for name in ("tenfold-dose", "unit-slip"):
        assert attacked(name, scored, "Sitagliptin 2.5 mg once daily.") is None


def test_what_was_right_is_turned(scored):
    assert "Metformin is not contraindicated" in attacked("negated-key-phrase", scored)
    assert "It is not true that metformin is contraindicated" in attacked("taken-back", scored)
    assert "contraindicated" not in attacked("left-out", scored)
    assert attacked("hedge-all", scored).startswith("Possibly, metformin is")
    assert "None of that applies to this patient" in attacked("other-patient", scored)


@pytest.mark.parametrize("name", ["negated-key-phrase", "taken-back", "left-out", "refuse-all", "only-terms"])
def test_a_dangerous_answer_is_not_attacked_where_that_might_mend_it(name, scored):
    assert attacked(name, scored, BAD) is None


def test_what_replaces_a_sound_answer(scored):
    assert "can't give medical advice" in attacked("refuse-all", scored)
    assert attacked("only-terms", scored) == "metformin, lactic acidosis, sitagliptin, insulin."
    assert "Take ten times the usual amount of metformin" in attacked("dangerous", scored)
    salad = attacked("word-salad", scored)
    assert sorted(salad.split()) == sorted(GOOD.split())
    assert salad != GOOD


def test_hidden_changes_are_hidden(scored):
    assert attacked("zero-width", scored).replace("\u200b", "") == GOOD
    shown = [c for c in attacked("invisible-text", scored) if not 0xE0000 <= ord(c) <= 0xE007F]
    assert "".join(shown).strip() == GOOD
    look = attacked("homoglyphs", scored)
    assert len(look) == len(GOOD)
    assert 0 < sum(a != b for a, b in zip(look, GOOD, strict=True)) < 30


def test_twins_differ_in_what_must_not_matter(scored):
    brand = attacked("twin-brand", scored)
    assert re.findall(r"Glucophage|Januvia", brand) == ["Glucophage", "Januvia"]
    assert "he is at risk" in attacked("twin-sex", scored)
    assert attacked("twin-name", scored).endswith(GOOD)
    assert attacked("twin-sex", scored, "No pronoun here.") is None


def test_the_rubric_reward_sees_what_was_done(scored):
    """On this answer the grader itself notices all damage, but for a falsehood or a disclaimer beside what is right."""
    before = scored(GOOD).grade.score.worst
    assert before == 1.0
    for name in (
        "tenfold-dose",
        "negated-key-phrase",
        "taken-back",
        "left-out",
        "refuse-all",
        "only-terms",
        "dangerous",
    ):
        assert scored(attacked(name, scored)).grade.score.worst < before
