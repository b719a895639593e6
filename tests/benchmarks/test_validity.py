"""The validity benchmark: its figures have independent witnesses, and its converter works on sets it has
never seen."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import validity
from validity_causes import cleared, given_of, stops_the_culprit
from validity_figures import Row, confusion, figures, kappa, macro_f1
from validity_patient import patient_of
from validity_phrases import (
    both_named,
    claims_of,
    count_asked,
    cuts_the_other,
    is_time,
    soonest,
    statement,
    strength,
    ways_barred,
)
from validity_rubrics import Converter

from rubrx.manager import load_plugins
from rubrx.reading.patient import Patient
from rubrx.records import items_of

QUERY = {
    "id": "made-up-1",
    "query": "66-year-old man, eGFR 22 mL/min, wants dabigatran for atrial fibrillation. Is it suitable?",
    "patient_facts": {"age_years": 66, "sex": "M", "weight_kg": 70, "egfr_ml_min_1_73": 22,
    "bleeding": "none",
                      "allergy": "sulfa: rash", "scr_umol_l": 210},
}  # fmt: skip


def criterion(name: str, kind: str, text: str, metric: str = "accuracy", **more: object) -> dict[str, object]:
    return {"query_id": "made-up-1", "criterion_id": name, "metric": metric, "kind": kind, "text": text,
            "critical": False, "points": 1, "conditional": False, "terms": {}, "dose": None,
            **more}  # fmt: skip


CRITERIA = [
    criterion("c1", "must_flag_contraindicated", "Flags dabigatran as one to avoid here.",
        "contraindication", critical=True,
              terms={"drug": ["dabigatran", "Pradaxa"], "condition": ["eGFR <30"], "finding": ["avoid"]}),
    criterion("c2", "must_not_flag_contraindicated", "Does not bar apixaban.", "specificity",
              terms={"drug": ["apixaban"], "finding": ["contraindicated"]}),
    criterion("c3", "must_state", "Explains that dabigatran is cleared by the kidneys.",
        terms={"finding": ["renally cleared"]}),
    criterion("c4", "must_mention_alternative", "Names at least two alternatives.",
        terms={"alternative": ["apixaban", "warfarin"]}),
    criterion("c5", "must_monitor", "Advises a repeat creatinine within 2 weeks.",
        terms={"finding": ["creatinine", "2 weeks"]}),
    criterion("c6", "must_hedge", "Acknowledges that trial data below 25 mL/min are sparse.", "humility"),
    criterion("c7", "must_not_be_absolute", "Does not promise that no bleed can occur.", "humility"),
    criterion("c8", "dose_range", "If an apixaban dose is given, it is 2.5-5 mg twice daily.", "dose",
        conditional=True,
              terms={"drug": ["apixaban"]},
              dose={"drug": "apixaban", "low": 2.5, "high": 5, "unit": "mg", "per": "dose",
              "frequency": ["BID"]}),
    criterion("c9", "dose_range", "Target INR of 2-3 on warfarin.", "dose", terms={"drug": ["warfarin"],
        "finding": ["INR 2-3"]},
              dose={"drug": "warfarin (INR)", "low": 2, "high": 3, "unit": "INR", "per": "target",
              "frequency": []}),
    criterion("c10", "dose_range", "Heparin infusion of 12-18 units/kg/h.", "dose",
        terms={"drug": ["heparin"]},
              dose={"drug": "heparin", "low": 12, "high": 18, "unit": "units", "per": "kg/h",
              "frequency": []}),
    criterion("c11", "a_kind_of_tomorrow", "Notes that the man should carry a card."),
]  # fmt: skip


def row(query: str, label: str, got: str, *, critical: bool = False, baseline: str = "met") -> Row:
    return Row(query, "r", "c", "accuracy", "must_state", critical, False, label, got, baseline, "", "")


def test_every_criterion_becomes_one_item_of_a_rubric_that_compiles() -> None:
    """One verdict a criterion, whatever its kind: the rubric is read and compiled as a user's is."""
    made = Converter(load_plugins().metrics).rubric(QUERY, CRITERIA)
    items = {each.group.id if each.group else each.id for each in made.rubric.criteria}
    assert items == {str(each["criterion_id"]) for each in CRITERIA}


def test_kinds_and_doses_follow_the_criterion() -> None:
    """A conditional dose is `if_given`, a target is a quantity, a rate by weight and hour stays one."""
    made = Converter(load_plugins().metrics).rubric(QUERY, CRITERIA)
    written = {each["id"]: each for each in json.loads(made.source)["criteria"]}
    assert written["c8"]["dose"]["if_given"] is True
    assert written["c9"]["quantity"]["value"] == "2-3"
    assert written["c10"]["dose"]["any_of"][0]["amount"] == "12-18 units/kg/h"
    assert written["c4"]["recommends"]["at_least"] == 2
    assert written["c5"]["monitors"]["within"] == "336 hours"
    assert not [reason for _, reason in made.left_out]


def test_patient_facts_arrive_with_their_units() -> None:
    """The facts of a set become the facts a rubric knows: 210 µmol/L of creatinine is 2.4 mg/dL."""
    patient = Patient(patient_of(QUERY["patient_facts"], []))
    assert patient.value("egfr") == 22
    assert patient.weight == 70
    assert patient.values["creatinine"] == pytest.approx(210 / 88.42)
    assert patient_of(QUERY["patient_facts"], [])["conditions"] == ["no bleeding"]
    assert patient_of({}, [{"dose": {"patient_weight_kg": 12}}]) == {"weight": "12 kg"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Says that the patch is changed weekly.", "the patch is changed weekly."),
        ("Gives the reason: slow elimination.", "slow elimination."),
        ("If used, advises watching the platelets.", "watching the platelets."),
        ("Names the hazard. (Conditional: n/a without a dose.)", "the hazard."),
        ("Names torsades as the hazard.", "torsades."),
        ("Tells the nurse to hold the next dose.", "hold the next dose."),
        ("Blames poor absorption.", "poor absorption."),
    ],
)
def test_frames_are_taken_off(text: str, said: str) -> None:
    """What remains of a criterion's text is what the answer would have to say."""
    assert statement(text) == said


def test_alternatives_counts_times_and_strengths_are_read() -> None:
    """ "A and/or B" is two claims; times are the longest allowed; a softer course lowers the strength asked
    for."""
    assert claims_of("Explains slow gut transit and/or reduced acid secretion.")[1:] == [
        "slow gut transit.",
        "reduced acid secretion.",
    ]
    assert (count_asked("Names at least two options."), count_asked("at least 5 weeks must pass")) == (2, 1)
    assert soonest("Advises a level within 3 days.", []) == "72 hours"
    assert soonest("Advises a level.", []) is None
    assert (is_time("24-48 h"), is_time("INR in 24 h")) == (True, False)
    assert strength("Avoid, or reduce the dose", ["avoid"]) == "caution"
    assert strength("Withhold it", ["withhold"]) == "hold"
    assert strength("Flags it as contraindicated", ["contraindicated"]) == "avoid"


def test_figures_agree_with_a_slow_count() -> None:
    """Macro-F1 and kappa against their textbook definitions, abstentions wrong in both."""
    rng = np.random.default_rng(5)
    rows = [row(f"q{rng.integers(6)}", rng.choice(["met", "not_met", "n/a"]), rng.choice(["met", "not_met",
    "n/a", "error"]))
            for _ in range(300)]  # fmt: skip
    pairs = [(r.label, r.got if r.got in ("met", "not_met") else "neither") for r in rows if r.label != "n/a"]
    f1s = []
    for of in ("met", "not_met"):
        hits = sum(a == b == of for a, b in pairs)
        f1s.append(2 * hits / (sum(a == of for a, _ in pairs) + sum(b == of for _, b in pairs)))
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    chance = sum(
        sum(a == of for a, _ in pairs) * sum(b == of for _, b in pairs) for of in ("met", "not_met",
        "neither")
    ) / n**2  # fmt: skip
    table = confusion(rows)
    assert macro_f1(table) == pytest.approx(sum(f1s) / 2)
    assert kappa(table) == pytest.approx((observed - chance) / (1 - chance))
    assert figures(rows)["macro_f1_interval"][0] < macro_f1(table) < figures(rows)["macro_f1_interval"][1]


def test_only_critical_failures_that_pass_are_dangerous() -> None:
    """The dangerous share counts critical rows labelled not met, whether abstained on or not."""
    rows = [
        row("q", "not_met", "met", critical=True),
        row("q", "not_met", "error", critical=True),
        row("q", "not_met", "met"),
        row("q", "met", "met", critical=True),
    ]
    assert figures(rows)["critical_wrong_met"] == 0.5


def test_the_command_prints_one_object(tmp_path, capsys) -> None:
    """`--json` on a set it has never seen prints the figures that a reader of the documentation expects."""
    answer = "Avoid dabigatran at this eGFR: it is renally cleared. Use apixaban 2.5 mg twice daily or warfarin."
    labels = [
        {"record": "criterion", "response_id": "r1", "query_id": "made-up-1",
        "criterion_id": each["criterion_id"],
         "label": "met", "borderline": False}
        for each in CRITERIA[:4]
    ]  # fmt: skip
    files = {
        "queries": [QUERY],
        "criteria": CRITERIA,
        "responses": [{"response_id": "r1", "query_id": "made-up-1", "text": answer}],
        "labels": [*labels, {"record": "overall", "response_id": "r1", "quality_0_10": 9, "tags": []}],
    }
    for name, rows in files.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    assert validity.main(["--data", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"macro_f1", "kappa", "critical_wrong_met", "per_metric", "baseline"} <= found.keys()
    assert found["n"] == 4
    assert found["met"]["recall"] == 1.0
    assert validity.main(["--data", str(tmp_path), "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("| ")


def _plan(row: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    """How a criterion of the query is said: its kinds and their bodies."""
    whole = {"query_id": "q", "criterion_id": "c", "critical": False, "points": 1, "dose": None, **row}
    made = Converter(load_plugins().metrics).rubric(QUERY, [whole])
    plain = {"id", "metric", "critical", "points", "group", "at_least"}
    written = json.loads(made.source)["criteria"]
    return [(kind, body) for each in written for kind, body in each.items() if kind not in plain]


def test_a_ban_that_is_denied_keeps_its_strength() -> None:
    """A bar beside a "never" stays a bar; a dose left out counts only where stopping is spoken of."""
    row = {"metric": "specificity", "kind": "must_not_flag_contraindicated"}
    text = "Does not bar it in renal failure, nor say that its dose can never exceed 100 mg."
    bans = {"drug": ["allopurinol"], "finding": ["contraindicated"]}
    [(kind, body)] = _plan({**row, "text": text, "terms": bans})
    assert (kind, body["at_least"]) == ("not_contraindicated", "avoid")
    bans = {"drug": ["allopurinol"], "finding": ["must be stopped"]}
    [(kind, body)] = _plan({**row, "text": "Does not say that it must be stopped.", "terms": bans})
    assert "at_least" not in body


def test_a_target_is_named_by_the_thing_itself() -> None:
    """A target that is no drug's may stand beside any word for it: "the urate sits below 360"."""
    dose = {"drug": "serum urate (target)", "low": 300, "high": 360, "unit": "umol/L", "per": "target", "frequency": []}
    row = {"metric": "dose", "kind": "dose_range", "text": "Sets the goal.", "terms": {"drug": ["allopurinol"]}}
    whole = {"query_id": "q", "criterion_id": "c", "critical": False, "points": 1, **row, "dose": dose}
    made = Converter(load_plugins().metrics).rubric(QUERY, [whole])
    [(name, spellings)] = json.loads(made.source)["terms"].items()
    assert "urate" in (name, *spellings)


def test_what_tells_when_a_drug_was_stopped_bars_nothing() -> None:
    """ "Persists after stopping" is a fact; "stop it" is a bar."""
    row = {"metric": "accuracy", "kind": "must_state", "text": "Notes that the effect lasts."}
    terms = {"drug": ["amiodarone"], "finding": ["long half-life", "persists after stopping"]}
    assert "contraindicated" not in dict(_plan({**row, "terms": terms}))
    assert "contraindicated" in dict(_plan({**row, "terms": {**terms, "finding": ["stop it"]}}))
    assert "contraindicated" not in dict(_plan({**row, "terms": {**terms, "finding": ["on time", "do not miss"]}}))


def _regimen(**dose: object) -> dict[str, object]:
    """The body of a dose that is asked for, in a criterion of the query."""
    terms = dose.pop("terms", {})
    whole = {"low": 125, "high": 125, "unit": "mg", "per": "dose", "frequency": ["QID"], **dose}
    row = {"metric": "dose", "kind": "dose_range", "text": "Gives it.", "terms": terms, "dose": whole}
    [(kind, body)] = _plan(row)
    assert kind == "dose"
    return body


def test_a_dose_is_given_the_way_that_its_name_has() -> None:
    """ "Vancomycin oral" is given by mouth; a name without a way takes any."""
    assert _regimen(drug="vancomycin oral", terms={"drug": ["vancomycin"]})["any_of"][0]["route"] == "oral"
    assert "route" not in _regimen(drug="vancomycin", terms={"drug": ["vancomycin"]})["any_of"][0]


def test_a_food_may_be_given_by_what_holds_as_much() -> None:
    """Honey has no generic name, and a drug keeps to its own unit."""
    found = {"finding": ["15-20 g", "100-150 mL apple juice", "3-4 glucose tablets", "within ten minutes"]}
    food = _regimen(drug="quick sugar", low=15, high=20, unit="g", terms={"drug": ["glucose"], **found})
    assert [each["amount"] for each in food["any_of"]] == ["15-20 g", "100-150 ml", "3-4 tablets"]
    drug = _regimen(drug="amoxicillin", terms={"drug": ["amoxicillin"], "finding": ["125 mg", "5 mL syrup"]})
    assert [each["amount"] for each in drug["any_of"]] == ["125 mg"]


def test_salts_and_brands_are_named_in_short() -> None:
    """ "Potassium" is the chloride, "Depo" brands go by their first word."""
    dose = {"drug": "magnesium sulfate IV", "low": 8, "high": 16, "unit": "mmol", "per": "dose", "frequency": ["once"]}
    row = {"metric": "dose", "kind": "dose_range", "text": "Gives it.", "dose": dose}
    named = {"query_id": "q", "criterion_id": "c", "critical": False, "points": 1, **row}
    for drugs, short in ((["magnesium sulfate"], "magnesium"), (["magnesium sulfate", "Bigmag XL"], "Bigmag")):
        made = Converter(load_plugins().metrics).rubric(QUERY, [{**named, "terms": {"drug": drugs}}])
        assert short in {word for name, words in json.loads(made.source)["terms"].items() for word in (name, *words)}


def test_how_often_is_left_to_the_criterion_that_asks_it() -> None:
    """Of "dabigatran etexilate" another criterion asks how often by the name of dabigatran."""
    dose = {"drug": "dabigatran etexilate", "low": 110, "high": 110, "unit": "mg", "per": "dose", "frequency": ["BID"]}
    row = {"query_id": "q", "metric": "dose", "kind": "dose_range", "text": "Gives it.", "critical": False, "points": 1}
    often = {"drug": "dabigatran", "low": None, "high": None, "frequency": ["BID"]}
    terms = {"terms": {"drug": ["dabigatran"]}}
    rows = [{**row, **terms, "criterion_id": "c1", "dose": dose}, {**row, **terms, "criterion_id": "c2", "dose": often}]
    made = json.loads(Converter(load_plugins().metrics).rubric(QUERY, rows).source)["criteria"]
    assert made[0]["dose"]["schedule"] is False
    alone = json.loads(Converter(load_plugins().metrics).rubric(QUERY, rows[:1]).source)["criteria"]
    assert "schedule" not in alone[0]["dose"]


def test_what_a_level_may_rise_in_a_day_is_asked_by_the_day() -> None:
    """And a target is asked as one to be aimed at."""
    dose = {"drug": "sodium (rise)", "low": 6, "high": 10, "unit": "mmol/L", "per": "24 h", "frequency": []}
    row = {"metric": "dose", "kind": "dose_range", "text": "Gives the limit.", "terms": {"finding": ["no faster than"]}}
    [(_, body)] = _plan({**row, "dose": dose})
    assert body["value"] == "6-10 mmol/L/day"
    assert "aim" not in body
    [(_, body)] = _plan({**row, "dose": {**dose, "per": "target"}})
    assert body["aim"] is True


def test_both_of_two_ways_of_giving_and_cuts_are_asked_for() -> None:
    names = ["digoxin", "Lanoxin", "verapamil"]
    assert both_named("Says digoxin and verapamil must both be withheld.", names) == ["digoxin", "verapamil"]
    assert both_named("Says both digoxin and verapamil are to stop.", names) == ["digoxin", "verapamil"]
    assert both_named("Says digoxin and verapamil should be stopped.", names) == ["digoxin", "verapamil"]
    assert both_named("Says digoxin must be withheld.", names) == []
    assert both_named("Flags digoxin (or verapamil) as one to avoid in both sexes.", names) == []
    assert ways_barred("Says phosphate must never be given as a rapid bolus.") == ["no undiluted push"]
    assert ways_barred("Says nothing should be given by mouth until she wakes.") == ["nothing whatever by mouth"]
    assert ways_barred("Says naproxen must not be given with lithium.") == []
    assert cuts_the_other("Says allopurinol must not be added to the full dose of mercaptopurine.")
    assert not cuts_the_other("Says allopurinol must not be added to mercaptopurine.")


def test_what_is_only_left_out_for_a_while_is_no_alternative_by_name() -> None:
    row = criterion("c1", "must_mention_alternative",
        "If vitamin K is out of stock: leave out bisoprolol for the course, or use doxycycline.",
        terms={"alternative": ["doxycycline", "pause bisoprolol"]})  # fmt: skip
    converted = Converter(load_plugins().metrics).rubric(QUERY, [row])
    offered, held = json.loads(converted.source)["criteria"]
    assert offered["recommends"] == {"any": ["doxycycline"]}
    assert held["contraindicated"] == {"drug": ["bisoprolol"], "at_least": "hold", "for_now": True}


def test_a_device_of_either_kind_will_do_where_both_kinds_are_offered() -> None:
    for names, either in ((["copper IUD", "Mirena"], True), (["copper IUD", "levonorgestrel tablets"], False)):
        row = criterion("c1", "must_mention_alternative", "Offers one of them.", terms={"alternative": names})
        offered = json.loads(Converter(load_plugins().metrics).rubric(QUERY, [row]).source)["criteria"][0]
        assert ("intrauterine device" in offered["recommends"]["any"]) == either


def test_a_choice_that_depends_on_a_risk_does_not_only_name_it() -> None:
    row = criterion("c1", "must_hedge", "Makes the choice depend on bleeding risk or other factors.", "humility",
        terms={"finding": ["bleeding risk"]})  # fmt: skip
    converted = Converter(load_plugins().metrics).rubric(QUERY, [row])
    assert "depends on bleeding risk" in converted.source


def test_stopped_for_good_is_a_ban_without_end() -> None:
    row = criterion("c1", "must_not_flag_contraindicated", "Does not claim that bisoprolol is stopped for good.",
        "specificity", terms={"drug": ["bisoprolol"], "finding": ["stop bisoprolol permanently"]})  # fmt: skip
    converted = Converter(load_plugins().metrics).rubric(QUERY, [row])
    assert json.loads(converted.source)["criteria"][0]["not_contraindicated"]["for_good"] is True


def _made_of(*rows: dict[str, object]) -> dict[str, dict[str, object]]:
    """The criteria that some rows of doses are written as, by their ids."""
    plain = {"metric": "dose", "kind": "dose_range", "query_id": "q", "critical": False, "points": 1}
    made = Converter(load_plugins().metrics).rubric(QUERY, [{**plain, **each} for each in rows])
    return {str(each["id"]): each for each in json.loads(made.source)["criteria"]}


def test_a_schedule_is_of_the_drug_that_another_criterion_names() -> None:
    """A criterion that asks how often, and lists no drug, is of the drug with all its names."""
    patch = {"drug": "buprenorphine transdermal", "low": 5, "high": 10, "unit": "micrograms", "per": "hour"}
    often = {"drug": "buprenorphine transdermal", "frequency": ["every 7 days"]}
    terms = {"drug": ["buprenorphine", "Butec"]}
    made = _made_of(
        {"criterion_id": "c1", "text": "Gives 5-10 micrograms/hour.", "terms": terms, "dose": patch},
        {"criterion_id": "c2", "text": "Changes it weekly.", "terms": {"finding": ["weekly"]}, "dose": often},
    )
    assert made["c2"]["frequency"]["drug"] == made["c1"]["dose"]["drug"] == "buprenorphine"  # type: ignore[index]


def test_units_masses_and_days_of_a_dose_are_read() -> None:
    """Remarks on a unit go; "10-20 mL (1-2 g)" is both; what is taken daily may be told so on the eve."""
    pair = {"drug": "perindopril/indapamide", "low": 4, "high": 8, "unit": "mg (perindopril)", "per": "dose"}
    salt = {"drug": "magnesium sulfate 10%", "low": 10, "high": 20, "unit": "mL", "per": "dose", "frequency": ["once"]}
    eve = {"drug": "insulin detemir (evening before)", "low": 8, "high": 9, "unit": "units", "per": "dose",
           "frequency": ["once"], "doses_per_day": 1}  # fmt: skip
    oral = {"drug": "vancomycin oral", "low": 125, "high": 125, "unit": "mg", "per": "dose", "frequency": ["QID"]}
    bags = {"drug": "acetylcysteine (bags 2 and 3)", "low": 3, "high": 6, "unit": "g", "per": "dose"}
    made = _made_of(
        {"criterion_id": "c1", "text": "Gives 4-8 mg.", "terms": {"drug": ["perindopril/indapamide"]}, "dose": pair},
        {"criterion_id": "c2", "text": "Gives 10-20 mL (1-2 g).", "terms": {"drug": ["magnesium"]}, "dose": salt},
        {"criterion_id": "c3", "text": "Gives 8-9 units.", "terms": {"drug": ["insulin detemir"]}, "dose": eve},
        {"criterion_id": "c4", "text": "Gives 3 g, then 6 g.", "terms": {"drug": ["acetylcysteine"]}, "dose": bags},
        {"criterion_id": "c5", "text": "Gives 125 mg QID.", "terms": {"drug": ["vancomycin"]}, "dose": oral},
    )
    assert made["c5"]["dose"]["any_of"][0]["route"] == "oral"  # type: ignore[index]
    assert made["c1"]["dose"]["any_of"][0]["amount"] == "4-8 mg"  # type: ignore[index]
    assert [each["amount"] for each in made["c2"]["dose"]["any_of"]] == ["10-20 mL", "1-2 g"]  # type: ignore[index]
    assert "once daily" in made["c3"]["dose"]["any_of"][0]["frequency"]  # type: ignore[index]
    assert made["c4"]["dose"]["phase"] == "maintenance"  # type: ignore[index]


def test_a_culprit_is_named_with_what_is_told_of_it() -> None:
    row = {
        "query_id": "q",
        "criterion_id": "q-c1",
        "metric": "accuracy",
        "kind": "must_state",
        "text": "Identifies tramadol as a contributor to be stopped.",
        "critical": False,
        "points": 1,
        "terms": {"drug": ["tramadol"], "finding": ["seizure", "stop"]},
    }
    query = {"id": "q", "query": "He had a convulsion last night: what now?", "patient": {}}
    made = Converter(load_plugins().metrics).rubric(query, [row])
    [first, *_] = json.loads(made.source)["criteria"]
    assert first["states"]["all"][0] == {"any": ["tramadol"]}


def test_a_cause_without_its_name_is_barred_by_the_drug_of_the_criterion() -> None:
    assert stops_the_culprit("stop the offending drug")
    assert stops_the_culprit("withdraw causative agent")
    assert not stops_the_culprit("stop tramadol")
    assert not stops_the_culprit("continue the offending drug")


def test_what_is_to_be_replaced_is_given() -> None:
    assert given_of(["replace thiamine"], ["thiamine"])
    assert given_of(["correct phosphate"], ["phosphate infusion"])
    assert not given_of(["replace thiamine"], ["glucose"])
    assert not given_of(["check phosphate"], ["phosphate"])


def test_what_is_no_bar_is_said_of_the_state_that_is_none() -> None:
    findings = ["not a contraindication", "still give", "once settled"]
    assert cleared(findings, ["egg allergy"]) == ["once settled", "egg allergy not a contraindication"]
    assert cleared(findings, []) == findings
    assert cleared(["avoid"], ["egg allergy"]) == ["avoid"]


def bodies_of(metrics, *rows):
    """The bodies by kind of the first row's criterion, as the converter writes it beside the others."""
    source = json.loads(Converter(metrics).rubric(QUERY, list(rows)).source)
    own = [each for each in source["criteria"] if each["id"].startswith(rows[0]["criterion_id"])]
    names = {"id", "metric", "critical", "points", "group"}
    return {kind: body for each in own for kind, body in each.items() if kind not in names}


def test_a_dose_that_is_refused_is_refused_by_giving_less_or_the_right_one():
    metrics = load_plugins().metrics
    terms = {"drug": ["dabigatran", "Pradaxa"], "finding": ["too high"]}
    text = "Flags dabigatran 150 mg twice daily as too much here."
    refused = criterion("d1", "must_flag_contraindicated", text, "contraindication", terms=terms)
    dose = {"drug": "dabigatran", "low": 110, "high": 110, "unit": "mg", "per": "dose", "frequency": ["BID"]}
    right = criterion("d2", "dose_range", "Gives dabigatran 110 mg twice daily.", "dose", terms=terms, dose=dose)
    bodies = bodies_of(metrics, refused, right)
    assert bodies["max_dose"]["amount"] == "142.5 mg"
    assert bodies["dose"]["any_of"][0] == {"amount": "110 mg", "frequency": ["BID"]}


def test_what_advice_spares_is_no_advice_and_what_is_to_be_avoided_is_not_asked_for():
    metrics = load_plugins().metrics
    drink = criterion("d1", "must_state", "Advises good hydration (stones, kidney injury).",
                      terms={"finding": ["drink plenty", "kidney injury"]})  # fmt: skip
    assert bodies_of(metrics, drink)["states"] == {"any": ["drink plenty"]}
    avoid = criterion("d1", "must_state", "Advises avoiding at least one of: ibuprofen, aspirin.",
                      terms={"finding": ["no anti-inflammatories"]})  # fmt: skip
    assert "ibuprofen" not in bodies_of(metrics, avoid)["states"]["any"]


def test_a_fact_may_have_any_name_inside_another() -> None:
    """Names of results are written in capitals and with signs; none of them stops a whole set."""
    facts = {"labs": {"K": 3.0, "Na+": 131, "24 h urine (mL)": 400}, "HbA1c (%)": 9.1, "×": "x", "eGFR": {"value": 40}}
    found = patient_of(facts, [])
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in found)
    assert found["k"] == "3"
    query = {**QUERY, "patient_facts": facts}
    assert Converter(load_plugins().metrics).rubric(query, CRITERIA).source


def test_what_nobody_foresaw_costs_one_criterion_and_not_the_set() -> None:
    odd = [{**CRITERIA[0], "terms": "none", "dose": "2 mg"}, {**CRITERIA[1], "terms": {"drug": "apixaban"}}]
    made = Converter(load_plugins().metrics).rubric({**QUERY, "patient_facts": {"weight_kg": "?"}}, odd)
    assert {item.id for item in items_of(made.rubric)} == {"c1", "c2"}
