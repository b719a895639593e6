"""Reasons, signs and figures that an answer must give, in the words of ward and counter; and their look-alikes."""

import pytest

QUERY = (
    "A 71-year-old man on dabigatran, digoxin 125 micrograms and phenytoin 300 mg. eGFR 28, INR 2.4. Turmeric capsules?"
)
RUBRIC = {"query": QUERY, "patient": {"age": "71 years", "sex": "M", "egfr": "28 mL/min", "inr": "2.4"}}

SAID = {
    "nausea": ["Off his food, or being sick? Ring the surgery.", "Any nausea? Come straight back."],
    "drowsiness": ["Sleepy? Stop it and call us.", "Muddled or drowsy? Straight to casualty."],
    "QT prolongation": ["Only an ECG shows the prolonged QT."],
    "fine needle": ["Pick the slimmest needle you have.", "A 25G needle, please.", "An orange needle will do."],
    "firm pressure": ["A long press with cotton wool.", "Squeeze firmly for five minutes.", "Press hard on the spot."],
    "keep 300 mg": ["Leave 300 mg.", "300 mg stays.", "Stay with 300 mg at night.", "Keep him on 300 mg."],
    "half-life 28 days": [
        "Four weeks after the shot, half of it is still there.",
        "It takes about a month to halve.",
        "Half of the dose is gone in four weeks.",
    ],
    "cardioprotection": ["Calcium steadies the heart.", "The calcium is there to guard the heart muscle."],
    "does not lower potassium": [
        "It will not touch the potassium.",
        "It leaves the potassium where it is.",
        "The potassium stays just as high.",
    ],
    "bradycardia": ["His pulse is already in the forties.", "Not for a man whose heart plods along at fifty."],
    "fetal renal toxicity": ["It destroyed the baby's kidneys.", "It damages the unborn child's kidneys."],
    "kidney protection": ["I'd add empagliflozin for his kidneys.", "Consider dapagliflozin for the kidneys' sake."],
    "prodrug": ["It relies on the liver for activation.", "It depends on that enzyme to become active."],
    "poor oral absorption": ["The stomach digests it before it gets in.", "Hardly any gets past the gut wall."],
    "crystal nephropathy": ["Crystals clog the tubules of the kidney.", "It silts up the kidneys."],
    "haemolysis": ["The blood itself breaks down."],
    "swallow whole": ["Crushing it dumps the whole dose at once.", "In one piece, please."],
    "with food": ["Take it with something fatty."],
    "osmotic demyelination": ["It can strip the insulation off the brain."],
    "muscle weakness": ["The muscles give out."],
    "no bar": ["Her past stroke is no obstacle.", "That does not count against it."],
    "low cross-reactivity": [
        "An allergy to the one does not carry over to the other.",
        "That tells you next to nothing about the other.",
    ],
    "systemic absorption": [
        "A drop runs down the nose and into the blood.",
        "The eye soaks it up and it goes everywhere.",
    ],
    "low transfer": ["The baby gets less than a hundredth of the dose."],
    "phenytoin level falls": ["His phenytoin plummets.", "The phenytoin vanishes within a day."],
    "raises digoxin level": ["The digoxin could creep up."],
    "desensitisation": ["Give rising doses on the ward until she tolerates it."],
    "fetal treatment failure": ["It cures her but leaves the child infected.", "It hardly crosses to the baby."],
    "pain crisis": ["He will wake in agony.", "The pain comes roaring back."],
    "does not reach lumen": ["Through a drip, none of it ends up in the bowel."],
    "stop inciting antibiotic": ["Stop the antibiotic that started it.", "Pull the offending course."],
    "live attenuated vaccine": ["She could catch measles from the jab."],
    "ketoacidosis": ["He can turn acid without the meter showing it."],
    "yellow vision": ["Everything may look yellow."],
}
NOT_SAID = {
    "nausea": ["Does he have nausea? I would need to know.", "Nausea? Not with this one; ring if unsure."],
    "drowsiness": ["Is he drowsy? I can't tell from here.", "Drowsy? I have never seen it."],
    "QT prolongation": [
        "Only the 32 mg dose prolonged the QT.",
        "Only people on dialysis get a prolonged QT.",
        "Only doses over 900 mg stretch the QT.",
    ],
    "angioedema": ["He has taken it without so much as a swollen lip."],
    "rhabdomyolysis": ["The dispensing system flags rhabdomyolysis. I don't buy it."],
    "lactic acidosis": [
        "Lactic acidosis happens only with an eGFR below 15.",
        "It is seen only in the very old on dialysis.",
    ],
    "bleeding": [
        "Leaving a clot alone kills more people than bleeding does.",
        "I fear the clot more than any bleeding.",
    ],
    "potassium replacement": ["The potassium will sort itself out.", "The potassium will correct on its own."],
    "raises digoxin": ["A digoxin level once a year is plenty."],
    "reduced renal clearance": ["Clearance matters for prophylaxis, and under-treating is worse."],
    "fine needle": ["Use the usual needle."],
    "keep 300 mg": ["Leave 300 mg out.", "He takes 300 mg; go to 400 mg.", "Do not keep 300 mg."],
    "half-life 28 days": ["Half of it is gone in a day.", "A month on, half the women had conceived."],
    "cardioprotection": ["It does not protect the heart."],
    "does not lower potassium": ["It lowers the potassium.", "Keep the potassium high."],
    "bradycardia": ["He had a heart attack at fifty."],
    "fetal renal toxicity": ["It does not harm the baby's kidneys."],
    "kidney protection": ["Metformin is too much for his kidneys.", "Halve it for the kidneys."],
    "poor oral absorption": ["Most of it gets through the gut wall."],
    "crystal nephropathy": ["It leaves the kidneys alone."],
    "swallow whole": ["Crush the tablet and give it down the tube.", "Chew them."],
    "salbutamol": ["It is allergy until proven otherwise."],
    "donepezil": ["All that is done."],
    "no bar": ["It is a bar to the vaccine.", "It rules the vaccine out."],
    "low cross-reactivity": ["One allergy means the other."],
    "phenytoin level falls": ["Raise the phenytoin.", "The phenytoin does not vanish."],
    "raises digoxin level": ["His sugar could climb on digoxin.", "Double the digoxin."],
    "desensitisation": ["Give small doses of doxycycline."],
    "fetal treatment failure": ["It cures the mother and the baby."],
    "does not reach lumen": ["The drip reaches the bowel."],
    "stop inciting antibiotic": ["Stop the loperamide."],
}


@pytest.mark.parametrize(("term", "answer"), [(term, each) for term, answers in SAID.items() for each in answers])
def test_it_is_said_in_other_words(verdict_on, term, answer):
    assert verdict_on("accuracy", {"states": term}, answer, **RUBRIC).status == "met"


@pytest.mark.parametrize(("term", "answer"), [(term, each) for term, answers in NOT_SAID.items() for each in answers])
def test_what_looks_alike_is_not_said(verdict_on, term, answer):
    assert verdict_on("accuracy", {"states": term}, answer, **RUBRIC).status == "not_met"


@pytest.mark.parametrize(
    "answer", ["Vitamin K is useless here.", "Vitamin K does nothing for it.", "There is no point in vitamin K."]
)
def test_who_says_that_a_drug_does_nothing_speaks_of_it(verdict_on, answer):
    """A drug that is denied its effect is named for the criterion that wants this said, and for no other."""
    denied = {"states": {"all": ["vitamin K", "no effect"]}}
    assert verdict_on("accuracy", denied, answer, **RUBRIC).status == "met"
    given = {"states": {"all": ["vitamin K", "bleeding"]}}
    assert verdict_on("accuracy", given, f"{answer} Bleeding is likely.", **RUBRIC).status == "not_met"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Skip the turmeric capsules. Turmeric in a curry is no issue.", "met"),
        ("Avoid turmeric capsules; culinary turmeric is fine.", "met"),
        ("Avoid turmeric. Turmeric with a meal is fine.", "not_met"),
        ("Turmeric capsules are fine with food.", "not_met"),
        ("I'd rather he didn't.", "met"),
        ("I would prefer him not to.", "met"),
        ("I'd rather he did.", "not_met"),
        ("I'd rather he didn't miss his blood test.", "not_met"),
    ],
)
def test_food_is_not_the_remedy_and_a_wish_is_advice(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "turmeric", "at_least": "hold"}}
    assert verdict_on("accuracy", body, answer, **RUBRIC).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Albumin matters for calcium, not for phenytoin.", "not_met"),
        ("The formula is for calcium, not phenytoin.", "not_met"),
        ("Use levetiracetam, not phenytoin.", "met"),
        ("Phenytoin is not for him.", "met"),
    ],
)
def test_what_is_true_of_another_bars_nothing(verdict_on, answer, status):
    body = {"contraindicated": {"drug": "phenytoin", "at_least": "hold"}}
    assert verdict_on("accuracy", body, answer, **RUBRIC).status == status


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("Stop empagliflozin a week ahead.", "met"),
        ("The last one is three days before surgery.", "met"),
        ("Stop it the day before surgery.", "not_met"),
    ],
)
def test_a_longer_wait_before_the_operation_does_as_well(verdict_on, answer, status):
    body = {"states": "at least 3 days before surgery"}
    assert verdict_on("accuracy", body, answer, **RUBRIC).status == status


@pytest.mark.parametrize(("query", "status"), [("She is 30 weeks pregnant.", "met"), ("A man of 40.", "not_met")])
def test_the_mother_is_the_patient_where_she_is_asked_about(verdict_on, query, status):
    answer = "The mother may get nausea."
    assert verdict_on("accuracy", {"states": "nausea"}, answer, query=query, patient={}).status == status
