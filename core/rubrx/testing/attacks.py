"""The contract of an attack, check by check: a text or None, the same again, from each answer alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rubrx.contracts import Attack, Effect, Metric
from rubrx.testing.answers import named, require, scored_batch, short


def check_attack(attack: Attack) -> None:
    """Hold the contract of an attack on a batch of awkward answers (see `scored_batch`).

    A declared effect; each answer becomes a text, or None where the attack does not apply; the same again the second
    time, and by an attack that has met the answers in another order.
    """
    for _, check in attack_checks(attack):
        check()


def attack_checks(attack: Attack, metrics: Mapping[str, Metric] | None = None) -> list[tuple[str, Callable[[], None]]]:
    """The parts of the contract by name; each call raises AssertionError with what was broken."""
    answers = scored_batch(metrics=metrics)

    def declared() -> None:
        name = named(attack, "attack")
        require(isinstance(attack.effect, Effect), f"{name}: effect must be an Effect, got {attack.effect!r}")
        whole = attack.rung is None or (isinstance(attack.rung, int) and not isinstance(attack.rung, bool))
        require(whole, f"{name}: rung must be a whole number or None, got {attack.rung!r}")

    def a_text_or_none() -> None:
        for scored in answers:
            text = attack.perturb(scored)
            said = f"attack {attack.name}: returned {type(text).__name__} for {short(scored.response.text)}"
            require(text is None or isinstance(text, str), f"{said}; a text or None is wanted")

    def deterministic() -> None:
        first = [attack.perturb(scored) for scored in answers]
        again = [attack.perturb(scored) for scored in reversed(answers)][::-1]
        for scored, a, b in zip(answers, first, again, strict=True):
            require(a == b, f"attack {attack.name}: another text the second time, for {short(scored.response.text)}")

    return [
        ("name, effect and rung", declared),
        ("a text or None", a_text_or_none),
        ("deterministic, in any order", deterministic),
    ]
