"""The trigger lists: every row can be read, every cue is found, the longest one counts."""

from __future__ import annotations

import pytest

from rubrx.reading.cues import FAMILIES, expand, find_cues
from rubrx.reading.folding import fold
from rubrx.reading.long_cues import MOST, count, divided
from rubrx.reading.tables import read_table

STANCE_LEVELS = {
    "kept",
    "contraindicated",
    "avoid",
    "hold",
    "caution",
    "monitor",
    "acceptable",
    "recommended",
    "swap",
    "apart",
    "bars",
}


def rows(family):
    """(kind, text) of every cue of a family, written out."""
    return [(cells[0], text) for cells in read_table(family) for text in expand(cells[-1])]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_cue_of_the_list_is_found_in_a_sentence(family):
    """A pharmacist who adds a row gets what the row says: a cue that is not in folded form never would be found."""
    for kind, text in rows(family):
        assert text == fold(text).text == text.strip(), text
        hits = find_cues(f"x {text} y").get(family, [])
        assert any(hit.start <= 2 and hit.end >= 2 + len(text) for hit in hits), (kind, text)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_cue_listed_for_two_uses_is_found_for_both(family):
    """ "Ruled out" denies what follows or what stands before: the second row is not dead."""
    uses = {}
    for cells in read_table(family):
        for text in expand(cells[-1]):
            uses.setdefault(text, set()).add((cells[0], cells[1] if family == "stance" else ""))
    for text, wanted in uses.items():
        whole = [hit for hit in find_cues(text).get(family, []) if hit[:2] == (0, len(text))]
        assert {(hit.cue.kind, hit.cue.target) for hit in whole} == wanted, text


def test_no_stance_cue_has_two_levels_on_one_side():
    """Its level would depend on the order of the rows."""
    levels = {}
    for level, side, written in read_table("stance"):
        for text in expand(written):
            levels.setdefault((text, side), set()).add(level)
    assert not {key: found for key, found in levels.items() if len(found) > 1}


def test_every_stance_cue_has_a_known_level_and_side():
    for cells in read_table("stance"):
        assert len(cells) == 3, cells
        assert cells[0] in STANCE_LEVELS, cells
        assert cells[1] in {"before", "after", "either"}, cells


def test_brackets_are_written_out():
    assert expand("rul(e|es) out") == ["rule out", "rules out"]
    assert expand("sign(|s) of (a|b)") == ["sign of a", "sign of b", "signs of a", "signs of b"]


def test_the_longest_cue_hides_those_inside_it():
    """ "No reason not to" is no negation, though "no" and "not" are."""
    [hit] = find_cues("there is no reason not to use it")["negation"]
    assert hit.cue.text == "no reason not to"
    assert hit.cue.kind == "double"


def test_families_do_not_hide_each_other():
    cues = find_cues("it is not recommended")
    assert [hit.cue.text for hit in cues["negation"]] == ["not"]
    assert any("recommended" in hit.cue.text for hit in cues["stance"])


def test_a_list_names_the_row_that_can_not_be_read(monkeypatch, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "odd.tsv").write_text("# fine\nbefore\tno\nbefore no tab\n", "utf-8")
    monkeypatch.setattr("rubrx.reading.tables.files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"odd\.tsv:3: expected tab-separated"):
        list(read_table("odd"))


def test_a_long_row_is_divided_and_short_ones_are_not():
    """The beginning has few texts, and the pattern takes what follows: the longest that does, up to a word's end."""
    choices = "|".join(f"w{n}" for n in range(20))
    cue = f"({choices}) ({choices}) (says|says so|say(s|ing) that)"
    assert count(cue) == len(set(expand(cue))) > MOST
    parts = divided(cue)
    assert parts is not None
    assert count(parts.head) < MOST
    assert parts.tail.match(" w3 says so.")[0] == " w3 says so"
    assert parts.tail.match(" w3 saysx") is None
    assert divided("avoid(|s|ed)") is None
