"""Sayings: choices, what may lack and what may come several times stand for their words, one by one."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.reading.sayings import first_words, opened, parsed
from rubrx.reading.walks import Reach, Saying, straight, walked
from rubrx.reading.words import bare, denials_in, tokens_of, with_not

REACH = Reach(2, objects=True)


def says(pattern: str, text: str) -> bool:
    tokens = tokens_of(text)
    return any(
        next(walked(row, tokens, at, at, REACH), at) > at for row in parsed(pattern) for at in range(len(tokens))
    )


@pytest.mark.parametrize(
    ("pattern", "text", "there"),
    [
        ("(take|swallow) (a |one )?(second|another) pill", "swallow another pill", True),
        ("(take|swallow) (a |one )?(second|another) pill", "swallowed one second pill", True),
        ("(take|swallow) (a |one )?(second|another) pill", "swallow pill", False),
        ("(the |her |old )*patch off", "her old patch is off", True),
        ("break down", "breaks the drug down", True),
        ("break down", "breaks off and lies down", False),
        ("(not|never) (open|break)(ed|ing)?", "it can't be opened", True),
        ("pile up|stack", "piles right up", True),
        ("pile up|stack", "piles of paper, up", False),
        ("{potassium} climbs", "her k will climb", True),
        ("(can't|cannot|won't) wee", "she couldn't wee", True),
    ],
)
def test_a_saying_stands_for_its_words_in_their_order(pattern: str, text: str, there: bool) -> None:
    assert says(pattern, text) is there


def test_a_saying_begins_with_its_first_words_and_with_the_next_where_those_may_lack() -> None:
    (row,) = parsed("(a |one )?second go")
    assert first_words(row) == (frozenset({"a", "one", "second"}), False)


@pytest.mark.parametrize("pattern", ["(take it", "take) it"])
def test_a_bracket_left_open_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        parsed(pattern)


def test_words_that_come_again_and_again_end_the_walk() -> None:
    assert not says("(the |a )*patch", "the " * 5000 + "plaster")


WORDS = st.sampled_from("break the drug down not and a slowly up take it , kidney".split())


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=9))
def test_a_saying_without_choices_ends_where_a_walk_does(saying, text):
    """The short way and the walk give the same place."""
    for row in parsed(" ".join(saying)):
        tokens = [(word, 0, 0) for word in text]
        for at, (word, _, _) in enumerate(tokens):
            if bare(word) in row.parts[0]:
                assert straight(row, tokens, at, REACH) == next(walked(row, tokens, at, at, REACH), at)


@pytest.mark.parametrize(
    "pattern",
    [
        "(take|swallow) (a |one )?pill",
        "(the |her |old )*patch off",
        "(very )?(low|flat) count",
        "((a|b) c|d)? e",
        "gap of|gap",
    ],
)
def test_a_row_opened_stands_for_what_the_row_does(pattern: str) -> None:
    """Tried in order, the rows without a choice at their beginning end where a walk of the whole does."""
    words = "take swallow a one pill the her old patch off very low flat count b c d e gap of".split()
    for text in (*permutations(words[:5], 3), *permutations(words[5:], 3)):
        tokens = [(word, 0, 0) for word in text]
        for row in parsed(pattern):
            walk = next(walked(row, tokens, 0, 0, REACH), 0)
            tried = (next(walked(each, tokens, 0, 0, REACH), 0) for each in opened(row))
            assert next(filter(None, tried), 0) == walk


@pytest.mark.parametrize(
    "pattern", ["(take|swallow) (a |one )?pill", "(shut down|stop) {kidney}", "{potassium} {climbs}"]
)
@given(
    st.lists(
        st.sampled_from("take swallow one pill shut down stops kidney renal function k goes up".split()), max_size=7
    )
)
def test_a_text_with_a_saying_has_a_word_of_each_place_that_it_needs(pattern: str, text: list[str]) -> None:
    """A look at the words alone never misses a saying."""
    tokens = tokens_of(" ".join(text))
    words = {bare(word) for word, _, _ in tokens}
    for row in parsed(pattern):
        saying = Saying.of(row)
        if any(saying.behind(tokens, at, REACH) > at for at in range(len(tokens))):
            assert saying.may_stand(words)


def test_little_words_of_a_choice_need_not_be_said_where_it_is_terse() -> None:
    (row,) = parsed("(get rid of|shift) it", terse=True)
    assert row.parts[0] == frozenset(map(bare, ("rid", "shift")))


@pytest.mark.parametrize("text", ["she can't go", "he cannot go", "they will not go", "it goes"])
def test_not_is_told_alike_of_words_and_of_the_text(text: str) -> None:
    """A look at the text finds a "not" where its tokens have one."""
    assert any(word == "not" for word, _, _ in tokens_of(text)) is (bool(denials_in(text)) or " not " in text)
    assert (with_not(text) != text) is bool(denials_in(text))


@pytest.mark.parametrize(
    ("pattern", "text", "there"),
    [
        ("no _ trial", "no good trial", True),
        ("no _? trial", "no trial", True),
        ("no _ trial", "no, trial", False),
        ("trial .. (stopped|halted)", "the trial, as you know, was stopped", True),
        ("trial .. stopped", "the trial; she stopped", False),
        ("trial .. stopped", "the trial " + "of one big new blue drug in old mice " * 2 + "stopped", False),
    ],
)
def test_any_words_of_the_same_clause_may_stand_in_a_gap(pattern: str, text: str, there: bool) -> None:
    assert says(pattern, text) is there


def test_a_gap_may_stand_before_another_and_before_what_begins_with_one() -> None:
    assert says("let _? (the _ team|boss) know", "let him the night team know")
    assert says("let _? (_? _? team|boss) know", "let our big night team know")
    assert not says("let _? (_? _? team|boss) know", "let our big bad night team know")
    assert says("no _ _ trial", "no big good trial")
    assert not says("no _ _ trial", "no big trial")
