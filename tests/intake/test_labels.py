"""Files of labels and filled-in sheets, however mangled, give a report or a refusal, never a bug or a NaN."""

from __future__ import annotations

import json
import random

import pytest

from rubrx.errors import InputRefused, RubrxError
from rubrx.intake.sheets import read_sheet
from rubrx.jobs.agreement import agreement_of_file
from rubrx.jobs.labelled import Asked
from rubrx.reports.agreement_text import agreement_text

LABELS = (
    b"item,rater,label,criterion,metric,at\na,x,met,c,m,2026-01-01\na,y,not_met,c,m,2026-01-02\n"
    b'b,x,"m\nt",d,m,\n"b",y,1e5,d,,2026-01-01T10:00:00Z\n'
)
SHEET = (
    b'run,kind,item,item_b,criterion,label,note,at\nu,verdict,a,,c,met,"n",\nu,rating,a,,,7,,2026-01-01\n'
    b"u,preference,a,b,,tie,,\n"
)
SCRAPS = (
    b",", b"\n", b'"', b"\r", b"\0", b"\xff", b";", b"\t", b"'", b"nan", b"inf", b"1e400", b"\xe2\x80\xae",
    b"\xed\xa0\x80", b"10", b"a", b"\xef\xbb\xbf", b"=1",
)  # fmt: skip


def mangled(text: bytes, rng: random.Random) -> bytes:
    """The text with a few scraps put in, pieces cut out, and lines said twice."""
    made = bytearray(text)
    for _ in range(rng.randint(1, 8)):
        at, how = rng.randrange(len(made) + 1), rng.random()
        if how < 0.5:
            made[at:at] = rng.choice(SCRAPS)
        elif how < 0.8:
            del made[at : at + rng.randint(1, 6)]
        else:
            made[at:at] = made[:at][-20:]
    return bytes(made)


@pytest.mark.parametrize("seed", range(4))
def test_a_mangled_table_is_reported_on_or_refused(seed, tmp_path):
    rng = random.Random(seed)
    file = tmp_path / "labels.csv"
    reported = 0
    for _ in range(15):
        file.write_bytes(mangled(LABELS, rng))
        asked = Asked(level=rng.choice(["nominal", "interval"]), by=rng.choice(["", "criterion", "annotator"]))
        try:
            report, _ = agreement_of_file(file, asked)
        except RubrxError:
            continue
        json.dumps(report.to_dict(), allow_nan=False)
        assert agreement_text(report).endswith("\n")
        reported += 1
    assert reported


def test_a_mangled_sheet_is_read_row_by_row_or_refused(tmp_path):
    rng = random.Random(0)
    file = tmp_path / "sheet.csv"
    for _ in range(150):
        file.write_bytes(mangled(SHEET, rng))
        try:
            rows = list(read_sheet(file))
        except InputRefused:
            continue
        for row in rows:
            assert row is None or isinstance(row, InputRefused) or row.label


def test_a_row_too_long_or_with_cells_to_spare_is_what_spreadsheets_make(tmp_path):
    """Empty cells at a row's end don't matter; words there do."""
    file = tmp_path / "sheet.csv"
    file.write_text("run,kind,item,label\nu,rating,a,7,,,\nu,rating,a,7,,x\nu,rating\n,,,\n")
    first, second, third = read_sheet(file)
    assert (first.label, first.note, first.at) == ("7", "", None)
    assert "6 fields, and the header has 4" in str(second)
    assert third is None
