"""What attacks ask of an answer: its sentences, the words that earned points, the drug the rubric warns of.

What earned points is the grade's opinion. It is asked only to leave attacks out where they might do good: where
the grader is wrong about an answer, that answer is attacked less, never more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rubrx.contracts import Scored
from rubrx.records import Span, Status, Verdict, items_of

#: kinds whose evidence is an assertion: denying it makes a right answer wrong
ASSERTED = ("contraindicated", "states", "recommends", "monitors", "claim", "not_contraindicated", "group")
#: kinds whose evidence is an amount
DOSED = ("dose", "max_dose", "step", "quantity")


def sentences(scored: Scored) -> list[Span]:
    """The sentences of the answer, as spans of its text, empty ones left out."""
    reading = scored.reading
    found = [reading.span(sentence.start, sentence.end) for sentence in reading.sentences]
    return [span for span in found if scored.response.text[span.start : span.end].strip()]


def earned(scored: Scored, kinds: Sequence[str]) -> list[Verdict]:
    """The verdicts that went well on the rubric's positive points, of these kinds, with evidence."""
    return [
        verdict
        for kind, points, verdict in _judged(scored)
        if kind in kinds and points > 0 and verdict.status is Status.MET and verdict.evidence
    ]


def spoiled(scored: Scored) -> list[Span]:
    """The words that cost points, or that failed a criterion: to change them might be to mend them."""
    return [
        span
        for _, points, verdict in _judged(scored)
        if verdict.status is (Status.MET if points < 0 else Status.NOT_MET)
        for span in verdict.evidence
    ]


def right_sentences(scored: Scored, kinds: Sequence[str]) -> list[Span]:
    """The sentences that hold evidence of these kinds and nothing that cost points."""
    good = [span for verdict in earned(scored, kinds) for span in verdict.evidence]
    bad = spoiled(scored)
    return [
        sentence
        for sentence in sentences(scored)
        if any(_touch(sentence, span) for span in good) and not any(_touch(sentence, span) for span in bad)
    ]


def says_something(scored: Scored) -> bool:
    """Whether the answer earns points and makes no grave mistake: a refusal is then no improvement."""
    worst = scored.grade.score.worst
    grave = any(
        verdict.status is (Status.MET if item.points < 0 else Status.NOT_MET) and (item.critical or item.points < 0)
        for item, verdict in zip(items_of(scored.rubric), scored.grade.verdicts, strict=True)
    )
    return worst is not None and worst > 0 and not grave


def warned_drug(scored: Scored) -> str:
    """The drug that the rubric's first contraindication is about, or the first advised for or against; '' if none."""
    for kind in ("contraindicated", "not_contraindicated", "dose", "max_dose", "recommends", "not_recommends"):
        for criterion in scored.rubric.criteria:
            if criterion.kind == kind and (name := _name_in(criterion.body)):
                return name
    return ""


def drugs(scored: Scored) -> list[str]:
    """The rubric's terms that it advises for or against, in the order in which it names them."""
    found: dict[str, None] = {}
    for criterion in scored.rubric.criteria:
        if criterion.kind in ("contraindicated", "not_contraindicated", "recommends", "not_recommends", "dose"):
            found.update(dict.fromkeys(_names_in(criterion.body)))
    return list(found)


def spliced(text: str, changes: Mapping[Span, str]) -> str:
    """The text with these disjoint spans replaced."""
    parts, at = [], 0
    for span in sorted(changes):
        parts += [text[at : span.start], changes[span]]
        at = span.end
    return "".join([*parts, text[at:]])


def ended(text: str) -> str:
    """The text as something that a sentence can follow."""
    text = text.rstrip()
    return text if not text or re.search(r"[.!?:][\"')\]]*$", text) else text + "."


def _judged(scored: Scored) -> Iterator[tuple[str, float, Verdict]]:
    for item, verdict in zip(items_of(scored.rubric), scored.grade.verdicts, strict=True):
        yield item.kind, item.points, verdict


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _name_in(body: object) -> str:
    return next(iter(_names_in(body)), "")


def _names_in(body: object) -> Iterator[str]:
    """The names in a criterion's body, however it nests them: a drug, a list of them, an expression's leaves."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, list | tuple):
        for each in body:
            yield from _names_in(each)
    else:
        for part in ("drug", "name", "parts"):
            yield from _names_in(getattr(body, part, ()))
