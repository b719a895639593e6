"""Examples that a rubric lacks: what is denied, what is only named, what must not go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from rubrx.linting.sheet import Finding, Sheet
from rubrx.reading import Lexicon, Reader
from rubrx.records import Example, Status, items_of

#: kinds whose verdict does not rest on how something is said
_COUNTED = ("words", "matches", "judge")


def missing_examples(sheet: Sheet) -> Iterator[Finding]:
    """No examples at all, none that denies, none that only drops the keywords."""
    rubric = sheet.rubric
    if all(each.kind in _COUNTED for each in rubric.criteria):
        return
    if not rubric.examples:
        yield sheet.finding(
            (),
            "no-examples",
            "has no examples",
            "nobody knows whether the criteria find what they were written for",
            "add a right answer, a wrong one, a negated one and a row of keywords, with the verdicts you expect",
        )
        return
    reader = Reader(Lexicon(rubric.terms, rubric.patient, rubric.query))
    read = [(each, reader.read(each.text)) for each in rubric.examples]
    failing = [(each, reading) for each, reading in read if Status.NOT_MET in each.expect.values()]
    if not any(sentence.negations for _, reading in failing for sentence in reading.sentences):
        yield sheet.finding(
            ("examples",),
            "no-negated-example",
            "no example denies something and expects not_met",
            "whether 'not contraindicated' is told from 'contraindicated' goes untested",
            "add one with the right words and a not before them",
        )
    if not any(
        _is_keywords(each) or any(sentence.is_bare_list for sentence in reading.sentences) for each, reading in failing
    ):
        yield sheet.finding(
            ("examples",),
            "no-stuffed-example",
            "no example only lists the keywords and expects not_met",
            "whether a row of keywords earns points goes untested, and a trained policy will try it",
            "add the rubric's terms, separated by commas, and nothing else",
        )


def _is_keywords(example: Example) -> bool:
    note = example.note.lower()
    return "keyword" in note or "stuffed" in note


def untested_critical(sheet: Sheet) -> Iterator[Finding]:
    """Critical criteria for which the examples show no failure, or nothing at all."""
    if not sheet.rubric.examples:
        return
    for item in items_of(sheet.rubric):
        if not item.critical:
            continue
        expected = {each.expect[item.id] for each in sheet.rubric.examples if item.id in each.expect}
        lacking = [status for status in (Status.MET, Status.NOT_MET) if status not in expected]
        if lacking and not any(member.kind == "judge" for member in item.members):
            said = " and ".join(lacking)
            yield sheet.finding(
                ("criteria", sheet.rubric.criteria.index(item.members[0])),
                "untested-critical",
                f"is critical, and no example expects {said}",
                "it caps whole grades, on the strength of an untested reading",
                f"add an example on which it is {said}",
            )
