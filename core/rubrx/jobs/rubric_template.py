"""The rubric that `rubrx rubric new` writes: complete, commented, and right as it stands."""

TEMPLATE = """\
# A rubric: one query, and how answers to it are graded.
#   rubrx rubric check FILE    is the file well formed, and does every criterion compile?
#   rubrx rubric test FILE     do the examples below get the verdicts they expect?
# All kinds of criteria, each with an example: docs/rubrics.md. Replace everything below with your own.
rubric: RUBRIC-ID
version: 1
topic: Renal function
source: your name
query: Can I use metformin if the eGFR is 28?

# Facts with their units. "This patient", "her eGFR" and bare advice are judged by them.
patient: {age: 67 years, sex: F, egfr: 28 mL/min/1.73m2}

# Where the right answer comes from, and when it was said.
references:
  - {source: FDA drug safety communication on metformin, date: 2016-04-08, jurisdiction: US,
     says: contraindicated below an eGFR of 30}

# Other spellings of what you look for. The name itself always counts, upper and lower case alike.
terms:
  metformin: [Glucophage]
  lactic acidosis: [MALA, lactate build-up]
  insulin: [insulin glargine, basal insulin]
  GLP-1 receptor agonist: [GLP-1 RA, semaglutide, liraglutide, dulaglutide]

# Each criterion has an id, a metric, points, and exactly one kind of that metric.
criteria:
  # A failed critical criterion caps the score (critical_cap, 0.4 unless you say otherwise).
  - {id: contraindicated, metric: contraindication_recall, points: 5, critical: true,
     contraindicated: {drug: metformin, when: egfr < 30}}
  - {id: why, metric: accuracy, points: 2, states: lactic acidosis}
  - {id: alternative, metric: accuracy, points: 2, recommends: {any: [insulin, GLP-1 receptor agonist]}}
  - {id: no-blanket-ban, metric: specificity, points: 1,
     not_contraindicated: {drug: metformin, when: egfr >= 45}}
  - {id: no-absolutes, metric: humility, points: 1, no_absolutes: {about: [metformin, lactic acidosis]}}
  # Negative points: being met is bad.
  - {id: calls-it-safe, metric: accuracy, points: -4, claim: Metformin is safe at any eGFR.}
  # What no rule decides is left to a judge or a human, and earns nothing until then.
  - {id: tone, metric: accuracy, points: 1, judge: "Would a patient understand this answer?"}

# Answers with the verdicts you expect: met, not_met, not_applicable or cannot_assess. Write a right answer,
# a wrong one, a negated one, a paraphrase, and one that only drops the keywords.
examples:
  - text: >-
      Metformin is contraindicated below an eGFR of 30 because of the risk of lactic acidosis.
      Use insulin or semaglutide instead.
    expect: {contraindicated: met, why: met, alternative: met, no-blanket-ban: met, no-absolutes: met,
             calls-it-safe: not_met, tone: cannot_assess}
  - text: Metformin is not contraindicated here, and there is no risk of lactic acidosis.
    expect: {contraindicated: not_met, why: not_met, alternative: not_met}
  - text: Metformin is safe at any eGFR.
    expect: {contraindicated: not_met, calls-it-safe: met}
  - text: "metformin, eGFR 28, contraindicated, lactic acidosis, insulin, GLP-1 RA"
    expect: {contraindicated: not_met, why: not_met, alternative: not_met}
"""
