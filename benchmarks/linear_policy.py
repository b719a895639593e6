"""How good a linear policy can be at all on queries that it never saw: its exact optimum, without PPO.

    python benchmarks/linear_policy.py [--features clinical] [--json]

The expectation over a query's candidates is a sum, so the best weights follow from L-BFGS on the exact objective (beta
set so that the KL over the training queries is 0.9 nats). Every query is left out in turn; `share` is the gain on the
left-out queries as a share of the closed form's at the KL reached there, with the training queries' beside it. Fewer
training queries, drawn at random, give a learning curve. What PPO reaches is `benchmarks/ppo.py gains`.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
from scipy.optimize import minimize

from rubrx.jobs.ppo_request import Request, prepare
from rubrx.jobs.sources import installed
from rubrx.learning.arrays import log_softmax
from rubrx.learning.closed_form import optimum_at_kl
from rubrx.learning.kl import exact_kl
from rubrx.training import TARGET_KL, Table

#: a little L2, so that weights of columns that never move stay where they are
L2 = 0.03
DRAWS = 4
HALVINGS = 14


class Problem:
    """The exact objective E[r] - beta KL of a linear policy, and its optimum at a KL."""

    def __init__(self, table: Table) -> None:
        self.rewards, self.features = table.rewards, table.features()
        self.reference = log_softmax(table.reference)
        self.there = np.isfinite(self.reference)

    def log_pi(self, weights, rows):
        return log_softmax(np.where(self.there[rows], self.features[rows] @ weights + self.reference[rows], -np.inf))

    def loss(self, weights, rows, beta):
        """Minus the objective and its gradient: sum_c pi (u - E u) x, with u = r - beta log(pi / pi_ref)."""
        log_pi = self.log_pi(weights, rows)
        p, there = np.exp(log_pi), self.there[rows]
        away = np.subtract(log_pi, self.reference[rows], out=np.zeros(p.shape), where=there)
        u = self.rewards[rows] - beta * away  # where there is no candidate, p is 0
        value = (p * u).sum(axis=1)
        gradient = np.einsum("qc,qcd->d", p * (u - value[:, None]), self.features[rows]) / len(rows)
        return L2 / 2 * weights @ weights - value.mean(), L2 * weights - gradient

    def optimum(self, rows):
        """The weights whose KL over the queries in `rows` is the target, or the least beta's."""
        low, high, weights = np.log(0.2), np.log(50.0), np.zeros(self.features.shape[2])
        for _ in range(HALVINGS):
            beta = (low + high) / 2
            weights = minimize(self.loss, weights, (rows, np.exp(beta)), jac=True, method="L-BFGS-B").x
            low, high = (beta, high) if self.measured(weights, rows)[1] > TARGET_KL else (low, beta)
        return weights

    def measured(self, weights, rows):
        """Mean reward and KL over the queries in `rows`."""
        log_pi = self.log_pi(weights, rows)
        reward = (np.exp(log_pi) * self.rewards[rows]).sum(axis=1).mean()
        return float(reward), float(exact_kl(log_pi, self.reference[rows]).mean())

    def share(self, reward, kl, rows):
        """The gain as a share of the closed form's at this KL."""
        before = (np.exp(self.reference[rows]) * self.rewards[rows]).sum(axis=1).mean()
        best = np.exp(optimum_at_kl(self.reference[rows], self.rewards[rows], kl))
        return float((reward - before) / ((best * self.rewards[rows]).sum(axis=1).mean() - before))


def curve(problem: Problem) -> list[dict[str, float]]:
    """Shares on left-out and on training queries, by the number of training queries."""
    queries = len(problem.rewards)
    rng = np.random.default_rng(0)
    found = []
    for n in sorted({max(2, round(queries * part)) for part in (0.3, 0.5, 0.7)} | {queries - 1}):
        left_out, trained = [], []
        for _ in range(1 if n == queries - 1 else DRAWS):
            for query in range(queries):
                rows = np.sort(rng.choice(np.delete(np.arange(queries), query), n, replace=False))
                weights = problem.optimum(rows)
                left_out.append(problem.measured(weights, np.array([query])))
                trained.append(problem.share(*problem.measured(weights, rows), rows))
        reward, kl = np.mean(left_out, axis=0)
        share = problem.share(reward, kl, np.arange(queries))
        found.append({"queries": n, "share": share, "kl": float(kl), "share_trained": float(np.mean(trained))})
    return found


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--features", default="clinical", help="feature sets, separated by commas")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    ready = prepare(Request(policy="linear", features=asked.features.split(",")), installed())
    rows = curve(Problem(ready.table))
    if asked.json:
        print(json.dumps({"features": asked.features, "curve": rows}))
        return
    for row in rows:
        print(
            f"{row['queries']:>3} training queries: {row['share']:.0%} of the optimum's gain on a left-out one "
            f"(KL {row['kl']:.2f}), {row['share_trained']:.0%} on themselves"
        )


if __name__ == "__main__":
    main()
