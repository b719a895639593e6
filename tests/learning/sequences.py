"""A policy over short token sequences: what a stranger would write against `Policy` in an afternoon."""

from __future__ import annotations

import itertools

import numpy as np

from rubrx.learning.arrays import Trajectories, copied, log_softmax, restore, through_softmax

END = 0


class SequencePolicy:
    """pi(token | query, previous token), at most `steps` tokens, ended by token 0; a table of logits."""

    def __init__(self, queries: int, tokens: int, steps: int) -> None:
        self.tokens, self.steps = tokens, steps
        # the extra row is the state before the first token
        self.parameters = {"theta": np.zeros((queries, tokens + 1, tokens))}

    def _states(self, trajectories: Trajectories) -> np.ndarray:
        first = np.full((len(trajectories), 1), self.tokens)
        return np.concatenate([first, trajectories.actions[:, :-1]], axis=1)

    def sample(self, queries, rng):
        actions = np.zeros((len(queries), self.steps), dtype=np.int64)
        mask = np.zeros(actions.shape, dtype=bool)
        alive, previous = np.ones(len(queries), dtype=bool), np.full(len(queries), self.tokens)
        for t in range(self.steps):
            p = np.exp(log_softmax(self.parameters["theta"][queries, previous]))
            draw = (p.cumsum(axis=1) <= rng.random((len(queries), 1))).sum(axis=1).clip(0, self.tokens - 1)
            actions[:, t], mask[:, t] = np.where(alive, draw, 0), alive
            alive, previous = alive & (draw != END), np.where(alive, draw, previous)
        return Trajectories(queries, actions, mask)

    def enumerate(self, queries):
        found = []
        for tokens in itertools.product(range(self.tokens), repeat=self.steps):
            length = tokens.index(END) + 1 if END in tokens else self.steps
            if not any(tokens[length:]):
                found.append((tokens, [t < length for t in range(self.steps)]))
        actions = np.array([tokens for tokens, _ in found])
        mask = np.array([taken for _, taken in found])
        n = len(found)
        return Trajectories(
            np.repeat(queries, n), np.tile(actions, (len(queries), 1)), np.tile(mask, (len(queries), 1))
        )

    def log_probs(self, trajectories):
        return log_softmax(self.parameters["theta"][trajectories.queries[:, None], self._states(trajectories)])

    def gradient(self, trajectories, d_log_probs, log_probs):
        total = np.zeros(self.parameters["theta"].shape)
        d_logits = through_softmax(log_probs, d_log_probs)
        np.add.at(total, (trajectories.queries[:, None], self._states(trajectories)), d_logits)
        return {"theta": total}

    def state_dict(self):
        return copied(self.parameters)

    def load_state_dict(self, state):
        restore(self.parameters, state, "SequencePolicy")
