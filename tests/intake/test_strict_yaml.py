"""Strict YAML: plain data with places, the same from both parsers, or a refusal with its place; never a crash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rubrx.errors import RubricRefused
from rubrx.intake.strict_yaml import FAST_LOADER, PURE_LOADER, dotted, parse
from rubrx.intake.yaml_text import MAX_BYTES

PACK = Path(__file__).parents[2] / "rubrics" / "rubrx_pharmacy"


def refusal(source: str | bytes, loader: object = FAST_LOADER) -> RubricRefused:
    with pytest.raises(RubricRefused) as caught:
        parse(source, "f.yaml", loader=loader)
    return caught.value


def test_values_and_keys_know_their_places() -> None:
    """Lines and columns count from 1, in characters, also behind letters that take several bytes."""
    document = parse("a: µg\nb:\n  - {c: é, d: [1, 2]}\n", "f.yaml")
    assert document.data == {"a": "µg", "b": [{"c": "é", "d": [1, 2]}]}
    assert document.values["a",] == (1, 4)
    assert document.values["b", 0, "c"] == (3, 9)
    assert document.keys["b", 0, "d"] == (3, 12)
    assert document.values["b", 0, "d", 1] == (3, 19)
    assert document.place(("b", 0, "missing")) == document.values["b", 0]


def test_mark_and_line_ends_do_not_matter() -> None:
    """A byte-order mark and CRLF change neither data nor places."""
    plain = parse("a: 1\nb: {c: x}\n", "f.yaml")
    marked = parse(b"\xef\xbb\xbfa: 1\r\nb: {c: x}\r\n", "f.yaml")
    assert (plain.data, plain.values, plain.keys) == (marked.data, marked.values, marked.keys)


@pytest.mark.parametrize("file", sorted(PACK.glob("*.yaml")), ids=lambda file: file.stem)
def test_both_parsers_agree(file: Path) -> None:
    """Where PyYAML comes without libyaml, rubrics read the same: data and places."""
    fast, pure = (parse(file.read_bytes(), "f", loader=loader) for loader in (FAST_LOADER, PURE_LOADER))
    assert fast == pure


@pytest.mark.parametrize("loader", [FAST_LOADER, PURE_LOADER], ids=["libyaml", "pure"])
@pytest.mark.parametrize(
    ("source", "place", "field", "problem"),
    [
        ("amount: 0.5\namount: 5\n", (2, 1), "amount", "stands twice, first at line 1"),
        ("a: {b: x,\n b: y}", (2, 2), "a.b", "stands twice, first at line 1"),
        ("a:\n- {b: 012}", (2, 7), "a[0].b", "leading zero"),
        ("µ: é\nd: [1,000 mg]", (2, 7), "d[1]", "quote a number with a comma"),
        ("a: 1\nb: *x", (2, 4), "b", "aliases"),
        ("a: &x 1", (1, 4), "a", "anchors"),
        ("a: !!python/object:os.system x", (1, 4), "a", "tags"),
        ("a: ! 5", (1, 4), "a", "tags"),
        ("a: 1\n---\nb: 2", (2, 1), "file", "second document"),
        ("%YAML 1.1\n---\na: no", (1, 1), "file", "directives"),
        ("5: x", (1, 1), "file", "key must be text"),
        ("a: {true: x}", (1, 5), "a", "key must be text"),
        ("? [a]\n: b", (1, 3), "file", "key must be text"),
        ("", (1, 1), "file", "empty"),
        ("# nothing\n", (1, 1), "file", "empty"),
        ("a: x\nb: c: d", (2, 5), "", "not YAML"),
        ('a: "\\0"', (1, 4), "a", "NUL"),
    ],
)
def test_what_is_refused_and_where(
    source: str, place: tuple[int, int], field: str, problem: str, loader: object
) -> None:
    """Each refusal has the place, the field and the reason, from both parsers."""
    fault = refusal(source, loader)
    assert problem in fault.problem
    assert (fault.path, fault.line, fault.column) == ("f.yaml", *place)
    assert fault.field == field or not field  # how much of a broken line is understood differs


@pytest.mark.parametrize(
    ("source", "line", "column", "problem"),
    [
        (b"a: 1\nb: \xff\n", 2, 4, "0xff is not UTF-8"),
        ("a: é".encode() + b"\xc3", 1, 5, "not UTF-8"),
        (b"a: 1\r\nb: \x00", 2, 4, "U+0000"),
        ("a: x\ry: \x07", 2, 4, "U+0007"),
        ("a: 'x\u2028y'", 1, 6, "U+2028"),
        ("a: 'x\x85y'", 1, 6, "U+0085"),
        ("a: \ufeffx", 1, 4, "U+FEFF"),
        ("a: \ud800", 1, 4, "not UTF-8"),
        ("a: x".encode("utf-16"), 1, 1, "UTF-16"),
        ("a: x".encode("utf-16-le"), 1, 2, "U+0000"),
        (b"#" * (MAX_BYTES + 1), 1, 1, "at most 1,048,576"),
    ],
)
def test_bytes_that_are_no_text(source: str | bytes, line: int, column: int, problem: str) -> None:
    """Bad UTF-8, control characters, the line breaks that YAML versions disagree about, and too much of it."""
    fault = refusal(source)
    assert problem in fault.problem
    assert (fault.line, fault.column, fault.field) == (line, column, "file")


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? ", "a:\n "], ids=repr)
@pytest.mark.parametrize("loader", [FAST_LOADER, PURE_LOADER], ids=["libyaml", "pure"])
def test_deep_input_is_refused_early(unit: str, loader: object) -> None:
    """A hundred thousand levels crash libyaml's composer; here they end at the sixty-fifth."""
    assert refusal(unit * 100_000, loader).problem


def test_the_deepest_allowed() -> None:
    """Sixty-four levels are read, sixty-five are not."""
    assert parse("[" * 64 + "]" * 64, "f.yaml").data
    assert "deeper than 64" in refusal("[" * 65 + "]" * 65).problem


def test_a_billion_laughs_and_a_million_values() -> None:
    """No alias multiplies, and no file has more than twenty thousand values."""
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\n"
    assert "anchors" in refusal(laughs).problem
    assert "more than 1,000 members" in refusal("[" + "1," * 1_001 + "]").problem
    assert "more than 1,000 members" in refusal("".join(f"k{i}: 1\n" for i in range(1_001))).problem
    assert "more than 20,000" in refusal("[" + ("[" + "1," * 999 + "],") * 21 + "]").problem


def test_commas_between_items_are_no_thousands() -> None:
    """A list of numbers is fine with spaces, and so are short items without."""
    assert parse("[10, 100, 250]", "f.yaml").data == [10, 100, 250]
    assert parse("[5,10,x,100]", "f.yaml").data == [5, 10, "x", 100]
    assert parse("a: 1,000 mg", "f.yaml").data == {"a": "1,000 mg"}


def test_paths_as_people_write_them() -> None:
    """Dots, brackets, and nothing that could reach a terminal."""
    assert dotted(("criteria", 3, "dose", "amount")) == "criteria[3].dose.amount"
    assert dotted(()) == "file"
    assert "\x1b" not in dotted(("\x1b[2J",))
    assert len(dotted(tuple(range(64)))) < 100


def attempt(source: str | bytes, loader: object = FAST_LOADER) -> object:
    """The data, or the refusal."""
    try:
        return parse(source, "f.yaml", loader=loader).data
    except RubricRefused as fault:
        return fault


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(source: bytes) -> None:
    """Bytes are read or refused, on one line and with a place; no other exception."""
    outcome = attempt(source)
    if isinstance(outcome, RubricRefused):
        assert re.fullmatch(r"f\.yaml:\d+:\d+: [^\n]+?: [^\n]+", str(outcome))


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{},#&*!|>'\"%@` \n\t0159.\\u\r"), max_size=60))
def test_the_grammar_of_yaml(source: str) -> None:
    """YAML's own punctuation in any order: what both parsers read, they read alike; neither breaks."""
    outcomes = [attempt(source, loader) for loader in (FAST_LOADER, PURE_LOADER)]
    if not any(isinstance(outcome, RubricRefused) for outcome in outcomes):
        assert outcomes[0] == outcomes[1]
