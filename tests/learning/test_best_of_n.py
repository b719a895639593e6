"""Best-of-n is the distribution that brute force finds, ties included, and its KL stays under the known bound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from rubrx.learning.best_of_n import best_of_n
from rubrx.learning.kl import exact_kl

REWARDS = np.array([[1.0, 3.0, 3.0, 0.5], [2.0, 2.0, 2.0, 9.0]])
REFERENCE = np.log([[0.1, 0.2, 0.3, 0.4], [0.5, 0.3, 0.2, 1.0]])
REFERENCE[1, 3] = -np.inf


def slow(p, r, n):
    """Every sequence of n draws with its probability; equal bests share it by pi_ref."""
    found = np.zeros(len(p))
    for draws in itertools.product(range(len(p)), repeat=n):
        best = max(r[a] for a in draws)
        winners = [a for a in range(len(p)) if r[a] == best]
        share = p[winners] / p[winners].sum()
        found[winners] += np.prod(p[list(draws)]) * share
    return found


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_it_is_what_listing_every_draw_gives(n):
    # a tie may be broken any way: by pi_ref is what drawing the first of the best amounts to
    p = np.exp(best_of_n(REFERENCE, REWARDS, n))
    for row, ref in enumerate(np.exp(REFERENCE)):
        real = ref > 0
        assert np.allclose(p[row][real], slow(ref[real], REWARDS[row][real], n))
        assert (p[row][~real] == 0).all()


@pytest.mark.parametrize("n", [1, 4, 64])
def test_the_kl_is_at_most_log_n_less_n_minus_1_over_n(n):
    kl = exact_kl(best_of_n(REFERENCE, REWARDS, n), REFERENCE)
    assert (kl <= np.log(n) - (n - 1) / n + 1e-12).all()


def test_n_must_be_a_count():
    with pytest.raises(ValueError, match="at least 1"):
        best_of_n(REFERENCE, REWARDS, 0)
