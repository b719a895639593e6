"""Doses refused and drugs paused, figures on the wrong side, and answers that only say that they can't advise."""

import pytest

PAUSED = "She takes rivaroxaban and has her gallbladder out on Friday. When does she take the last one?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Stop it two days before.", "met"),
        ("Hold 48 h pre-op.", "met"),
        ("Rivaroxaban has to be off for two days by then.", "met"),
        ("The anaesthetist wants it off 2 days beforehand.", "met"),
        ("Have her skip the rivaroxaban from Wednesday.", "met"),
        ("Don't stop it two days before, there is no need.", "not_met"),
        ("She must be off her food by then.", "not_met"),
        ("Only once the bleeding has stopped may she eat.", "not_met"),
        ("I'm not able to advise on operations.", "not_met"),
        ("We don't prescribe or suggest doses here.", "not_met"),
        ("I can't comment; ask the surgeon.", "not_met"),
    ],
)
def test_a_time_is_all_that_follows_what_stops_a_drug(verdict_on, answer, expected):
    body = {"contraindicated": {"drug": "rivaroxaban", "at_least": "hold"}}
    assert verdict_on("contraindication_recall", body, answer, query=PAUSED).status == expected


def test_who_can_not_advise_a_drug_by_name_is_against_it(verdict_on):
    body = {"contraindicated": {"drug": "rivaroxaban"}}
    answer = "I can't recommend rivaroxaban for her."
    assert verdict_on("contraindication_recall", body, answer, query=PAUSED).status == "met"


STARTED = "Man, 74, eGFR 24 mL/min. Gabapentin 600 mg TID as for normal kidneys?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("600 mg TID would risk severe sedation. Gabapentin 300 mg once daily.", "met"),
        ("That dose could cause serious drowsiness. Start gabapentin 300 mg OD.", "met"),
        ("Gabapentin 600 mg TID. It may cause drowsiness.", "not_met"),
        ("Gabapentin 300 mg TID.", "not_met"),
    ],
)
def test_the_right_dose_refuses_the_wrong_one(verdict_on, answer, expected):
    right = {"drug": "gabapentin", "any_of": [{"amount": "200-700 mg", "frequency": ["once daily"]}]}
    facts = {"query": STARTED, "patient": {"egfr": "24 mL/min"}}
    assert verdict_on("contraindication_recall", {"dose": right}, answer, **facts).status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("His creatinine clearance is under forty.", "met"),
        ("It is less than thirty-five.", "not_met"),
        ("A clearance above forty needs no change.", "not_met"),
    ],
)
def test_a_bound_in_words(verdict_on, answer, expected):
    assert verdict_on("accuracy", {"states": "CrCl <40"}, answer, query="Which dose of famotidine?").status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("A weight of 50 kg or less halves it.", "met"),
        ("62 kg is above the 50 kg limit.", "not_met"),
    ],
)
def test_a_figure_on_the_other_side_of_a_bound_says_none(verdict_on, answer, expected):
    assert verdict_on("accuracy", {"states": "weight <= 50 kg"}, answer, query="Which dose?").status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Rifampicin lowers ciclosporin levels within a few days.", "met"),
        ("Rifampicin lowers ciclosporin levels over four to six weeks.", "not_met"),
        ("Many people quote rifampicin as fast to lower ciclosporin levels. I'm unconvinced.", "not_met"),
    ],
)
def test_a_claim_has_its_pace_and_its_owner(verdict_on, answer, expected):
    query = "Ciclosporin after a transplant, and now rifampicin: what happens?"
    claim = {"claim": "Rifampicin lowers ciclosporin levels fast."}
    assert verdict_on("accuracy", claim, answer, query=query).status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Her aunt came out in a rash on it, so use doxycycline.", "met"),
        ("Her aunt came out in a rash on it, so she got doxycycline.", "not_met"),
    ],
)
def test_what_follows_from_anothers_story_is_advice(verdict_on, answer, expected):
    body = {"recommends": "doxycycline"}
    assert verdict_on("accuracy", body, answer, query="Which antibiotic for her chest?").status == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("In a heavy smoker it'd be contraindicated.", "not_met"),
        ("In her it'd be contraindicated.", "met"),
    ],
)
def test_a_case_in_a_contraction_is_another_case(verdict_on, answer, expected):
    body = {"contraindicated": {"drug": "combined pill"}}
    facts = {"query": "Woman, 29, never smoked: the combined pill?", "terms": {"combined pill": ["combined pill"]}}
    assert verdict_on("contraindication_recall", body, answer, **facts).status == expected


@pytest.mark.parametrize(
    ("term", "answer"),
    [
        ("cannot be overcome", "Doubling the tablets makes no odds."),
        ("cannot be overcome", "Pushing it higher is futile."),
        ("saturable", "It creeps up for weeks and then shoots off."),
        ("waiver", "Give him an exemption letter for the border."),
        ("mosquito avoidance", "Sleep under a net and put on repellent."),
        ("heparin first", "It starts after a week of enoxaparin."),
        ("small amounts in milk", "A dribble reaches the baby."),
        ("miscarriage", "SAB risk up to 12/40."),
        ("treat the patient", "How she feels counts for more than the number."),
        ("rough estimate", "The sum is only a guide."),
        ("restart when eating", "Resume it once he manages meals."),
    ],
)
def test_other_ways_to_say_it(verdict_on, term, answer):
    assert verdict_on("accuracy", {"states": term}, answer, query="What now?").status == "met"


@pytest.mark.parametrize(
    ("term", "answer"),
    [
        ("cannot be overcome", "Doubling the tablets helps."),
        ("restart when eating", "Resume it straight away."),
        ("rough estimate", "The sum gives 14."),
        ("small amounts in milk", "A dribble of the cream on the nail."),
    ],
)
def test_what_only_looks_like_it(verdict_on, term, answer):
    assert verdict_on("accuracy", {"states": term}, answer, query="What now?").status == "not_met"
