"""No text yields anything but a rubric or a refusal with file, line, column, field and message, on one line.

`benchmarks/fuzz.py` goes on for as long as one likes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rubrx.contracts import Metric
from rubrx.errors import RubricRefused
from rubrx.intake.rubrics import load_rubric
from rubrx.manager import load_plugins

PACK = sorted((Path(__file__).parents[2] / "rubrics" / "rubrx_pharmacy").glob("*.yaml"))
REFUSAL = re.compile(r"r\.yaml:[1-9]\d*:[1-9]\d*: [^\n]+?: [^\n]+")

#: what slips into a file: punctuation, words of the format, traps
PIECES = st.sampled_from(
    [*":-{}[],#&*!|>'\"%@`\n\t ", ": ", "- ", "\r\n", "null", "true", "no", "012", "1:30", "5e3", "1e999", "0", "-1",
     "points", "metric", "judge", "group", "any", "at_least", "of", "<<: ", "&a ", "*a", "!!int ", "---\n", "...\n",
     "\ufeff", "\u2028", "\x00", "\x1b", "\ud800", "\U0010ffff", "9" * 50, "[" * 70, "{a: " * 70, "a" * 2000]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, texts: list[str]) -> str:
    """A valid rubric with some stretches cut, doubled, swapped or replaced."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        cut = text[start:end]
        new = draw(st.one_of(st.just(""), st.just(cut * 2), PIECES, st.just(cut[::-1]), st.text(max_size=5)))
        text = text[:start] + new + text[end:]
    return text


def check(source: str | bytes, metrics: dict[str, Metric]) -> None:
    """Load it; every refusal has its place and says something."""
    refusals: tuple[object, ...] = ()
    try:
        load_rubric(source, "r.yaml", metrics)
    except RubricRefused as fault:
        refusals = fault.all
    for each in refusals:
        assert REFUSAL.fullmatch(str(each)), str(each)


@pytest.fixture(scope="module")
def real() -> dict[str, Metric]:
    """The bundled metrics."""
    return load_plugins().metrics


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_mutations_of_bundled_rubrics(real: dict[str, Metric], data: st.DataObject) -> None:
    """Slips anywhere in real rubrics, with the real kinds."""
    check(data.draw(mutated([file.read_text(encoding="utf-8") for file in PACK])), real)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_mutations_of_a_small_rubric(valid: str, metrics: dict[str, Metric], data: st.DataObject) -> None:
    """The same where most slips hit structure rather than prose, and kinds are a plugin's."""
    check(data.draw(mutated([valid])), metrics)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_flipped_bytes(valid: str, metrics: dict[str, Metric], data: st.DataObject) -> None:
    """Bytes that a disk or a copy has spoiled."""
    raw = bytearray(valid.encode())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[place] = data.draw(st.integers(0, 255))
    check(bytes(raw), metrics)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@example(kind="dose", body={"drug": "x", "any_of": [{"amount": True}]})
@given(
    kind=st.sampled_from(["states", "dose", "monitors", "defers", "words", "quantity", "matches", "hedges"]), body=JSON
)
def test_any_body_of_any_kind(real: dict[str, Metric], kind: str, body: object) -> None:
    """Whatever stands under a kind: the bundled models take it or refuse it."""
    import json

    owner = next(name for name, metric in real.items() if kind in metric.kinds)
    criterion = {"id": "a", "metric": owner, "points": 1, kind: body}
    check(json.dumps({"rubric": "r", "query": "q", "criteria": [criterion]}, ensure_ascii=False), real)
