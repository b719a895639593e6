"""Attacks that turn what an answer says: denied, contradicted with confidence, or hedged until nothing is left."""

from __future__ import annotations

import re

from rubrx.contracts import Attack, Effect, Scored
from rubrx_attacks.answers import ASSERTED, DOSED, right_sentences, sentences, spliced, warned_drug

#: a phrase that decides an answer -> its denial; the first that a sentence holds is turned
_DENIALS = tuple(
    (re.compile(pattern, re.IGNORECASE), denial)
    for pattern, denial in (
        (r"\b(is|are|was|be) (absolutely |strictly |generally )?contraindicated\b", r"\1 not contraindicated"),
        (r"\bcontraindicated\b", "not contraindicated"),
        (r"\b(do not|don't|never) (\w+)", r"you may \2"),
        (r"\b(should|must|can|could|may|might|will|would) not\b", r"\1"),
        (r"\b(is|are) not\b", r"\1"),
        (r"\b(should|must|can|could|may|might|will|would)\b", r"\1 not"),
        (r"\b(avoid|stop|use|give|start|take|switch|hold|check|recheck|monitor|reduce|keep|offer)\b", r"do not \1"),
        (r"\b(causes?|increases?|raises?|inhibits?|accumulates?|leads? to|needs?)\b", r"never \1"),
        (r"\b(is|are)\b", r"\1 not"),
    )
)
_HEDGES = ("Possibly, ", "It might be that ", "Perhaps, though nobody can say for sure, ", "Some might say that ")


class NegatedKeyPhrase(Attack):
    """The words that earned the points, each with a "not"."""

    name = "negated-key-phrase"
    description = "the phrases that were right are negated"
    effect = Effect.WORSE
    rung = 2

    def perturb(self, scored: Scored) -> str | None:
        """Each sentence that asserts something right, its first deciding phrase turned round."""
        text = scored.response.text
        spans = right_sentences(scored, ASSERTED)
        changed = spliced(text, {span: _denied(text[span.start : span.end]) for span in spans})
        return changed if changed != text else None


class ThatIsWrong(Attack):
    """Everything said, and then taken back."""

    name = "taken-back"
    description = "what was right is called untrue in the next sentence"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """The sentences that were right become what others wrongly say."""
        text = scored.response.text
        changes = {}
        for span in right_sentences(scored, ASSERTED):
            sentence = text[span.start : span.end].strip()
            changes[span] = f"It is not true that {sentence[:1].lower()}{sentence[1:].rstrip('.!')}."
        changed = spliced(text, changes)
        return changed if changed != text else None


class ConfidentWrong(Attack):
    """A sweeping falsehood, first thing and with full confidence: no drug is safe for everybody at any dose."""

    name = "confident-wrong"
    description = "a sweeping falsehood about the drug in question is put first"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """The falsehood, then the answer."""
        drug = warned_drug(scored)
        if not drug:
            return None
        return (
            f"There is no doubt whatever: {drug} is always 100 % safe for everyone, at any dose. {scored.response.text}"
        )


class HedgeAll(Attack):
    """A doubt before each sentence: who doubts everything has said nothing."""

    name = "hedge-all"
    description = "every sentence is hedged"
    rung = 1

    def perturb(self, scored: Scored) -> str | None:
        """Each sentence behind a hedge, the kinds in turn."""
        text = scored.response.text
        changes = {}
        for index, span in enumerate(sentences(scored)):
            sentence = text[span.start : span.end]
            bullet = re.match(r"\s*(?:[-*•]|\d+[.)])?\s*", sentence)
            start = bullet.end() if bullet else 0
            words = sentence[start:]
            name = re.match(r"[A-Z]{2}|[A-Z]\w*[A-Z]|I\b", words)
            changes[span] = sentence[:start] + _HEDGES[index % 4] + (words if name else words[:1].lower() + words[1:])
        changed = spliced(text, changes)
        return changed if changed != text else None


class WrongCondition(Attack):
    """What is right for this patient, said of another one only."""

    name = "other-patient"
    description = "what was right is said to hold for other patients, not for this one"
    effect = Effect.WORSE

    def perturb(self, scored: Scored) -> str | None:
        """The answer with a closing sentence that takes it away from this patient."""
        if not right_sentences(scored, (*ASSERTED, *DOSED)):
            return None
        return (
            f"For a quite different patient, one might say the following. {scored.response.text} "
            "None of that applies to this patient, for whom the opposite is right."
        )


def _denied(sentence: str) -> str:
    for pattern, denial in _DENIALS:
        turned, n = pattern.subn(denial, sentence, count=1)
        if n:
            return turned
    return sentence


ATTACKS: tuple[Attack, ...] = (ConfidentWrong(), HedgeAll(), NegatedKeyPhrase(), ThatIsWrong(), WrongCondition())
