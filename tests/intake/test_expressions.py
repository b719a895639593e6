"""The two readers of expressions agree: one places each fault in its file, the other compiles what a kind was given."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.intake.expressions import read_expression
from rubrx.intake.strict_yaml import parse
from rubrx.reading.expressions import as_written, parse_expression

_keys = st.sampled_from(["any", "all", "at_least", "of", "or"])
_scalars = st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from(["", " ", "renal", "2 mg", 2.5])
_any = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3), max_leaves=8
)
#: mostly right, so that what is inside is reached
_likely = st.recursive(
    st.sampled_from(["renal", "INR", 2.5, 30]) | _any,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from([{"any": parts}, {"all": parts}, {"at_least": len(parts), "of": parts}])
    ),
    max_leaves=6,
)


@given(_likely)
@settings(max_examples=300, deadline=None)
def test_one_takes_what_the_other_takes(written: object) -> None:
    """And both make the same of it."""
    document = parse(json.dumps({"answer": written}), "x.yaml").data
    found, problems = read_expression(document["answer"], ("answer",))
    try:
        tree = parse_expression(document["answer"])
    except ValueError:
        assert problems
    else:
        assert not problems
        assert as_written(parse_expression(found)) == as_written(tree)
