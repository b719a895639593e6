"""Rows of terms assert nothing, however they are parted; notes in few words do."""

import pytest

from rubrx.reading import Lexicon, Reader

READER = Reader(Lexicon())

ROWS = [
    "Digoxin, toxicity, arrhythmia, hypokalaemia, level, ECG.",
    "Digoxin toxicity visual halos arrhythmia hypokalaemia amiodarone interaction halve dose monitor level weekly "
    "ECG cardiology referral renal function.",
    "DIGOXIN AMIODARONE INTERACTION TOXICITY NAUSEA BRADYCARDIA REDUCE DOSE MONITOR LEVEL ECG CARDIOLOGIST REVIEW "
    "125 micrograms daily",
    "Digoxin and amiodarone and toxicity and halve dose and arrhythmia and nausea and monitor level and ECG.",
    "Keywords: digoxin, amiodarone, toxicity",
    "Key terms - digoxin, toxicity: halve",
    "tags: digoxin",
    "digoxin 125 micrograms once daily, amiodarone, toxicity, nausea, level in 1 week, ECG, potassium 4 mmol/L, halve, "
    "arrhythmia, vomiting, cardiologist",
]
COLUMNS = [
    "digoxin; amiodarone; toxicity; avoid; contraindicated; level; monitor potassium; cardiologist",
    "few data; case reports; joint choice; watch weight; watch growth; least amount; registry; topiramate; tailor",
    "Digoxin\nAmiodarone\nToxicity\nAvoid\nLevel\nECG\nHypokalaemia",
    "- digoxin\n- amiodarone interaction\n- toxicity\n- ECG\n- 125 micrograms\n- level",
]
NOTES = [
    "Stop ibuprofen; paracetamol 1 g q6h; recheck INR 5 days",
    "Halve digoxin today, take a level in 7 days, check potassium, ECG if pulse below 50, tell cardiology.",
    "Start glargine 10 units once daily, up 2 units every 3 days, continue metformin, stop glipizide, call if low.",
    "Hold warfarin 2 days, vitamin K 2 mg by mouth, INR in 24 h, restart 5 mg lower, call if bleeding.",
    "Please halve the digoxin as soon as amiodarone is started because its level will roughly double over weeks.",
    "Reduce digoxin 50 percent when starting amiodarone, otherwise toxicity develops within weeks of treatment.",
    "Options: quetiapine, which causes weight gain; lamotrigine, which needs slow titration; or lithium.",
]
HEADED = [
    "Monitor: digoxin level, potassium, creatinine, pulse, weight.",
    "Contraindicated: verapamil, diltiazem, sotalol, flecainide and propafenone.",
    "Signs of toxicity: nausea, vomiting, confusion, yellow vision, palpitations.",
    "Instead, it is caused by a combination of factors, such as obesity, inactivity, and smoking.",
]
NOTE_LINES = [
    "Stop ibuprofen\nParacetamol 1 g q6h\nRecheck INR 5 days\nWatch for melaena\nTell clinic\nNo NSAIDs\nHeat packs",
    "Alternatives in this order:\n- quetiapine\n- lamotrigine\n- olanzapine\n- lithium\n- aripiprazole\n- lurasidone",
    "Stop it.\nWhy?\nIt bleeds.",
    "No fever.\nNo rash.\nNo cough.\nNo pain.\nNo nausea.\nNo alcohol.\nDigoxin is always safe.",
]


@pytest.mark.parametrize("text", ROWS + COLUMNS)
def test_a_row_of_terms_asserts_nothing(text: str) -> None:
    """Whatever parts the terms, each sentence of the row is a bare list."""
    reading = READER.read(text)
    assert [s.text for s in reading.sentences if not s.is_bare_list] == []
    assert not reading.has_clinical_content


@pytest.mark.parametrize("text", NOTES + HEADED + NOTE_LINES)
def test_a_note_in_few_words_is_advice(text: str) -> None:
    """Verbs, grammar or a line that introduces them tell advice from a row of terms."""
    assert [s.text for s in READER.read(text).sentences if s.is_bare_list] == []


@pytest.mark.parametrize("tag", ["Use with care.", "Seek advice.", "With caution."])
def test_a_tag_on_a_bare_list_is_no_content(tag: str) -> None:
    """What hangs on a row of terms without naming anything makes the row say no more."""
    assert not READER.read(f"Digoxin, toxicity, arrhythmia, hypokalaemia, level, ECG. {tag}").has_clinical_content
    assert READER.read("Halve the digoxin. Use with care.").has_clinical_content


def test_one_article_does_not_make_a_row_a_sentence() -> None:
    """A long string of terms stays one with a function word thrown in."""
    text = "Digoxin toxicity visual halos arrhythmia hypokalaemia amiodarone interaction halve dose monitor level "
    long = text + "the ECG cardiology referral renal function potassium magnesium nausea vomiting confusion bradycardia"
    assert READER.read(long).sentences[0].is_bare_list
