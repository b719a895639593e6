"""A claim in plain English is found in other words, with its figures, polarity and stance, not by words alone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading import Lexicon, Reader
from rubrx.reading.claims.claim import FEATURES, STATED_FROM, Claim, ClaimOutcome, model, probability
from rubrx.reading.claims.words import drug_stems

STATED, NOT_STATED, CONTRADICTED = ClaimOutcome.STATED, ClaimOutcome.NOT_STATED, ClaimOutcome.CONTRADICTED
QUERY = "Can I use metformin if the eGFR is 24?"


def weigh(claim, answer, query=QUERY, terms=None):
    lexicon = Lexicon(terms, {}, query)
    return Claim(claim, lexicon).weigh(Reader(lexicon).read(answer))


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        (
            "Metformin accumulates in renal failure and can cause lactic acidosis",
            "Metformin builds up in renal failure. It may lead to lactic acidosis.",
        ),
        ("Shortness of breath is a side effect.", "Adverse effects include dyspnoea."),
        ("The tablets must be kept in the refrigerator.", "Store the pills in a fridge."),
        ("Doctors advise rest and plenty of fluids.", "Your physician will recommend resting and staying hydrated."),
        ("An antibiotic is needed for tonsillitis.", "Amoxicillin is required for tonsillitis."),
        ("The fever lasts 72 hours.", "The fever lasts for 3 days."),
        ("There is no vaccine for scabies.", "Scabies has no vaccine."),
    ],
)
def test_other_words_for_the_same_thing_state_it(claim, answer):
    assert weigh(claim, answer, query="").outcome is STATED


@pytest.mark.parametrize(
    ("claim", "answer", "missing"),
    [
        ("Mumps can cause testicular pain.", "Torsion can cause testicular pain.", "Mumps"),
        ("The rash fades within 14 days.", "The rash fades within 3 days.", "14 days"),
        ("Grapefruit raises the level of simvastatin.", "Simvastatin lowers cholesterol.", "Grapefruit"),
    ],
)
def test_a_claim_whose_dearest_word_or_figure_is_missing_is_not_stated_and_the_reason_names_it(claim, answer, missing):
    found = weigh(claim, answer, query="What can cause testicular pain?")
    assert found.outcome is NOT_STATED
    assert missing in found.why
    assert found.score < STATED_FROM


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Thiazides lower the lithium level.", "Thiazides raise the lithium level."),
        ("Metformin is safe at any eGFR.", "Metformin is contraindicated at this eGFR."),
        ("Metformin is safe at any eGFR.", "Metformin is fine above 45, but avoid metformin below an eGFR of 30."),
        ("Stretching is not associated with migraine.", "Stretching is associated with migraine."),
        ("Stretching is associated with migraine.", "Stretching is not associated with migraine."),
    ],
)
def test_the_other_polarity_direction_or_stance_contradicts(claim, answer):
    assert weigh(claim, answer).outcome is CONTRADICTED


@pytest.mark.parametrize(
    "answer",
    [
        "Does lactic acidosis follow accumulation of metformin?",
        "Metformin, lactic acidosis, accumulation, eGFR, dialysis, lactate, insulin",
    ],
)
def test_a_question_or_a_bare_list_states_nothing(answer):
    assert weigh("Accumulation of metformin causes lactic acidosis.", answer).outcome is NOT_STATED


def test_the_end_of_a_claim_is_its_point():
    """Two of three things are not the claim where the third is what it says of them."""
    answer = "Vomiting and diarrhoea are unpleasant."
    assert weigh("Vomiting and diarrhoea cause dehydration.", answer, query="").outcome is NOT_STATED


def test_what_stands_in_brackets_only_explains():
    claim, answer = "Surgery (lateral sphincterotomy) heals the fissure.", "Surgery heals the fissure."
    assert weigh(claim, answer, query="").outcome is STATED
    assert weigh(claim.replace("(", "").replace(")", ""), answer, query="").score < weigh(claim, answer, query="").score


def test_a_condition_in_the_negative_denies_nothing():
    claim = "If the fissure does not heal, surgery may be offered."
    assert weigh(claim, "Where healing of the fissure stalls, surgery is offered.", query="").outcome is STATED


def test_a_word_of_the_query_stands_for_no_member_of_its_kind():
    """The query's "infection" repeated says nothing of viruses."""
    claim, answer = "Viruses commonly cause colds.", "An infection commonly causes colds."
    asked, unasked = weigh(claim, answer, query="Is this infection a cold?"), weigh(claim, answer, query="Is it?")
    assert asked.score < unasked.score


def test_an_everyday_word_is_no_drug_though_a_brand_bears_its_name():
    assert "even" not in drug_stems()
    assert "metformin" in drug_stems()


def test_drugs_that_only_look_alike_are_never_taken_for_each_other():
    """Hydralazine is not hydroxyzine, and chlorpropamide is not chlorpromazine, whatever letters they share."""
    for one, other in (("chlorpromazine", "chlorpropamide"), ("hydralazine", "hydroxyzine")):
        said = f"{other} prolongs sedation."
        assert weigh(f"{one} prolongs sedation.", said, query="").outcome is NOT_STATED
        assert weigh(f"{other} prolongs sedation.", said, query="").outcome is STATED


def test_a_term_of_the_rubric_counts_in_all_its_spellings():
    terms = {"tea tree oil": ["melaleuca"]}
    claim, answer = "Tea tree oil irritates eyelids.", "Melaleuca irritates eyelids."
    assert weigh(claim, answer, query="", terms=terms).outcome is STATED
    assert weigh(claim, answer, query="").score < weigh(claim, answer, query="", terms=terms).score


def test_a_list_is_read_with_its_heading():
    items = "\n".join(f"- {each}" for each in ("blurred vision", "dry lips", "palpitations", "tinnitus"))
    found = weigh("Atropine causes blurred vision, palpitations and tinnitus.", f"Atropine causes:\n{items}", query="")
    assert found.outcome is STATED
    assert (found.start, found.end > 60) == (0, True)


def test_what_the_query_said_already_is_cheap():
    """The same words are worth less when they only echo the question."""
    claim, echo = "Bananas help diarrhoea through pectin.", "Bananas help diarrhoea."
    assert weigh(claim, echo, query="Do bananas help diarrhoea?").score < weigh(claim, echo, query="").score


def test_a_claim_without_content_is_refused():
    with pytest.raises(ValueError, match="content"):
        Claim("It is so.", Lexicon())


def test_the_score_is_the_logistic_of_the_printed_coefficients():
    shares = (0.5, 0.6, 0.25, 0.3)
    logit = model()["intercept"] + sum(model()[name] * each for name, each in zip(FEATURES, shares, strict=True))
    assert probability(shares, model()) == pytest.approx(math.exp(logit) / (1 + math.exp(logit)))
    assert all(model()[name] > 0 for name in FEATURES[:3])
    assert model()["gap"] < 0


WORDS = st.sampled_from(
    "metformin lactic acidosis not no is 500 mg causes rash safe avoid any ? . , ; : \n - 1. é".split(" ")
)


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=60))
def test_any_claim_on_any_answer_has_a_probability_and_a_stretch_within_it(claim, answer):
    text = " ".join(answer)
    lexicon = Lexicon(query=QUERY)
    try:
        wanted = Claim(" ".join(claim), lexicon)
    except ValueError:
        return
    reading = Reader(lexicon).read(text)
    found = wanted.weigh(reading)
    assert 0.0 <= found.score <= 1.0
    assert 0 <= found.start <= found.end <= len(reading.folded.text)
    assert found == Claim(" ".join(claim), lexicon).weigh(Reader(lexicon).read(text))
    assert "\n" not in found.why


@given(st.permutations(["Coffee stains teeth.", "Ginger settles nausea.", "Elderly people fall.", "Rain is wet."]))
def test_the_order_of_sentences_that_do_not_refer_to_each_other_changes_nothing(sentences):
    assert weigh("Ginger settles nausea.", " ".join(sentences), query="").outcome is STATED


@pytest.mark.parametrize(
    ("claim", "answer", "query"),
    [
        ("A urinary infection in pregnancy can be left untreated.",
         "Urinary infections in pregnancy should be treated.", "A pregnant woman has cystitis. What would you give?"),
        ("Sources disagree about the kidney function below which it should be avoided.",
         "Nitrofurantoin is an antibiotic that needs working kidneys.", "Nitrofurantoin at a CrCl of 45?"),
        ("The same dose of amoxicillin suits every child of any weight.",
         "Amoxicillin is given to children in divided doses. The amount depends on the weight.",
         "What dose of amoxicillin at a weight of 20 kg?"),
        ("Kidney function does not change the dose of enoxaparin.",
         "The dose of enoxaparin may need adjustment, especially if the kidneys are not perfect.",
         "Enoxaparin at a CrCl of 23?"),
        ("Gabapentin needs no dose adjustment in renal impairment.",
         "Gabapentin is cleared by the kidneys. Pregabalin is not safer: it needs the same adjustment of the dose.",
         "How is gabapentin dosed in renal impairment?"),
    ],
)  # fmt: skip
def test_a_harmless_sentence_with_the_claims_words_does_not_state_the_claim(claim, answer, query):
    assert weigh(claim, answer, query).outcome is not STATED


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("Thiazides lower the lithium level.", CONTRADICTED),
        ("Thiazides raise the lithium level.", STATED),
        ("Thiazides reduce the clearance of lithium.", STATED),
    ],
)
def test_less_clearance_of_a_thing_is_more_of_it(claim, outcome):
    found = weigh(claim, "Thiazides reduce lithium clearance.", "Is lithium safe here?")
    assert found.outcome is outcome


@pytest.mark.parametrize(
    "answer", ["The kidneys do not matter for the dose of enoxaparin.", "Kidney function never changes its dose."]
)
def test_a_denial_is_found_in_other_words(answer):
    claim = "Kidney function does not change the dose of enoxaparin."
    assert weigh(claim, answer, "Enoxaparin at a CrCl of 23?").outcome is STATED


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Calcium reduces the absorption of levothyroxine.", "Calcium improves the absorption of levothyroxine."),
        ("Fluoxetine inhibits CYP2D6.", "Fluoxetine does not affect CYP2D6."),
        ("Amiodarone raises the digoxin level.", "Amiodarone leaves the digoxin level unchanged."),
        ("Amiodarone raises the digoxin level.", "Amiodarone has no effect on the digoxin level."),
    ],
)
def test_an_effect_that_is_denied_or_turned_round_contradicts_the_claim(claim, answer):
    assert weigh(claim, answer).outcome is CONTRADICTED


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Calcium reduces the absorption of levothyroxine.", "Iron reduces the absorption of levothyroxine."),
        ("Rifampicin lowers apixaban exposure.", "Ketoconazole lowers apixaban exposure."),
        ("Thiazide diuretics lower the lithium level.", "Avoid hydrochlorothiazide with lithium if possible."),
    ],
)
def test_what_is_said_of_another_agent_or_only_warned_of_does_not_state_the_claim(claim, answer):
    assert weigh(claim, answer, "Is it safe with lithium?").outcome is not STATED


@pytest.mark.parametrize(
    "answer",
    [
        "Amiodarone pushes the digoxin level up.",
        "With amiodarone the digoxin level goes up over weeks.",
        "On amiodarone the digoxin level shoots up.",
        "Amiodarone makes the digoxin level creep up.",
        "Digoxin levels climb with amiodarone.",
    ],
)
def test_verbs_of_motion_with_up_and_down_say_more_and_less(answer):
    """And "up" by itself, or behind other verbs, says nothing."""
    assert weigh("Amiodarone raises the digoxin level.", answer).outcome is STATED
    assert weigh("Amiodarone lowers the digoxin level.", answer).outcome is CONTRADICTED


def test_up_without_a_verb_of_motion_says_nothing():
    for answer in ("Follow up the digoxin level with amiodarone.", "Up to 250 micrograms of digoxin with amiodarone."):
        assert weigh("Amiodarone raises the digoxin level.", answer).outcome is not STATED


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Troughs of 15-20 mg/L are no longer recommended.", "Keep the trough at 15-20 mg/L."),
        ("Clarithromycin is a likely cause of the raised INR.", "A raised INR is often caused by a change of diet."),
        ("Vitamin K is not needed.", "Vitamin K comes as ampoules of 10 mg."),
    ],
)
def test_a_claims_topic_without_its_denial_or_its_cause_does_not_state_it(claim, answer):
    assert weigh(claim, answer, "INR 11 on warfarin: what now?").outcome is not STATED


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("Troughs of 15-20 mg/L are no longer recommended.", "Troughs of 15-20 mg/L have been abandoned."),
        ("Clarithromycin is a likely cause of the raised INR.", "The antibiotic has caused the raised INR."),
        ("Troughs of 15-20 mg/L are no longer recommended.", "Troughs of 15-20 mg/L are not advised any more."),
    ],
)
def test_other_words_of_denial_and_a_drug_pointed_at_will_do(claim, answer):
    assert weigh(claim, answer, "INR 11 on warfarin and clarithromycin: what now?").outcome is STATED
