"""The same PPO in torch, on the CPU: what `benchmarks/ppo.py` times rubrx's engine against. Needs torch and numpy only.

    python benchmarks/ppo_torch.py ITERATIONS QUERIES CANDIDATES BATCH EPOCHS    prints seconds, threads, final reward

Tabular softmax over candidates, leave-one-out baseline, clipped surrogate, exact KL in the loss, Adam, gradient
clipping, float64, and the same figures reported: step for step what the engine does, with automatic differentiation
where that has formulas.
"""

import sys
import time

import numpy as np
import torch

EPSILON, BETA, RATE, MOST, PER_QUERY = 0.2, 0.5, 0.05, 10.0, 8


def train(iterations: int, queries: int, candidates: int, batch: int, epochs: int) -> tuple[float, float]:
    """Seconds of processor time for all iterations, and the mean reward expected under the final policy."""
    rewards = torch.tensor(5 + 2 * np.random.default_rng(0).normal(size=(queries, candidates)))
    reference = torch.log_softmax(torch.zeros(queries, candidates, dtype=torch.float64), 1)
    theta = torch.zeros(queries, candidates, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([theta], lr=RATE)
    chance = torch.Generator().manual_seed(0)
    drawn = batch // PER_QUERY
    reports: list[tuple[float, ...]] = []
    begun = time.process_time()
    for _ in range(iterations):
        q = torch.randperm(queries, generator=chance)[:drawn].repeat_interleave(PER_QUERY)
        with torch.no_grad():
            log_old = torch.log_softmax(reference[q] + theta[q], 1)
            a = torch.multinomial(log_old.exp(), 1, generator=chance)
            kl_before = (log_old.exp() * (log_old - reference[q])).sum(1).mean()
            entropy = -(log_old.exp() * log_old).sum(1).mean()
            log_old = log_old.gather(1, a)[:, 0]
            r = rewards[q, a[:, 0]].view(drawn, PER_QUERY)
            advantage = (r - (r.sum(1, keepdim=True) - r) / (PER_QUERY - 1)).view(-1)
            explained = 1 - advantage.var(correction=0) / r.var(correction=0)
            losses, clips, norms = [], [], []
        for _ in range(epochs):
            log_pi = torch.log_softmax(reference[q] + theta[q], 1)
            ratio = (log_pi.gather(1, a)[:, 0] - log_old).exp()
            surrogate = torch.min(ratio * advantage, ratio.clamp(1 - EPSILON, 1 + EPSILON) * advantage).mean()
            kl = (log_pi.exp() * (log_pi - reference[q])).sum(1).mean()
            loss = BETA * kl - surrogate
            adam.zero_grad()
            loss.backward()
            norms.append(float(torch.nn.utils.clip_grad_norm_([theta], MOST, error_if_nonfinite=True)))
            adam.step()
            losses.append(float(loss))
            clips.append(float(((ratio - 1).abs() > EPSILON).double().mean()))
        means = (sum(each) / epochs for each in (losses, clips, norms))
        reports.append((*means, float(r.mean()), float(kl_before), float(entropy), float(explained)))
    seconds = time.process_time() - begun
    with torch.no_grad():
        p = torch.softmax(reference + theta, 1)
        return seconds, float((p * rewards).sum(1).mean())


if __name__ == "__main__":
    torch.set_num_threads(1)  # as many as the engine has
    train(20, *map(int, sys.argv[2:]))
    seconds, reward = min(train(*map(int, sys.argv[1:])) for _ in range(2))
    print(seconds, torch.get_num_threads(), reward)
