"""Preferences made fit to learn from: repeated ones joined, contradictions settled by vote, all of it counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rubrx.records import Preference


@dataclass(frozen=True, slots=True)
class Distinct:
    """Pairs of answers, each once, and what became of the `rows` preferences that they were made of.

    `repeated` rows said what an earlier one had said. `contradicted` pairs were preferred either way by somebody;
    of these `tied` were dropped because the votes were even. `below` pairs were dropped because too few agreed.
    `agreement` is the share of votes for the answer that was chosen, for each pair that is left.
    """

    pairs: tuple[Preference, ...]
    agreement: tuple[float, ...]
    rows: int
    repeated: int
    contradicted: int
    tied: int
    below: int


def distinct(preferences: Iterable[Preference], min_agreement: float = 0.0) -> Distinct:
    """Each pair of answers to a prompt once, the way most votes went, in the order in which they first came.

    A row is as many votes as it has `annotators`, one where it doesn't say. The margin is the mean of those given
    by the rows that agree with the outcome. Pairs whose share of votes is below `min_agreement` are dropped: with
    three annotators 0.6 asks for two of three, 1 for all.
    """
    votes: dict[tuple[str, str, str], dict[str, list[Preference]]] = {}
    rows = repeated = 0
    for each in preferences:
        rows += 1
        first, second = sorted((each.chosen, each.rejected))
        sides = votes.setdefault((each.prompt, first, second), {})
        repeated += each.chosen in sides
        sides.setdefault(each.chosen, []).append(each)
    kept: list[Preference] = []
    agreement: list[float] = []
    contradicted = tied = below = 0
    for sides in votes.values():
        counts = {chosen: sum(each.annotators or 1 for each in group) for chosen, group in sides.items()}
        contradicted += len(sides) > 1
        winner = max(counts, key=lambda chosen: counts[chosen])
        share = counts[winner] / sum(counts.values())
        if len(sides) > 1 and 2 * counts[winner] == sum(counts.values()):
            tied += 1
        elif share < min_agreement:
            below += 1
        else:
            kept.append(_joined(sides[winner], counts[winner]))
            agreement.append(share)
    return Distinct(tuple(kept), tuple(agreement), rows, repeated, contradicted, tied, below)


def _joined(group: list[Preference], votes: int) -> Preference:
    margins = [each.margin for each in group if each.margin is not None]
    return group[0]._replace(margin=sum(margins) / len(margins) if margins else None, annotators=votes)
