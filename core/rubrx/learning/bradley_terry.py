"""The Bradley-Terry model of preferences: its loss, its derivatives, and the solve to the optimum.

Each of n pairs is a row x_i of X [n, D]: the features of the chosen answer less those of the rejected one.
P(chosen beats rejected) = sigma(x_i . w - m_i), with a margin m_i >= 0 in logits (Bradley & Terry 1952,
Biometrika 39:324; Ouyang et al. 2022, arXiv 2203.02155, eq. 1; the margin: Touvron et al. 2023, arXiv
2307.09288, eq. 2). For member k, with weights c_ki and labels that are wrong with probability epsilon,

    f_k(w) = sum_i c_ki [(1 - epsilon) softplus(-z_i) + epsilon softplus(z_i)] + l2_k / 2 |w|^2,   z_i = x_i . w - m_i,

which is a logistic regression without intercept on the differences; scikit-learn's C is 1 / l2. f_k is strictly
convex, so its one optimum is found by Newton's method with conjugate gradients (Nocedal & Wright 2006, section
7.1), for all members at once: arrays over members are [K, ...].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rubrx.learning.arrays import FloatArray, finite_number, floats

#: a member is solved when |gradient| <= TOLERANCE * max(1, |gradient at w = 0|), both Euclidean, in float64
TOLERANCE = 1e-8
NEWTON_STEPS = 100
#: a Newton step is solved until its residual is sqrt(|gradient| / |gradient at 0|) of the gradient, within these
#: bounds: roughly while far away, then ever more exactly (Nocedal & Wright, eq. 7.3)
CG_SHARES = (1e-2, 0.1)
CG_STEPS = 250
#: after a step that took more products than this, a dense preconditioner takes the diagonal's place
CG_PATIENCE = 6
#: halvings of a step before the line search gives up
HALVINGS = 30
#: where its inversion (D^3) costs no more than about so many products (4 n D K), and not beyond so many features;
#: made from about so many pairs a feature
DENSE_PRODUCTS = 10
DENSE_FEATURES = 2048
PRECONDITION_ROWS = 8
#: bytes of rows that are worked on at a time: they stay in the processor's cache between two passes
BLOCK_BYTES = 1 << 19
#: Armijo's share of the decrease that the slope promises
ARMIJO = 1e-4


@dataclass(frozen=True, slots=True)
class Fit:
    """The optimum of each member: `weights` [K, D], `loss` [K] (with the penalty), `gradient_norm` [K].

    f_k is l2_k-strongly convex, so no weights have a loss lower by more than `gap` [K] = |gradient|^2 / (2 l2).
    """

    weights: FloatArray
    loss: FloatArray
    gradient_norm: FloatArray
    gap: FloatArray
    steps: int


@dataclass(frozen=True, slots=True)
class Point:
    """Where the members stand: weights [K, D], and there logits [K, n], loss [K] and gradient [K, D]."""

    w: FloatArray
    logits: FloatArray
    loss: FloatArray
    gradient: FloatArray

    @property
    def norms(self) -> FloatArray:
        """The gradients' Euclidean norms [K]."""
        return np.asarray(np.linalg.norm(self.gradient, axis=1))


class Problem:
    """The pairs and what is asked of them: computes the loss, its gradient and Hessian-vector products.

    `differences` X [n, D], float64 or float32; `weights` c [K, n] >= 0 (default: one member, all 1); `margins` [n];
    `label_smoothing` epsilon in [0, 0.5); `l2` for all members, or one each [K]. ValueError for anything that is
    no finite number, or has the wrong shape, or where l2 is not positive: without it, pairs that can be
    separated have no finite optimum.
    """

    def __init__(
        self,
        differences: NDArray[Any],
        *,
        weights: ArrayLike | None = None,
        margins: ArrayLike | None = None,
        label_smoothing: float = 0.0,
        l2: ArrayLike = 1.0,
    ) -> None:
        self.x = _rows(differences)
        n = len(self.x)
        self.c = np.ones((1, n)) if weights is None else floats("weights", weights, (None, n))
        if (self.c < 0).any():
            raise ValueError("weights must not be negative")
        self.m = None if margins is None else floats("margins", margins, (n,))
        if self.m is not None and (self.m < 0).any():
            raise ValueError("margins must not be negative: the chosen answer is the better one")
        self.epsilon = finite_number("label_smoothing", label_smoothing, 0.0, np.nextafter(0.5, 0.0))
        self.l2 = floats("l2", np.broadcast_to(np.asarray(l2, dtype=np.float64), len(self.c)), (len(self.c),))
        if (self.l2 <= 0).any():
            raise ValueError(f"l2 must be positive, got {self.l2.min():g}")
        # products in float32 only choose the direction of a step; loss and gradient, which say where to
        # stop, are in float64
        self._x32 = self.x if self.x.dtype == np.float32 else self.x.astype(np.float32)
        self._block = max(64, BLOCK_BYTES // (4 * self.x.shape[1] * (1 if len(self.c) == 1 else 2)))

    @property
    def shape(self) -> tuple[int, int]:
        """Members and features: the shape of the weights."""
        return len(self.c), self.x.shape[1]

    def logits(self, w: FloatArray) -> FloatArray:
        """z [K, n] for weights w [K, D]."""
        return self.evaluate(w).logits

    def loss(self, w: FloatArray) -> FloatArray:
        """f [K] at w [K, D]."""
        return self.evaluate(w).loss

    def gradient(self, w: FloatArray) -> FloatArray:
        """df/dw [K, D] at w [K, D]: X^T (c (sigma(z) - 1 + epsilon)) + l2 w."""
        return self.evaluate(w).gradient

    def evaluate(self, w: FloatArray) -> Point:
        """Logits, loss and gradient at w [K, D], in float64 and in one pass over the pairs."""
        z = np.empty((len(w), len(self.x)))
        gradient = self.l2[:, None] * w
        begins = not w.any()  # at the start there is nothing to multiply
        for rows in self._blocks():
            x = self.x[rows].astype(np.float64, copy=False)
            z[:, rows] = 0.0 if begins else w @ x.T
            if self.m is not None:
                z[:, rows] -= self.m[rows]
            gradient += (self.c[:, rows] * (sigmoid(z[:, rows]) - (1.0 - self.epsilon))) @ x
        # softplus(-z) without overflow; softplus(z) = softplus(-z) + z
        pairs = np.log1p(np.exp(-np.abs(z))) + np.maximum(-z, 0.0) + self.epsilon * z
        loss = (self.c * pairs).sum(axis=1) + self.l2 / 2 * (w * w).sum(axis=1)
        return Point(w, z, loss, gradient)

    def curvature(self, z: FloatArray) -> NDArray[np.float32]:
        """The diagonal c sigma(z) (1 - sigma(z)) [K, n], in float32."""
        p = sigmoid(z)
        result: NDArray[np.float32] = (self.c * p * (1.0 - p)).astype(np.float32)
        return result

    def hessian_product(self, curvature: NDArray[np.float32], v: FloatArray) -> FloatArray:
        """H v [K, D] = X^T (curvature (X v)) + l2 v, in float32."""
        low = v.astype(np.float32)
        result = np.zeros_like(low)
        for rows in self._blocks():
            x = self._x32[rows]
            result += (curvature[:, rows] * (low @ x.T)) @ x
        return result.astype(np.float64) + self.l2[:, None] * v

    @property
    def dense_pays(self) -> bool:
        """Whether a dense preconditioner is worth its inversion."""
        members, width = self.shape
        return width <= DENSE_FEATURES and width**2 <= 4 * DENSE_PRODUCTS * len(self.x) * members

    def diagonal(self) -> FloatArray:
        """The diagonal [D] of the members' mean Hessian at w = 0."""
        mean = (0.25 * self.c.mean(axis=0)).astype(np.float32)
        result = np.full(self.x.shape[1], self.l2.mean())
        for rows in self._blocks():
            result += mean[rows] @ np.square(self._x32[rows])
        return result

    def inverse(self) -> FloatArray:
        """About the inverse [D, D] of the members' mean Hessian at w = 0, from a share of the pairs."""
        n, width = self.x.shape
        every = max(1, n // (PRECONDITION_ROWS * width))
        mean = 0.25 * self.c.mean(axis=0)
        chosen = np.sqrt(mean[::every] * (mean.sum() / mean[::every].sum() if mean[::every].any() else 1.0))
        scaled = self._x32[::every] * chosen.astype(np.float32)[:, None]
        hessian = (scaled.T @ scaled).astype(np.float64)
        # float32 can leave it a hair short of positive definite
        hessian.flat[:: width + 1] += self.l2.mean() + 1e-6 * np.trace(hessian) / width
        return np.asarray(np.linalg.inv(hessian))

    def _blocks(self) -> list[slice]:
        return [slice(start, start + self._block) for start in range(0, len(self.x), self._block)]


def solve(problem: Problem, *, tolerance: float = TOLERANCE) -> Fit:
    """The optimum of every member, from w = 0; ArithmeticError where rounding keeps one from the tolerance."""
    at = problem.evaluate(np.zeros(problem.shape))
    start = np.maximum(1.0, at.norms)
    goal = tolerance * start
    inverse = 1.0 / problem.diagonal()
    steps = 0
    while (open_ := at.norms > goal).any():
        steps += 1
        if steps > NEWTON_STEPS:
            raise ArithmeticError(_stuck(at, goal))
        share = np.clip(np.sqrt(at.norms / start), *CG_SHARES)
        direction, products = _direction(problem, at, inverse, share * at.norms)
        if products > CG_PATIENCE and inverse.ndim == 1 and problem.dense_pays:
            inverse = problem.inverse()
        direction[~open_] = 0.0
        at, moved = _line_search(problem, at, direction)
        if not moved.any():
            raise ArithmeticError(_stuck(at, goal))
    return Fit(at.w, at.loss, at.norms, at.norms**2 / (2 * problem.l2), steps)


def sigmoid(z: FloatArray) -> FloatArray:
    """1 / (1 + exp(-z)), without overflow."""
    result: FloatArray = 0.5 * (1.0 + np.tanh(0.5 * z))
    return result


def _direction(problem: Problem, at: Point, inverse: FloatArray, goal: FloatArray) -> tuple[FloatArray, int]:
    """About -H^-1 gradient, by preconditioned conjugate gradients, all members in step; and how many products."""
    curvature = problem.curvature(at.logits)
    step, residual = np.zeros_like(at.gradient), -at.gradient
    y = _times(inverse, residual)
    p, rho = y, (residual * y).sum(axis=1)
    for products in range(CG_STEPS):
        alive = np.linalg.norm(residual, axis=1) > goal
        if not alive.any():
            return step, products
        product = problem.hessian_product(curvature, p)
        bent = (p * product).sum(axis=1)
        alpha = np.where(alive & (bent > 0), rho / np.where(bent > 0, bent, 1.0), 0.0)[:, None]
        step = step + alpha * p
        residual = residual - alpha * product
        y = _times(inverse, residual)
        old, rho = rho, (residual * y).sum(axis=1)
        p = y + (rho / np.where(old > 0, old, 1.0))[:, None] * p
    return step, CG_STEPS


def _times(inverse: FloatArray, residual: FloatArray) -> FloatArray:
    result: FloatArray = residual * inverse if inverse.ndim == 1 else residual @ inverse
    return result


def _line_search(problem: Problem, at: Point, direction: FloatArray) -> tuple[Point, NDArray[np.bool_]]:
    """Halve each member's step until its loss falls as Armijo asks, within rounding; who finds none stays put."""
    slope = (at.gradient * direction).sum(axis=1)
    share = np.where(slope < 0, 1.0, 0.0)
    slack = 16 * np.finfo(float).eps * np.abs(at.loss)
    for _ in range(HALVINGS):
        new = problem.evaluate(at.w + share[:, None] * direction)
        wrong = (share > 0) & ~(new.loss <= at.loss + ARMIJO * share * slope + slack)
        if not wrong.any():
            return new, share > 0
        share = np.where(wrong, share / 2, share)
    share = np.where(wrong, 0.0, share)
    return problem.evaluate(at.w + share[:, None] * direction), share > 0


def _rows(differences: NDArray[Any]) -> NDArray[Any]:
    """X as it is where it is float32, else as float64; finite, [n, D] with n and D at least 1."""
    array = np.asarray(differences)
    array = array if array.dtype == np.float32 else array.astype(np.float64, copy=False)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"differences must have shape [pairs, features], at least one of each, got {array.shape}")
    # a sum is cheaper than a look at each, and finite only if they all are
    if not np.isfinite(array.sum(dtype=np.float64)) and not np.isfinite(array).all():
        row, column = (int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"differences[{row}, {column}] is {array[row, column]}; it must be a finite number")
    return array


def _stuck(at: Point, goal: FloatArray) -> str:
    worst = int((at.norms / goal).argmax())
    return (
        f"the fit stopped short of its optimum: member {worst} has a gradient of {at.norms[worst]:.2g}, the "
        f"tolerance is {goal[worst]:.2g}; a larger l2 or features of a smaller scale would help"
    )
