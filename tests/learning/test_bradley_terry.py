"""The Bradley-Terry solve: right derivatives, the true optimum, the same as an independent library finds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from rubrx.learning import bradley_terry
from rubrx.learning.bradley_terry import Problem, sigmoid, solve


def made(seed=0, n=400, d=12, members=1, **options):
    """Pairs from a hidden utility, with everything that the loss knows switched on."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) * np.geomspace(3, 0.3, d)
    x[rng.random(n) > sigmoid(x @ rng.normal(size=d))] *= -1
    weights = rng.multinomial(n, np.full(n, 1 / n), size=members)
    margins = rng.uniform(0, 1, n)
    return Problem(x, **{"weights": weights, "margins": margins, "label_smoothing": 0.1, "l2": 0.7, **options})


def slow_loss(problem, w):
    """The definition, pair by pair, with the standard library's floats."""
    total = 0.5 * problem.l2[0] * math.fsum(v * v for v in w)
    for i, row in enumerate(problem.x):
        z = math.fsum(a * b for a, b in zip(row, w, strict=True)) - (0 if problem.m is None else problem.m[i])
        p = 1 / (1 + math.exp(-z))
        total -= problem.c[0][i] * ((1 - problem.epsilon) * math.log(p) + problem.epsilon * math.log(1 - p))
    return total


def test_the_loss_is_its_definition():
    problem = made(n=60, d=5)
    w = np.random.default_rng(1).normal(size=5)
    assert problem.loss(w[None])[0] == pytest.approx(slow_loss(problem, w), rel=1e-12)


def test_the_gradient_is_the_losss_slope():
    problem = made(members=3)
    w = np.random.default_rng(1).normal(size=problem.shape)
    numeric = np.empty_like(w)
    for j in range(w.shape[1]):
        h = np.zeros_like(w)
        h[:, j] = 1e-6
        numeric[:, j] = (problem.loss(w + h) - problem.loss(w - h)) / 2e-6
    np.testing.assert_allclose(problem.gradient(w), numeric, rtol=1e-6, atol=1e-5)


def test_hessian_products_are_the_gradients_slope():
    problem = made(members=3)
    rng = np.random.default_rng(1)
    w, v = rng.normal(size=(2, *problem.shape))
    numeric = (problem.gradient(w + 1e-6 * v) - problem.gradient(w - 1e-6 * v)) / 2e-6
    product = problem.hessian_product(problem.curvature(problem.logits(w)), v)
    np.testing.assert_allclose(product, numeric, rtol=1e-4, atol=1e-3)  # it is computed in float32


def test_it_ends_at_the_optimum_that_scipy_finds():
    """With margins, smoothing and weights, against an unrelated minimiser."""
    problem = made()
    found = solve(problem)
    other = minimize(
        lambda w: problem.loss(w[None])[0], np.zeros(12), jac=lambda w: problem.gradient(w[None])[0], tol=1e-12
    )
    np.testing.assert_allclose(found.weights[0], other.x, atol=1e-5)
    assert found.loss[0] <= other.fun + 1e-9


@pytest.mark.parametrize("l2", [0.01, 1.0, 100.0])
def test_it_agrees_with_scikit_learn(l2):
    """Logistic regression without intercept on the differences, C = 1 / l2: the same loss to 1e-6."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2_000, 40)) @ rng.normal(size=(40, 40)) / 6
    y = rng.random(2_000) < sigmoid(x @ rng.normal(size=40))
    problem = Problem(np.where(y[:, None], x, -x), l2=l2)
    other = LogisticRegression(C=1 / l2, fit_intercept=False, solver="newton-cg", tol=1e-10, max_iter=1_000).fit(x, y)
    found = solve(problem)
    assert abs(found.loss[0] - problem.loss(other.coef_)[0]) < 1e-6
    np.testing.assert_allclose(found.weights[0], other.coef_[0], atol=1e-4)


def test_members_solved_together_are_the_members_solved_alone():
    problem = made(members=4, l2=[0.1, 0.2, 0.3, 0.4])
    together = solve(problem)
    for k in range(4):
        alone = solve(made(members=4, weights=problem.c[k : k + 1], l2=0.1 * (k + 1)))
        np.testing.assert_allclose(together.weights[k], alone.weights[0], atol=1e-6)


def test_float32_pairs_reach_the_same_tolerance():
    problem = made(weights=None)
    low = Problem(problem.x.astype(np.float32), margins=problem.m, label_smoothing=0.1, l2=0.7)
    found = solve(low)
    assert found.gradient_norm[0] <= bradley_terry.TOLERANCE * np.linalg.norm(low.gradient(np.zeros((1, 12))))
    np.testing.assert_allclose(found.weights, solve(problem).weights, atol=1e-5)


@pytest.mark.parametrize("products", [0, 10_000])
def test_badly_scaled_and_dependent_features_still_end_at_the_optimum(monkeypatch, products):
    """Columns six orders of magnitude apart, one repeated, more features than pairs; either preconditioner."""
    monkeypatch.setattr(bradley_terry, "DENSE_PRODUCTS", products)
    rng = np.random.default_rng(5)
    x = rng.normal(size=(40, 60)) * np.geomspace(1e-3, 1e3, 60)
    x[:, 1] = x[:, 0]
    found = solve(Problem(x, l2=0.5))
    assert found.gap[0] < 1e-6
    assert np.isfinite(found.weights).all()


def test_separable_pairs_have_a_finite_optimum():
    found = solve(Problem(np.array([[1.0, 0.0], [2.0, 0.0]]), l2=1e-6))
    assert 5 < found.weights[0, 0] < 50
    assert found.weights[0, 1] == 0


def test_an_unweighted_member_stays_at_zero():
    """A bootstrap resample may leave a fold empty: its optimum is the prior's."""
    found = solve(made(weights=np.stack([np.zeros(400), np.ones(400)])))
    assert (found.weights[0] == 0).all()
    assert (found.weights[1] != 0).any()


@given(st.integers(0, 10_000), st.floats(0.0, 0.45), st.floats(0.0, 3.0))
@settings(max_examples=25, deadline=None)
def test_no_nearby_weights_are_better(seed, epsilon, margin):
    problem = made(seed, n=30, d=4, margins=np.full(30, margin), label_smoothing=epsilon)
    found = solve(problem)
    near = found.weights + np.random.default_rng(seed).normal(scale=1e-3, size=(20, 1, 4))
    assert all(problem.loss(w)[0] >= found.loss[0] - found.gap[0] - 1e-9 for w in near)


def test_smoothing_keeps_the_fit_from_certainty():
    """The best logit for a label that is wrong one time in ten is log 9, however many pairs agree."""
    x = np.ones((10_000, 1))
    assert solve(Problem(x, label_smoothing=0.1, l2=1e-6)).weights[0, 0] == pytest.approx(math.log(9), abs=1e-3)


def test_a_margin_is_asked_on_top():
    """Half the pairs either way balance at the margin's cost; the weights shift by it."""
    x = np.ones((4, 1))
    plain = solve(Problem(x, l2=0.5)).weights[0, 0]
    assert solve(Problem(x, margins=np.full(4, 1.0), l2=0.5)).weights[0, 0] > plain


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"differences": np.array([[1.0, np.nan]])}, r"differences\[0, 1\] is nan"),
        ({"differences": np.zeros((0, 3))}, "at least one of each"),
        ({"margins": [np.inf]}, r"margins\[0\] is inf"),
        ({"margins": [-0.5]}, "margins must not be negative"),
        ({"weights": [[-1.0]]}, "weights must not be negative"),
        ({"weights": [[1.0, 1.0]]}, r"weights must have shape \[any, 1\]"),
        ({"label_smoothing": 0.5}, "label_smoothing"),
        ({"label_smoothing": math.nan}, "label_smoothing"),
        ({"l2": 0.0}, "l2 must be positive"),
        ({"l2": math.nan}, "l2"),
    ],
)
def test_what_can_not_be_solved_is_refused(change, complaint):
    options = {"differences": np.ones((1, 2)), **change}
    with pytest.raises(ValueError, match=complaint):
        Problem(options.pop("differences"), **options)


def test_a_fit_that_rounding_stops_says_so():
    problem = made()
    with pytest.raises(ArithmeticError, match="member 0 has a gradient of"):
        solve(problem, tolerance=1e-30)
