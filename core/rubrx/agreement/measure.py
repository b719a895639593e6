"""All coefficients of one table of labels, each with its interval, and words for what they can't say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rubrx.agreement import coefficients as c
from rubrx.agreement.coefficients import Level
from rubrx.agreement.labels import Floats, LabelTable
from rubrx.agreement.pairwise import PairKappa, Pairs, Weights, disagreement, each_pair, mean_kappa, pairs_of
from rubrx.agreement.resampling import Statistic, Units, bootstrap, clustered, drawn, enough_for, units_of
from rubrx.statistics import Interval, wilson

#: the coefficients, in the order in which they are told
NAMES = ("raw_agreement", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")
#: more different labels than these have no Cohen's kappa
MAX_LABELS = 128
#: raw agreement from which a low kappa is a paradox, the kappa that is low, and how far AC1 stands above it
PARADOX_RAW, PARADOX_KAPPA, PARADOX_GAP = 0.80, 0.60, 0.20


class Estimate(NamedTuple):
    """A coefficient, its interval and the items it rests on; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far raters agree on one table of labels.

    `estimates` holds each of `NAMES`; n is the number of items that two or more raters labelled. `shares` is how
    often each label was given, over all labels. `notes` are sentences on what is undefined, or misleads.
    """

    items: int
    raters: int
    labels: int
    estimates: dict[str, Estimate]
    shares: dict[str, float]
    pairs: tuple[PairKappa, ...]
    notes: tuple[str, ...]

    @property
    def kappa(self) -> Estimate:
        """Cohen's kappa for two raters, Fleiss' for more: what a threshold on "kappa" is held against."""
        return self.estimates[_main(self.raters)]


def _main(raters: int) -> str:
    return "cohen_kappa" if raters == 2 else "fleiss_kappa"


def measure(
    table: LabelTable,
    rng: np.random.Generator,
    *,
    level: Level = "nominal",
    weights: Weights = "none",
    clusters: Sequence[str] | None = None,
    resamples: int | None = None,
    with_pairs: bool = True,
) -> Agreement:
    """Every coefficient with a 95 % interval; `level` is Krippendorff's, `weights` are Cohen's.

    `clusters` names what each of the table's items belongs to (an answer, a query): then whole clusters are drawn,
    for what is said about one of them resembles the rest.

    One million labels take about a second. ValueError for a level that the labels don't allow.
    """
    n = int(np.sum(table.per_item >= 2))
    shares = np.bincount(table.label, minlength=len(table.categories)) / max(1, len(table))
    named = {name: float(share) for name, share in zip(table.categories, shares, strict=True)}
    used = len(np.unique(table.rater))
    if not n:
        nothing = dict.fromkeys(NAMES, Estimate(None, None, None, 0))
        return Agreement(len(table.items), used, len(table), nothing, named, (), (_nothing_shared(table, used),))
    units = units_of(table, rng) if clusters is None else clustered(clusters, rng)
    clean = n if clusters is None else len({clusters[item] for item in np.flatnonzero(table.per_item >= 2).tolist()})
    draws = drawn(units, rng, resamples or enough_for(units))
    # more different labels than these make a confusion table mostly of empty cells, and a very large one
    pairs = pairs_of(table, units) if len(table.categories) <= MAX_LABELS else None
    apart = disagreement(table, weights) if pairs is not None else np.zeros((0, 0))
    asked = _statistics(table, units, level, pairs, apart)
    counts = asked["raw_agreement"][1]
    raw = float(c.raw_agreement((units.size @ counts)[None, :])[0])
    # where near misses count for something, raw agreement bounds a coefficient only from 1
    graded = {"cohen_kappa"} if weights != "none" else set()
    graded |= {"krippendorff_alpha"} if level != "nominal" else set()
    bounded = _bounds(raw, clean, graded if raw < 1 - 1e-12 else set()) if _flat(counts) else {}
    estimates = {}
    for name, (statistic, sums) in asked.items():
        value, interval = bootstrap(statistic, sums, units, draws)
        if value is not None and interval is None and name in bounded:
            interval = Interval(min(bounded[name].low, value), max(bounded[name].high, value))
        low, high = interval if interval is not None else (None, None)
        estimates[name] = Estimate(value, low, high, n)
    return Agreement(
        len(table.items),
        used,
        len(table),
        estimates,
        named,
        tuple(each_pair(table, pairs, units, draws, apart)) if with_pairs and pairs is not None else (),
        tuple(_notes(estimates, named, used, pairs)),
    )


def _statistics(
    table: LabelTable, units: Units, level: Level, pairs: Pairs | None, apart: Floats
) -> dict[str, tuple[Statistic, Floats]]:
    """Each of `NAMES` as a function of sums over units, and those sums [K, d]."""
    cells = c.cells_of(table)
    counts = units.sums(c.count_sums(table, cells, units))
    cohen: tuple[Statistic, Floats] = (_undefined, counts)
    if pairs is not None:
        cohen = (lambda s: mean_kappa(s, apart), units.sums(pairs.confusions))
    return {
        "raw_agreement": (c.raw_agreement, counts),
        "cohen_kappa": cohen,
        "fleiss_kappa": (c.fleiss_kappa, counts),
        "krippendorff_alpha": (lambda s: c.alpha(s, level), units.sums(c.alpha_sums(table, cells, units, level))),
        "gwet_ac1": (c.gwet_ac1, counts),
    }


def _flat(counts: Floats) -> bool:
    """Whether raters agree alike on every unit (wholly, not at all, two of three): no resample differs from another."""
    there = counts[:, 1] > 0
    return bool(np.ptp(counts[there, 0] / counts[there, 1]) < 1e-12)


def _bounds(raw: float, n: int, without: set[str]) -> dict[str, Interval]:
    """Intervals of all coefficients but some, for `n` units that all agree by the same share, `raw`.

    Resampling can't tell how far that may be luck.
    Raw agreement gets Wilson's, as if units agreed wholly or not at all: nothing between 0 and 1 with that mean varies
    more. A coefficient (P - P_e) / (1 - P_e) is never above P; for its lower end chance P_e is taken as a half, as for
    two even labels, whatever it was: a skewed sample can't flatter it.
    """
    low, high = wilson(min(raw * n, n), n)
    return {
        name: Interval(low if name == "raw_agreement" else 2 * low - 1, high) for name in NAMES if name not in without
    }


def _nothing_shared(table: LabelTable, raters: int) -> str:
    if not len(table):
        return "There are no labels."
    if raters == 1:
        return "Agreement needs two labels on one item: there is only one rater."
    return f"Agreement needs two labels on one item: no item was labelled by two of the {raters} raters."


def _undefined(sums: Floats) -> Floats:
    return np.full(len(sums), np.nan)


def _notes(estimates: dict[str, Estimate], shares: dict[str, float], raters: int, pairs: Pairs | None) -> list[str]:
    notes = []
    undefined = [name for name in NAMES if estimates[name].value is None]
    if pairs is None:
        undefined.remove("cohen_kappa")
        notes.append(f"{len(shares):,} different labels are too many for Cohen's kappa: is this the column of labels?")
    if undefined:
        only = next((name for name, share in shares.items() if share == 1.0), None)
        why = (
            f"every label is {only!r}, so nothing tells agreement from chance"
            if only is not None
            else "the labels that raters share don't vary"
        )
        notes.append(f"Undefined: {', '.join(undefined)}: {why}.")
    loose = [name for name in NAMES if estimates[name].value is not None and estimates[name].low is None]
    if loose:
        notes.append(f"Without an interval: {', '.join(loose)}: too few items that differ to resample.")
    main = _main(raters)
    raw, kappa, ac1 = (estimates[name].value for name in ("raw_agreement", main, "gwet_ac1"))
    if raw is not None and kappa is not None and ac1 is not None and is_paradox(raw, kappa, ac1):
        most = max(shares, key=lambda name: shares[name])
        notes.append(
            f"The kappa paradox: raters agree on {100 * raw:.0f} % of pairs, yet kappa is {kappa:.2f}, because "
            f"{100 * shares[most]:.0f} % of all labels are {most!r} and chance alone would agree nearly as often. "
            f"Read Gwet's AC1 ({ac1:.2f}) beside it, and label more items of the rare kind."
        )
    if pairs is not None and not pairs.all_of_them:
        some = len(pairs.raters)
        notes.append(f"Cohen's kappa is over {some} pairs of raters, those that share most items; others share fewer.")
    return notes


def is_paradox(raw: float, kappa: float, ac1: float) -> bool:
    """Whether high agreement goes with a low kappa (Feinstein & Cicchetti 1990, J Clin Epidemiol 43:543)."""
    return raw >= PARADOX_RAW and kappa < PARADOX_KAPPA and ac1 - kappa >= PARADOX_GAP
