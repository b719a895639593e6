"""What a criterion's text is about: outcomes without their occasion, and tests by each of their names."""

from validity_phrases import outcomes_of, watched_in


def test_when_an_outcome_would_be_is_none():
    text = "Does not claim that a clot is certain on it, nor impossible after the change."
    assert "change" not in outcomes_of(text, [], [])[1]
    assert "clot" in outcomes_of(text, [], [])[1]


def test_a_test_of_two_names_is_watched_by_both():
    found = watched_in("Recommends a free (unbound) valproate level, where available.")
    assert {"free valproate", "unbound valproate"} <= set(found)
    assert not any("available" in each for each in found)
