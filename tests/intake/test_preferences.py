"""A preference file comes out as pairs and told refusals: every row once, in the shapes that people have."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.preferences import preferences_in, read_preferences
from rubrx.records import Preference

USER = {"role": "user", "content": "Metformin at eGFR 28?"}


def said(text):
    return {"role": "assistant", "content": text}


def read(*rows):
    data = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    return preferences_in(data.encode(), "prefs.jsonl")


GOOD = {"prompt": "Metformin at eGFR 28?", "chosen": "No.", "rejected": "Yes."}


@pytest.mark.parametrize(
    "row",
    [
        GOOD,
        {"query": "Metformin at eGFR 28?", "chosen": "No.", "rejected": "Yes."},
        {"prompt": [USER], "chosen": [said("No.")], "rejected": [said("Yes.")]},
        {"prompt": [{"role": "system", "content": "Be brief."}, USER], "chosen": "No.", "rejected": "Yes."},
        {"chosen": [USER, said("No.")], "rejected": [USER, said("Yes.")]},
        {**GOOD, "chosen": [USER, said([{"type": "text", "text": "No."}])]},
        {**GOOD, "margin": None, "annotators": None, "source": "kept beside it"},
    ],
)
def test_each_shape_gives_the_same_pair(row):
    assert read(row).pairs == (Preference("Metformin at eGFR 28?", "No.", "Yes."),)


def test_a_longer_conversation_keeps_its_roles():
    [pair] = read({"prompt": [USER, said("Why?"), USER], "chosen": "No.", "rejected": "Yes."}).pairs
    assert pair.prompt == "user: Metformin at eGFR 28?\nassistant: Why?\nuser: Metformin at eGFR 28?"


def test_margin_and_annotators_are_taken_and_the_rest_kept():
    file = read({**GOOD, "margin": 0.5, "annotators": ["ana", "bo"], "kind": "safe"}, {**GOOD, "annotators": 3})
    assert [(pair.margin, pair.annotators) for pair in file.pairs] == [(0.5, 2), (None, 3)]
    assert file.others == ({"kind": "safe"}, {})


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ({**GOOD, "prompt": None}, "prompt", "no prompt"),
        ({**GOOD, "prompt": " "}, "prompt", "empty"),
        ({"prompt": "p", "rejected": "b"}, "chosen", "no chosen"),
        ({**GOOD, "rejected": ""}, "rejected", "empty"),
        ({**GOOD, "rejected": "No."}, "rejected", "same answer"),
        ({**GOOD, "chosen": 3}, "chosen", "text or a list of messages"),
        ({**GOOD, "chosen": [USER]}, "chosen", "no message has the role assistant"),
        ({**GOOD, "chosen": ["No."]}, "chosen", "role and a content"),
        ({**GOOD, "chosen": [said({"a": 1})]}, "chosen", "must be text"),
        ({**GOOD, "margin": "nan"}, "margin", "finite number"),
        ({**GOOD, "margin": -1}, "margin", "finite number from 0"),
        ({**GOOD, "margin": True}, "margin", "finite number"),
        ({**GOOD, "margin": 1e9}, "margin", "to 50"),
        ({**GOOD, "annotators": 0}, "annotators", "whole number from 1"),
        ({**GOOD, "annotators": 1.5}, "annotators", "whole number from 1"),
        ({**GOOD, "annotators": []}, "annotators", "whole number from 1"),
        ('{"prompt": "p", "chosen": "a", "rejected": "b", "margin": NaN}', "margin", "finite number, got NaN"),
        ('["prompt"]', "", "JSON object"),
        ('{"prompt": ', "", "ends too early"),
    ],
)
def test_a_bad_row_is_told_with_line_and_field_and_the_rest_goes_on(row, field, problem):
    file = read(GOOD, row, {**GOOD, "chosen": "Never."})
    assert [pair.chosen for pair in file.pairs] == ["No.", "Never."]
    assert file.lines == (1, 3)
    [reject] = file.rejects
    assert (reject.line, reject.field) == (2, field)
    assert problem in reject.problem


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_in_one_line(data):
    with pytest.raises(InputRefused, match=r"^prefs\.jsonl: holds no preferences: .*$"):
        preferences_in(data, "prefs.jsonl")


@pytest.mark.parametrize(
    ("name", "problem"), [("gone.jsonl", "no such file"), ("x.docx", "preferences are JSON Lines")]
)
def test_a_file_that_is_no_use_is_told(tmp_path, name, problem):
    if name.startswith("x"):
        (tmp_path / name).write_text("x")
    with pytest.raises(UsageError, match=problem):
        read_preferences(tmp_path / name)


def test_the_digest_is_of_the_bytes():
    assert read(GOOD).digest == read(GOOD).digest != read({**GOOD, "margin": 1}).digest


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["role", "content", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["prompt", "chosen", "rejected", "margin", "annotators"]), JSON))
@settings(max_examples=80, deadline=None)
def test_whatever_a_row_holds_it_is_a_pair_or_a_reject(row):
    file = preferences_in(json.dumps(row).encode(), "p.jsonl")
    assert len(file.pairs) + len(file.rejects) == 1
    for pair in file.pairs:
        assert pair.prompt.strip()
        assert pair.chosen != pair.rejected
        assert pair.margin is None or pair.margin >= 0
