"""Agreement coefficients meet published worked examples, other libraries, and loops by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from rubrx.agreement import LabelTable, measure, table_of

NONE = None

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, example D: observers x units, missing data. The same
# table is `cac.raw4raters` of irrCAC (its README prints AC1 0.77544, Fleiss 0.76117, alpha 0.74342, percent 0.8181818)
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
# the encyclopaedia's worked example of alpha, also the sample of the fast-krippendorff project: coders x units
THREE_CODERS = [
    [NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3],
    [1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
    [NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4],
]
# Fleiss 1971, Psychol Bull 76:378, Table 1: 30 patients x 5 diagnoses, 6 psychiatrists each; kappa 0.430.
# Its first 15 rows are irrCAC's `distrib.6raters` (README: AC1 0.4448007, Fleiss 0.4139265, alpha 0.4204384)
DIAGNOSES = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
).split()
# irrCAC's `cont3x3abstractors` (README: Cohen 0.7964094, AC1 0.8493305, alpha 0.7972585, percent 0.89)
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# SAS PROC FREQ's printout as statsmodels' tests have it (test_inter_rater.py, BSD-3): kappa, linearly weighted kappa
SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
# the 10 x 5 table of the kappa literature, 14 raters (statsmodels' test_inter_rater.py): 0.210
FOURTEEN = "0 0 0 0 14/0 2 6 4 2/0 0 3 5 6/0 3 9 2 0/2 2 8 1 1/7 7 0 0 0/3 2 6 3 0/2 5 3 2 2/6 5 2 1 0/0 2 2 3 7".split(
    "/"
)


def by_rater(rows: list[list[object]]) -> LabelTable:
    """A table of raters x items, None missing."""
    cells = [(f"i{i}", f"r{r}", str(x)) for r, row in enumerate(rows) for i, x in enumerate(row) if x is not None]
    return table_of(*(list(column) for column in zip(*cells, strict=True)))


def by_count(rows: list[list[int]]) -> LabelTable:
    """A table of items x categories that holds counts of raters."""
    each = [[label for label, n in enumerate(row) for _ in range(n)] for row in rows]
    width = max(map(len, each))
    return by_rater([[row[r] if r < len(row) else None for row in each] for r in range(width)])


def by_confusion(rows: list[list[int]]) -> LabelTable:
    """A table of two raters, given as counts: the first rater's labels are the rows."""
    pairs = [(a, b) for a, row in enumerate(rows) for b, n in enumerate(row) for _ in range(n)]
    return by_rater([list(column) for column in zip(*pairs, strict=True)])


def value(table: LabelTable, name: str, **more: object) -> float:
    found = measure(table, np.random.default_rng(0), resamples=20, **more).estimates[name].value  # type: ignore[arg-type]
    assert found is not None
    return found


def made(n: int, raters: int, labels: int, seed: int, missing: float = 0.0) -> LabelTable:
    """Noisy labels."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, labels, n)
    rows = [np.where(rng.random(n) < 0.6, truth, rng.integers(0, labels, n)) for _ in range(raters)]
    return by_rater([[None if rng.random() < missing else int(x) for x in row] for row in rows])


@pytest.mark.parametrize(
    ("table", "level", "published"),
    [
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
        (FOUR_OBSERVERS, "interval", 0.849),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
    ],
)
def test_alpha_is_the_published_one(table, level, published):
    assert round(value(by_rater(table), "krippendorff_alpha", level=level), 3) == published


@pytest.mark.parametrize(
    ("table", "name", "published", "digits"),
    [
        (by_count([[int(x) for x in row] for row in DIAGNOSES]), "fleiss_kappa", 0.430, 3),
        (by_count([[int(x) for x in row.split()] for row in FOURTEEN]), "fleiss_kappa", 0.210, 3),
        (by_count([[int(x) for x in row] for row in DIAGNOSES[:15]]), "gwet_ac1", 0.4448007, 7),
        (by_count([[int(x) for x in row] for row in DIAGNOSES[:15]]), "fleiss_kappa", 0.4139265, 7),
        (by_count([[int(x) for x in row] for row in DIAGNOSES[:15]]), "krippendorff_alpha", 0.4204384, 7),
        (by_count([[int(x) for x in row] for row in DIAGNOSES[:15]]), "raw_agreement", 0.5511111, 7),
        (by_rater(FOUR_OBSERVERS), "gwet_ac1", 0.77544, 5),
        (by_rater(FOUR_OBSERVERS), "fleiss_kappa", 0.76117, 5),
        (by_rater(FOUR_OBSERVERS), "krippendorff_alpha", 0.74342, 5),
        (by_rater(FOUR_OBSERVERS), "raw_agreement", 0.8181818, 7),
        (by_confusion(ABSTRACTORS), "gwet_ac1", 0.8493305, 7),
        (by_confusion(ABSTRACTORS), "cohen_kappa", 0.7964094, 7),
        (by_confusion(ABSTRACTORS), "krippendorff_alpha", 0.7972585, 7),
        (by_confusion(ABSTRACTORS), "raw_agreement", 0.89, 2),
        (by_confusion(SAS), "cohen_kappa", 0.4842, 4),
    ],
)
def test_coefficients_are_the_published_ones(table, name, published, digits):
    assert round(value(table, name), digits) == published


def test_weighted_kappa_is_the_published_one():
    assert round(value(by_confusion(SAS), "cohen_kappa", weights="linear"), 4) == 0.4701


def test_intervals_lie_where_published_standard_errors_put_them():
    """SAS prints 0.2137 to 0.7547 and irrCAC 0.764 to 0.935, from asymptotic errors; BCa reaches lower for skew."""
    kappa = measure(by_confusion(SAS), np.random.default_rng(1)).estimates["cohen_kappa"]
    assert kappa.low == pytest.approx(0.2137, abs=0.06)
    assert kappa.high == pytest.approx(0.7547, abs=0.06)
    ac1 = measure(by_confusion(ABSTRACTORS), np.random.default_rng(1)).estimates["gwet_ac1"]
    assert (ac1.low, ac1.high) == (pytest.approx(0.764, abs=0.03), pytest.approx(0.935, abs=0.03))


def test_fleiss_is_what_statsmodels_says():
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    for seed, (raters, labels) in enumerate(itertools.product((2, 3, 7), (2, 5))):
        table = made(60, raters, labels, seed)
        counts = np.zeros((60, labels))
        np.add.at(counts, (table.item, table.label), 1)
        assert value(table, "fleiss_kappa") == pytest.approx(inter_rater.fleiss_kappa(counts), abs=1e-12)


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_cohen_is_what_scikit_learn_says(weights):
    metrics = pytest.importorskip("sklearn.metrics")
    table = made(80, 2, 4, 5)
    a, b = (table.label[table.rater == r] for r in (0, 1))
    said = metrics.cohen_kappa_score(a, b, weights=None if weights == "none" else weights)
    assert value(table, "cohen_kappa", weights=weights) == pytest.approx(said, abs=1e-12)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_alpha_is_what_the_krippendorff_library_says(level):
    krippendorff = pytest.importorskip("krippendorff")
    for seed in range(4):
        table = made(40, 4, 5, seed, missing=0.3)
        matrix = np.full((4, len(table.items)), np.nan)
        matrix[table.rater, table.item] = table.values[table.label]
        said = krippendorff.alpha(reliability_data=matrix, level_of_measurement=level)
        assert value(table, "krippendorff_alpha", level=level) == pytest.approx(said, abs=1e-10)


def test_cohen_of_many_raters_is_the_mean_over_pairs():
    """By a loop over pairs and items, each pair weighted by the items it shares."""
    table = made(50, 4, 3, 9, missing=0.25)
    labels = {(i, r): label for i, r, label in zip(table.item, table.rater, table.label, strict=True)}
    total = weight = 0.0
    for a, b in itertools.combinations(range(4), 2):
        pairs = [(labels[i, a], labels[i, b]) for i in range(50) if (i, a) in labels and (i, b) in labels]
        observed = np.mean([x == y for x, y in pairs])
        chance = sum(np.mean([x == c for x, _ in pairs]) * np.mean([y == c for _, y in pairs]) for c in range(3))
        total += len(pairs) * (observed - chance) / (1 - chance)
        weight += len(pairs)
    assert value(table, "cohen_kappa") == pytest.approx(total / weight, abs=1e-12)


def test_two_raters_who_swap_names_agree_as_before():
    """Coefficients don't depend on the order of rows, raters or items, nor on what the labels are called."""
    table = made(40, 3, 3, 2, missing=0.2)
    rows = [
        (table.items[i], table.raters[r], table.categories[x])
        for i, r, x in zip(table.item, table.rater, table.label, strict=True)
    ]
    order = np.random.default_rng(3).permutation(len(rows))
    renamed = {"0": "no", "1": "yes", "2": "unclear"}
    other = table_of(
        *(list(c) for c in zip(*[(i, r[::-1], renamed[x]) for i, r, x in (rows[k] for k in order)], strict=True))
    )
    for name in ("raw_agreement", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert value(other, name) == pytest.approx(value(table, name), abs=1e-12)


def test_a_label_nobody_used_counts_only_in_ac1():
    """AC1 spreads chance over the labels there could have been; the others look at those that were given."""
    columns = (["a", "a", "b", "b", "c", "c"], ["x", "y"] * 3, ["1", "1", "1", "2", "2", "2"])
    two, three = table_of(*columns), table_of(*columns, categories=["1", "2", "3"])
    assert value(three, "gwet_ac1") > value(two, "gwet_ac1")
    assert value(three, "fleiss_kappa") == value(two, "fleiss_kappa")
    assert value(three, "krippendorff_alpha") == value(two, "krippendorff_alpha")


def test_numbers_are_compared_by_value():
    table = table_of(["a", "a", "b", "b"], ["x", "y"] * 2, ["2", "2.0", "10", "9"])
    assert table.categories == ("2", "9", "10")
    assert list(table.values) == [2, 9, 10]


def test_a_raters_last_label_counts():
    table = table_of(["a", "a", "a"], ["x", "y", "x"], ["no", "yes", "yes"])
    assert (table.repeated, len(table)) == (1, 2)
    assert value(table, "raw_agreement") == 1.0


def test_an_ordinal_alpha_of_too_many_labels_and_words_on_an_interval_are_refused():
    many = made(300, 2, 80, 0)
    with pytest.raises(ValueError, match="at most 64 labels"):
        measure(many, np.random.default_rng(0), level="ordinal")
    words = table_of(["a", "a"], ["x", "y"], ["low", "high"])
    with pytest.raises(ValueError, match="must be numbers"):
        measure(words, np.random.default_rng(0), level="interval")


@pytest.mark.parametrize(
    ("items", "raters", "labels", "said"),
    [
        ([], [], [], "There are no labels"),
        (["a", "b"], ["x", "x"], ["1", "2"], "only one rater"),
        (["a", "b"], ["x", "y"], ["1", "2"], "no item was labelled by two of the 2 raters"),
        (["a", "a", "b", "b"], ["x", "y"] * 2, ["1"] * 4, "every label is '1'"),
    ],
)
def test_what_is_undefined_is_said_and_is_no_number(items, raters, labels, said):
    found = measure(table_of(items, raters, labels), np.random.default_rng(0))
    assert said in " ".join(found.notes)
    for name in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert found.estimates[name].value is None
        assert found.estimates[name].low is None
    assert all(x is None or math.isfinite(x) for each in found.estimates.values() for x in each)


def test_the_kappa_paradox_is_named():
    """Feinstein & Cicchetti 1990, J Clin Epidemiol 43:543: (80, 10, 5, 5) agrees as often as (40, 9, 6, 45)."""
    skewed = measure(by_confusion([[80, 10], [5, 5]]), np.random.default_rng(0))
    even = measure(by_confusion([[40, 9], [6, 45]]), np.random.default_rng(0))
    assert round(skewed.estimates["cohen_kappa"].value, 2) == 0.32
    assert round(even.estimates["cohen_kappa"].value, 2) == 0.70
    assert skewed.estimates["raw_agreement"].value == even.estimates["raw_agreement"].value == 0.85
    assert any("kappa paradox" in note for note in skewed.notes)
    assert even.notes == ()
