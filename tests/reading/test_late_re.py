"""Patterns that are compiled when first used: each of them compiles, and behaves as if it had been from the start."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import rubrx.reading
import rubrx_alignment
from rubrx.reading import late_re
from rubrx.reading.actions import errand_of


def test_every_pattern_that_waits_compiles() -> None:
    """What `re` refuses or warns of is found here, though no other test may use the pattern."""
    for package in (rubrx.reading, rubrx_alignment):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    assert errand_of("no errand at all") is None
    late = [each for each in gc.get_objects() if type(each) is late_re._Late]
    assert len(late) > 500
    for each in late:
        assert each.search is not None
        assert each.flags == re.compile(each.pattern, each._given).flags


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [("a(b)", 0), ("a(?P<x>b)", re.IGNORECASE), ("(?i)a(b)", 0), ("(?im)^a(b)", 0)],
)
def test_a_late_pattern_is_what_re_compiles(pattern: str, flags: int) -> None:
    late, soon = late_re.compile(pattern, flags), re.compile(pattern, flags)
    assert (late.pattern, late.flags) == (soon.pattern, soon.flags)
    assert (late.groups, dict(late.groupindex)) == (soon.groups, dict(soon.groupindex))
    text = "xab AB\nab"
    assert [match.span(1) for match in late.finditer(text)] == [match.span(1) for match in soon.finditer(text)]
    assert late.sub("-", text) == soon.sub("-", text)
    assert late.split(text) == soon.split(text)
    assert late.findall(text) == soon.findall(text)
    assert bool(late.match(text)) == bool(soon.match(text))


def test_two_that_say_the_same_are_one_in_a_set() -> None:
    """`re.compile` gives the same pattern for the same words; so sets of errands and warnings hold it once."""
    assert len({late_re.compile("a"), late_re.compile("a"), late_re.compile("a", re.IGNORECASE)}) == 2


def test_what_is_no_pattern_is_refused_on_use() -> None:
    late = late_re.compile("(a")
    with pytest.raises(re.error):
        late.search("a")
    assert not hasattr(late, "nothing")
