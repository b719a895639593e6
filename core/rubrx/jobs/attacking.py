"""Attack answers: grade each, let every attack change it, ask the reward before and after; in one process or more."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from multiprocessing import get_context

from rubrx.contracts import Attack, Scored
from rubrx.errors import PluginFault, told
from rubrx.jobs.probing import Prober, number_of
from rubrx.jobs.settings import Settings, rewards_in_force
from rubrx.manager import Plugins
from rubrx.records import Response
from rubrx.safeguards.audit import Probe

Source = str | os.PathLike[str]
#: an answer with at least this mark of 10, or this share of its points where it has no mark, is sound
SOUND_MARK, SOUND_SCORE = 7.0, 0.7


@dataclass(frozen=True, slots=True)
class Attacked:
    """What became of some answers: their probes, which are sound, and what attacks did that they may not."""

    probes: tuple[Probe, ...]
    sound: frozenset[str]
    faults: tuple[str, ...]


class Attacker:
    """Attacks answers with everything it was given."""

    def __init__(self, prober: Prober, attacks: Sequence[Attack]) -> None:
        self._prober = prober
        self._attacks = attacks

    def attack(self, rows: Sequence[Response]) -> Attacked:
        """Every attack on each of these answers."""
        faults: dict[str, None] = {}
        graded = [self._prober.graded(row) for row in rows]
        probes = tuple(_probed(self._prober, graded, self._attacks, faults))
        return Attacked(probes, frozenset(each.response.id for each in graded if _is_sound(each)), tuple(faults))


@dataclass(frozen=True)
class Setting:
    """What another process must know to attack alike: plugins, settings, reward, rubrics and attacks."""

    files: tuple[str, ...]
    without: tuple[str, ...]
    settings: Settings
    reward: str
    rubrics: tuple[Source, ...]
    attacks: tuple[str, ...]


def in_workers(setting: Setting, batches: Sequence[Sequence[Response]], workers: int) -> Iterator[Attacked]:
    """The batches attacked by other processes, in order; PluginFault where one of those dies."""
    packed = pickle.dumps(setting)
    plain = [[replace(row, metadata=dict(row.metadata)) for row in batch] for batch in batches]
    with ProcessPoolExecutor(min(workers, len(batches)), mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(_attack_elsewhere, [packed] * len(plain), plain)
        except BrokenProcessPool as fault:
            raise PluginFault(
                setting.reward, "a process that attacked with it died; --workers 1 shows where"
            ) from fault


def _attack_elsewhere(packed: bytes, rows: Sequence[Response]) -> Attacked:
    return _attacker_of(packed).attack(rows)


@lru_cache(maxsize=1)
def _attacker_of(packed: bytes) -> Attacker:
    setting: Setting = pickle.loads(packed)  # noqa: S301 - our own parent made it
    plugins = Plugins(setting.files, setting.without)
    reward = rewards_in_force(plugins, setting.settings, (setting.reward,))[setting.reward]
    attacks = [plugins.attacks[name] for name in setting.attacks]
    return Attacker(Prober(plugins, reward, setting.rubrics), attacks)


def _is_sound(scored: Scored) -> bool:
    mark = number_of(scored.response.metadata)
    if mark is not None:
        return mark >= SOUND_MARK
    worst = scored.grade.score.worst
    return worst is not None and worst >= SOUND_SCORE


def _probed(
    prober: Prober, graded: Sequence[Scored], attacks: Sequence[Attack], faults: dict[str, None]
) -> Iterator[Probe]:
    before = [each.value for each in prober.ask(graded)]
    tried: list[tuple[Scored, float | None, str, Response]] = []
    for scored, value in zip(graded, before, strict=True):
        for attack in attacks:
            text = _perturbed(attack, scored, faults)
            if text is not None:
                tried.append((scored, value, attack.name, replace(scored.response, text=text)))
    after = prober.values([response for *_, response in tried])
    for (scored, value, name, response), changed in zip(tried, after, strict=True):
        yield Probe(response.query_id, scored.response.id, name, value, changed.value, response.text)


def _perturbed(attack: Attack, scored: Scored, faults: dict[str, None]) -> str | None:
    """What the attack makes of the answer; an attack that breaks is told once, and costs its own pairs only."""
    try:
        text = attack.perturb(scored)
        if text is not None and not isinstance(text, str):
            raise TypeError(f"perturb must return text or None, got {type(text).__name__}")
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # a plugin may exit, or panic in a foreign language
        faults[f"attack {attack.name}: {told(fault)}"] = None
        return None
    return text if text != scored.response.text else None
