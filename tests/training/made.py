"""Made candidates: queries whose answers have a reward, gold, length, keywords and features of known bearing."""

from __future__ import annotations

import numpy as np

from rubrx.training import Candidate


def candidates(queries=8, answers=12, *, seed=20, gold="follows"):
    """Reward in 0-10; gold follows it, or rises with it at first and falls beyond a reward of 5 ("turns")."""
    rng = np.random.default_rng(seed)
    reward = rng.uniform(0, 10, size=(queries, answers))
    follows = np.clip(reward + rng.normal(size=reward.shape), 0, 10)
    turns = np.where(reward < 7, reward, 10 - 2.5 * (reward - 6) ** 2).clip(0, 10)
    marks = {"follows": follows, "turns": turns, "none": None}[gold]
    noise = rng.normal(size=(queries, answers, 2))
    return [
        Candidate(
            f"q{q}",
            f"q{q}-c{c}",
            float(reward[q, c]),
            None if marks is None else float(marks[q, c]),
            words=float(40 + 10 * c),
            keywords=c / answers,
            metrics={"accuracy": (int(reward[q, c] > 5), 1)},
            features=(float(reward[q, c]), *map(float, noise[q, c])),
        )
        for q in range(queries)
        for c in range(answers)
    ]
