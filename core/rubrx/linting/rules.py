"""All the rules, the codes that their findings bear, and `lint`, which asks them one by one."""

from collections.abc import Callable, Iterator, Mapping

from rubrx.linting.conflicts import contradictions, duplicates
from rubrx.linting.examples import missing_examples, untested_critical
from rubrx.linting.ignores import without_ignored
from rubrx.linting.names import literal_spellings, unknown_drugs, unknown_units
from rubrx.linting.points import idle_cap, nothing_sure_to_earn, unreachable
from rubrx.linting.sheet import Finding, Sheet
from rubrx.linting.wording import undecidable
from rubrx.records import Rubric

#: what a finding can be called, and what it means
CODES: Mapping[str, str] = {
    "contradictory-criteria": "two criteria of which no answer can have both go well",
    "duplicate-criterion": "a criterion that checks what another checks",
    "idle-cap": "a critical cap that caps nothing",
    "no-examples": "a rubric without examples",
    "no-negated-example": "no example denies something",
    "no-positive-points": "no point that every answer could earn without a judge",
    "no-stuffed-example": "no example only drops the keywords",
    "repeated-part": "an expression that names one thing twice",
    "spelling-for-term": "one spelling of a term where the term is meant",
    "undecidable-wording": "words such as “appropriate” that leave open what counts",
    "unknown-drug": "a drug that neither the open list nor the rubric's terms know",
    "unknown-unit": "a figure with a unit that can't be read",
    "unreachable-points": "a criterion that never applies to this patient",
    "untested-critical": "a critical criterion whose failure (or success) no example shows",
    "unused-ignore": "an ignore comment that ignores nothing",
}

_RULES: tuple[Callable[[Sheet], Iterator[Finding]], ...] = (
    duplicates,
    contradictions,
    unreachable,
    nothing_sure_to_earn,
    idle_cap,
    unknown_drugs,
    unknown_units,
    literal_spellings,
    undecidable,
    missing_examples,
    untested_critical,
)


def lint(rubric: Rubric) -> list[Finding]:
    """Everything that the rules find in a rubric and no comment of its author ignores, in file order.

    `rubric` must hold its text (`rubric.yaml`), and compile.
    """
    sheet = Sheet(rubric)
    found = [finding for rule in _RULES for finding in rule(sheet)]
    kept = without_ignored(sheet, found, CODES)
    return sorted(kept, key=lambda finding: (finding.line, finding.column, finding.code))
