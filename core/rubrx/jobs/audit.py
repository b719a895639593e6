"""Audit a reward: attack every answer, grade and score what comes out, hold the contract, add up."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence

import numpy as np

from rubrx.contracts import Attack, Reward, Scored
from rubrx.errors import GateMissed, UsageError, told
from rubrx.jobs.attacking import Attacker, Setting, in_workers
from rubrx.jobs.gold import gold_of
from rubrx.jobs.probing import BATCH, Prober, answers_of
from rubrx.jobs.scoring import score_rewards
from rubrx.jobs.settings import Settings, find_settings, rewards_in_force
from rubrx.jobs.sources import installed
from rubrx.manager import Plugins
from rubrx.safeguards.audit import AttackInfo, Audit, Probe, audit
from rubrx.safeguards.parting import Labelled, Parting, parting
from rubrx.store import find_run, open_store
from rubrx.store.labelled import answered

Source = str | os.PathLike[str]
#: answers on which the contract is held
CONTRACT_ANSWERS = 100


def audit_reward(  # noqa: PLR0913 - each is one option of `rubrx audit reward`
    name: str,
    *,
    responses: Source | None = None,
    rubrics: Sequence[Source] = (),
    attacks: Sequence[str] = (),
    plugins: Plugins | None = None,
    settings: Settings | None = None,
    seed: int = 0,
    shown: int = 5,
    workers: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """Attack the answers of a file (default: all that the rubric packs bring along) and see what a reward says.

    `attacks` names those to use (default: all there are). `seed` starts the resampling; the attacks themselves use no
    chance. `workers` processes share the work, to the same figures (a program that asks for more than one guards its
    start with `if __name__ == "__main__"`). `on_progress` is told how many answers of all are done. UsageError for an
    unknown reward or attack, or where no answer has a rubric.
    """
    plugins, settings = plugins or installed(), settings or find_settings()
    reward = reward_named(name, plugins, settings)
    chosen = _chosen(plugins, attacks)
    prober = Prober(plugins, reward, rubrics)
    answers = answers_of(responses, plugins, prober)
    rows = answers.rows
    attacker = Attacker(prober, chosen)
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    if workers > 1 and len(batches) > 1:
        setting = Setting(plugins.files, plugins.without, settings, name, tuple(rubrics), tuple(a.name for a in chosen))
        attacked = in_workers(setting, batches, workers)
    else:
        attacked = map(attacker.attack, batches)
    faults: dict[str, None] = {}
    probes: list[Probe] = []
    sound: set[str] = set()
    for done, found in enumerate(attacked, 1):
        probes += found.probes
        sound |= found.sound
        faults.update(dict.fromkeys(found.faults))
        if on_progress is not None:
            on_progress(min(done * BATCH, len(rows)), len(rows))
    originals = [prober.graded(row) for row in rows[:CONTRACT_ANSWERS]]
    faults.update(dict.fromkeys(contract_faults(reward, originals)))
    infos = [AttackInfo(each.name, each.effect, each.description, each.rung) for each in chosen]
    return audit(
        name,
        range_of(reward, [probe.before for probe in probes]),
        infos,
        probes,
        np.random.default_rng(seed),
        sound=sound,
        faults=list(faults),
        shown=shown,
        left_out=answers.rejected + answers.unknown,
    )


def reward_named(name: str, plugins: Plugins, settings: Settings | None = None) -> Reward:
    """A reward by its name, configured by the settings file that governs the current folder."""
    return rewards_in_force(plugins, settings or find_settings(), (name,))[name]


def contract_faults(reward: Reward, batch: Sequence[Scored]) -> list[str]:
    """What the reward does that no reward may: wrong length, NaN, out of range, dependence on order or company."""
    once = _asked(reward, batch)
    faults = _whole(reward, batch)
    if broken := [each for each in once if each[1]]:
        faults.append(f"{len(broken)} of {len(batch)} answers: {broken[0][1]}")
    if _asked(reward, batch) != once:
        faults.append("gives other values the second time")
    if _asked(reward, batch[::-1])[::-1] != once:
        faults.append("values depend on the order of the batch")
    if [value for each in batch for value in _asked(reward, [each])] != once:
        faults.append("values depend on what else is in the batch")
    return faults


def _whole(reward: Reward, batch: Sequence[Scored]) -> list[str]:
    """What goes wrong when it is asked about all at once; in a run each answer would be asked about again, alone."""
    try:
        n = len(list(reward.score(tuple(batch))))
    except KeyboardInterrupt:
        raise
    except BaseException as fault:  # SystemExit and Rust panics are BaseExceptions too
        return [f"fails on a batch of {len(batch)}: {told(fault)}"]
    return [] if n == len(batch) else [f"returns {n} values for {len(batch)} answers"]


def range_of(reward: Reward, values: Sequence[float | None]) -> tuple[float, float]:
    """The reward's range; where that has no bounds, the one that these values span.

    UsageError where it has no width: such a reward pays the same for everything.
    """
    low, high = reward.range
    if not (math.isfinite(low) and math.isfinite(high)):
        known = [value for value in values if value is not None]
        low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if not low < high:
        raise UsageError(f"reward {reward.name} is always {low:g} here: nothing can raise it, and there is no audit")
    return low, high


def _asked(reward: Reward, batch: Sequence[Scored]) -> list[tuple[float | None, str]]:
    """The reward's values, each with its problem."""
    return [(row[0].value, row[0].problem) for row in score_rewards({"reward": reward}, batch)]


def _chosen(plugins: Plugins, names: Sequence[str]) -> list[Attack]:
    for name in names:
        if name not in plugins.attacks:
            raise UsageError(f"no attack named {name!r}; there are {', '.join(plugins.attacks) or 'none'}")
    chosen = [attack for name, attack in plugins.attacks.items() if not names or name in names]
    if not chosen:
        raise UsageError("no attacks: is the plugin that brings them left out by RUBRX_WITHOUT?")
    return chosen


def audit_run(run: str = "latest", *, gold: str, db: Source = "./rubrx.db", seed: int = 0, shown: int = 3) -> Parting:
    """Where the rewards of a graded run part from people's marks: see `rubrx.jobs.gold.gold_of` for `gold`.

    UsageError for an unknown run or where nothing is marked; StoreFault where the database can't be read.
    """
    with open_store(db) as store:
        found = find_run(store, run)
        rows = answered(store, found.id)
        marked = gold_of(store, found, rows, gold)
    labelled = [
        Labelled(row.query_id, row.response_id, row.text, marked[row.response_id], row.rewards)
        for row in rows
        if row.response_id in marked
    ]
    return parting(
        found.name,
        gold,
        labelled,
        np.random.default_rng(seed),
        unlabelled=len(rows) - len(labelled),
        shown=shown,
    )


def refuse_above(audit: Audit, most: float) -> None:
    """GateMissed unless the exploitability's upper end is at most `most` and the reward keeps its contract."""
    if audit.faults:
        first = audit.faults[0]
        if first.startswith("attack "):
            raise GateMissed(f"the audit of {audit.reward} is not whole: {first}")
        raise GateMissed(f"reward {audit.reward} breaks its contract: {first}")
    if audit.exploitability is None or audit.interval is None:
        raise GateMissed(f"reward {audit.reward}: no pair has a reward, so nothing is shown")
    if audit.interval.high > most:
        raise GateMissed(
            f"exploitability of {audit.reward} may be as high as {audit.interval.high:.3f} "
            f"(found {audit.exploitability:.3f}), and {most:g} is the most allowed"
        )
