"""The dose benchmark scores rows without a caveat, field by field, and refuses bad files in one line."""

from __future__ import annotations

import json

import doses
import pytest


def step(low, high, unit, least, most, *, needed=False):
    return {"dose_low": low, "dose_high": high, "dose_unit": unit, "times_per_day_low": least,
            "times_per_day_high": most, "as_needed": needed}  # fmt: skip


ROWS = [
    {
        "id": "right",
        "text": "1-2 tabs every 4-6 hours prn",
        "expected_normalised": [step(1, 2, "TAB", 4, 6, needed=True)],
    },
    {"id": "rounded", "text": "5 mL weekly", "expected_normalised": [step(5.0, 5.0, "ml", 0.1429, 0.1429)]},
    {"id": "unit", "text": "2 capsules daily", "expected_normalised": [step(2, 2, "tablet", 1, 1)]},
    {
        "id": "steps",
        "text": "1 tablet daily",
        "expected_normalised": [step(1, 1, "TAB", 1, 1), step(2, 2, "TAB", 1, 1)],
    },
    {"id": "doubted", "text": "1 daily", "expected_normalised": [step(9, 9, None, 9, 9)], "caveat": "misprint"},
]


def write(folder, rows):
    file = folder / "sigs.jsonl"
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(file)


def test_rows_are_scored_by_field_and_those_with_a_caveat_are_not(tmp_path, capsys):
    """Of four rows two are exact; a wrong unit costs that field, a wrong number of steps every field."""
    assert doses.main([write(tmp_path, ROWS), "--json", "--errors"]) == 0
    found = json.loads(capsys.readouterr().out)
    errors = found.pop("errors")
    assert found == {
        "exact": 0.5,
        "n": 4,
        "amount": 0.75,
        "unit": 0.5,
        "times": 0.75,
        "as_needed": 0.75,
        "with_caveat": 1,
    }
    assert [each["id"] for each in errors] == ["unit", "steps"]


def test_the_page_for_people_says_the_same(tmp_path, capsys):
    assert doses.main([write(tmp_path, ROWS), "--errors"]) == 0
    assert capsys.readouterr().out.startswith("exact 0.500 of 4  (amount 0.750  unit 0.500  times 0.750")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "1: is no JSON"),
        ("[]", "1: expected an object"),
        ({"expected_normalised": []}, "1: text: expected a string"),
        ({"text": "1 daily"}, "1: expected_normalised: expected a list"),
        ({"text": "1 daily", "expected_normalised": [step("1", 1, None, 1, 1)]}, "1: expected_normalised.dose_low: "),
        ({"text": "1 daily", "expected_normalised": [step(1, 1, 5, 1, 1)]}, "1: expected_normalised.dose_unit: "),
        (ROWS[4], "no row without a caveat"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_with_its_place(tmp_path, capsys, row, said):
    assert doses.main([write(tmp_path, [row])]) == 3
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
