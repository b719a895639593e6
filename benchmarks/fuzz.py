"""Spoiled rubrics and responses by the ten thousand: each is taken, or refused with its place; nothing is thrown.

    python benchmarks/fuzz.py [--n 10000] [--seed S] [--keep DIR] [--json]
    python benchmarks/fuzz.py --atheris SECONDS

Bundled rubrics and example answers have bytes flipped, stretches cut, doubled, moved and spliced, and traps thrown
in; `fuzz_bombs.py` adds what is made to hurt. Rubrics go through the loader, and those that it takes are compiled and
grade an answer; response lines stand between good ones in JSON Lines, CSV and Parquet files that are graded whole.
Exits with 1 where anything but a refusal is raised, a refusal lacks its file, line, column, field or message, a
good row is not graded, read is not graded + rejected + skipped, or four times a hostile text takes more than six
times as long; `--keep` names a folder for what did it.
With `--atheris` the fuzzer of that name (`pip install atheris`) looks for what is raised, guided by coverage.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from fuzz_bombs import RESPONSE_BOMBS, RUBRIC_BOMBS, mistakes

from rubrx.contracts import Metric
from rubrx.errors import InputRefused, RubricRefused
from rubrx.grading import Grader
from rubrx.intake.responses import Reject, read_responses
from rubrx.intake.rubrics import load_rubric
from rubrx.jobs.grading import grade_file
from rubrx.manager import Plugins, load_plugins
from rubrx.records import Response
from rubrx.store import find_run, open_store, rejects

#: a refusal: file, line, column, field, message
REFUSAL = re.compile(r"r\.yaml:[1-9]\d*:[1-9]\d*: [^\n]+?: [^\n]+")
#: spoiled lines in one file, and answers to grade with rubrics that were taken
LINES, ANSWER = 250, "Do not take 500 mg twice daily; call your doctor."
#: answers made to hurt, from 50,000 characters on: whatever stands there again and again
TEXTS = {
    "dots": ".", "brackets": "(", "quotes": '"', "newlines": "\n", "digits": "9", "one-letter sentences": "a. ",
    "no-break spaces": "\u00a0", "combining marks": "e\u0301", "negations": "not ", "denials": "do not never avoid ",
    "doses": "500 mg ", "ranges": "1-2-3-4-", "drugs": "metformin, ", "conditions": "if eGFR < 30 ",
    "unreal conditions": "if she were toxic ", "alternatives": "insulin or metformin or ", "units": "28 mL/min/1.73m2 ",
    "directions": "take 1 tablet twice daily ", "a sentence without end": "stop metformin if the egfr is below 30 and ",
    "advice": "Stop metformin 500 mg twice daily if the eGFR is below 30. ", "bullets": "- metformin\n",
}  # fmt: skip
LONG = 50_000
#: four times the text may take so many times the time, and a short answer's time hardly counts
GROWTH, TRIFLE = 6.0, 0.05
#: no rubric may take longer than this, in seconds of processor time
SLOWEST = 2.0
TRAPS = [
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\\ud835", b'"\\u0000"', b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\r\n", b"\n"),
    *(b"NaN", b"1e400", b"-Infinity", b"9" * 5000, b"[" * 200, b'{"a":' * 200, b"{a: " * 70, b"\t", b"\x1b[2J"),
    *(b": ", b"- ", b"&a ", b"*a", b"!!python/object:os.system ", b"<<: ", b"---\n", b"null", b"true", b"012", b"1:30"),
    *(b'"id":', b'"text":', b"{", b"}", b"[", b"]", b'"', b"'", b",", b"\xc2\xa0", "\u2028".encode(), b"=cmd()"),
]


@dataclass
class Found:
    """What came out: how many of each kind, the slowest rubric, and what should not have happened."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_answer: float = 0.0
    faults: list[str] = field(default_factory=list)
    keep: Path | None = None

    def fault(self, what: str, content: bytes) -> None:
        """Note what went wrong, and keep what did it."""
        self.faults.append(what)
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{len(self.faults)}.bin").write_bytes(content)


def spoiled(content: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """The content with one to four stretches flipped, cut, doubled, turned about, trapped or spliced."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        start = draw.randint(0, len(content))
        end = min(len(content), start + draw.randint(0, 30))
        cut, other = content[start:end], draw.choice(others)
        place = draw.randint(0, len(other))
        new = draw.choice(
            [
                bytes(byte ^ (1 << draw.randrange(8)) for byte in cut[:3]) + cut[3:],
                b"",
                cut * 2,
                cut[::-1],
                draw.choice(TRAPS),
                other[place : place + draw.randint(0, 200)],
            ]
        )
        content = content[:start] + new + content[end:]
    return content


def try_rubric(content: bytes, metrics: Mapping[str, Metric], found: Found) -> tuple[InputRefused, ...]:
    """Load, compile and use one rubric; its refusals, none where it is taken."""
    began = time.process_time()
    refusals: tuple[InputRefused, ...] = ()
    try:
        rubric = load_rubric(content, "r.yaml", metrics)
        Grader(rubric, metrics).grade(Response("a", rubric.id, ANSWER))
    except RubricRefused as fault:
        refusals = fault.all
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        found.fault(f"rubric: {traceback.format_exc(limit=-2)}", content)
    found.counts["rubrics refused" if refusals else "rubrics taken"] += 1
    for each in refusals:
        if not REFUSAL.fullmatch(str(each)):
            found.fault(f"rubric: a refusal without its place: {each}", content)
    took = time.process_time() - began
    found.slowest = max(found.slowest, took)
    if took > SLOWEST:
        found.fault(f"rubric: took {took:.1f} s", content)
    return refusals


def fuzz_rubrics(n: int, metrics: Mapping[str, Metric], draw: random.Random, found: Found) -> None:
    """The spoiled rubrics, the bombs, and mistakes whose field is known."""
    pack = [file.read_bytes() for file in files("rubrx_pharmacy").iterdir() if file.name.endswith(".yaml")]
    for _ in range(n):
        try_rubric(spoiled(draw.choice(pack), pack, draw), metrics, found)
    for bomb in RUBRIC_BOMBS.values():
        try_rubric(bomb, metrics, found)
    for content, wrong in mistakes():
        refusals = try_rubric(content, metrics, found)
        found.counts["mistakes"] += 1
        if not any(each.field.startswith(wrong) for each in refusals):
            found.fault(f"mistake in {wrong}, told: {[str(each) for each in refusals]}", content)


def fuzz_texts(metrics: Mapping[str, Metric], found: Found) -> None:
    """Long hostile answers through a whole grader: four times the text takes no more than six times the time."""
    file = files("rubrx_pharmacy").joinpath("metformin-egfr-28.yaml")
    grader = Grader(load_rubric(file.read_bytes(), "r.yaml", metrics), metrics)
    for name, unit in TEXTS.items():
        took = []
        for length in (LONG // 4, LONG):
            began = time.process_time()
            grader.grade(Response("a", "q", unit * (length // len(unit))))
            took.append(time.process_time() - began)
        found.counts["hostile answers"] += 1
        found.slowest_answer = max(found.slowest_answer, took[1])
        if took[1] > GROWTH * max(took[0], TRIFLE):
            found.fault(f"answer of {name}: {took[0]:.2f} s, then {took[1]:.2f} s for four times as much", b"")


def answers() -> list[dict[str, object]]:
    """The bundled example answers."""
    examples = files("rubrx_pharmacy").joinpath("examples")
    names = sorted(file.name for file in examples.iterdir() if file.name.endswith(".jsonl"))
    return [json.loads(line) for name in names for line in examples.joinpath(name).read_text("utf-8").splitlines()]


def good(number: int) -> dict[str, object]:
    """A row that must be graded whatever stands around it."""
    return {"id": f"good-{number}", "query_id": "metformin-egfr-28", "text": ANSWER}


def as_json(row: Mapping[str, object]) -> bytes:
    """One line of JSON of a row."""
    return json.dumps(row).encode()


def as_csv(row: Mapping[str, object]) -> bytes:
    """One CSV line of a row."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([row.get(name) for name in ("id", "query_id", "text")])
    return stream.getvalue().encode()


def try_file(path: Path, wanted: set[str], plugins: Plugins, found: Found) -> None:
    """Grade a whole file: the sum holds, the wanted rows are graded, each reject has its place."""
    db = path.with_suffix(".db")
    try:
        done = grade_file(path, db=db, rewards=(), plugins=plugins, time_limit=0)
    except InputRefused as fault:
        found.counts["files refused"] += 1
        if wanted or not (fault.path and fault.field and fault.problem) or "\n" in str(fault):
            found.fault(f"{path.suffix} file: refused: {fault}", path.read_bytes())
        return
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        found.fault(f"{path.suffix} file: {traceback.format_exc(limit=-2)}", path.read_bytes())
        return
    for what in ("read", "graded", "rejected", "skipped"):
        found.counts[f"rows {what}"] += getattr(done, what)
    if done.read != done.graded + done.rejected + done.skipped:
        found.fault(f"{path.suffix} file: the sum is wrong: {done}", path.read_bytes())
    with open_store(db) as store:
        run = find_run(store, "latest")
        graded = {row[0] for row in store.rows("SELECT response_id FROM responses WHERE run_id = ?", (run.id,))}
        if lost := sorted(wanted - graded):
            found.fault(f"{path.suffix} file: {len(lost)} good rows not graded: {lost[:3]}", path.read_bytes())
        for line, where, problem, _ in rejects(store, run.id):
            if not (line >= 1 and where and problem) or "\n" in where + problem:
                found.fault(f"{path.suffix} file: a reject without its place: {(line, where, problem)}", b"")
    for file in path.parent.glob(f"{db.name}*"):
        file.unlink()


def spoiled_file(suffix: str, rows: Sequence[bytes], draw: random.Random) -> tuple[bytes, set[str]]:
    """A file of spoiled lines between good ones, and the ids that must be graded whatever the others hold."""
    write: Callable[[Mapping[str, object]], bytes] = as_csv if suffix == ".csv" else as_json
    content, wanted = [b"id,query_id,text"] if suffix == ".csv" else [], set()
    for number in range(LINES):
        line = spoiled(draw.choice(rows), rows, draw)
        if suffix == ".csv":  # a quote that is not closed may swallow the lines after it, and a lone \r ends a line
            line = line.replace(b'"', b"").replace(b"\r", b"")
        content += [line, write(good(number))]
        wanted.add(f"good-{number}")
    return draw.choice([b"\n", b"\r\n"]).join(content) + draw.choice([b"", b"\n"]), wanted


def fuzz_responses(n: int, plugins: Plugins, draw: random.Random, found: Found) -> None:
    """The spoiled lines in JSON Lines and in CSV, spoiled Parquet files, and the bombs."""
    rows = {".jsonl": [as_json(row) for row in answers()], ".csv": [as_csv(row) for row in answers()]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(max(n // LINES, 2)):
            suffix = (".jsonl", ".jsonl", ".csv")[number % 3]
            path = folder / f"f{number}{suffix}"
            content, wanted = spoiled_file(suffix, rows[suffix], draw)
            path.write_bytes(content)
            found.counts["lines spoiled"] += LINES
            try_file(path, wanted, plugins, found)
        for number, content in enumerate(spoiled_parquet(n // 20, draw)):
            path = folder / f"p{number}.parquet"
            path.write_bytes(content)
            found.counts["Parquet files spoiled"] += 1
            try_file(path, set(), plugins, found)
            path.unlink()
        for number, (suffix, bomb) in enumerate(RESPONSE_BOMBS.values()):
            path = folder / f"b{number}{suffix}"
            lines = [as_json(good(0)), bomb, as_json(good(1))]
            path.write_bytes(b"\n".join(lines) if suffix == ".jsonl" else bomb)
            try_file(path, {"good-0", "good-1"} if suffix == ".jsonl" else set(), plugins, found)


def spoiled_parquet(n: int, draw: random.Random) -> list[bytes]:
    """Parquet files with stretches changed; none where pyarrow is missing."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return []
    stream = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([good(number) for number in range(20)]), stream)
    whole = stream.getvalue()
    return [spoiled(whole, [whole], draw) for _ in range(n)]


def guided(seconds: int) -> None:
    """Let atheris look for what is raised; it ends the process itself."""
    import atheris

    plugins = load_plugins()
    pack = [file.read_bytes() for file in files("rubrx_pharmacy").iterdir() if file.name.endswith(".yaml")]
    folder = Path(tempfile.mkdtemp(prefix="rubrx-fuzz-"))
    seeds = [b"r" + each for each in pack] + [b"j" + as_json(row) for row in answers()]
    for number, seed in enumerate(seeds):
        (folder / str(number)).write_bytes(seed)

    def one_input(content: bytes) -> None:
        found = Found()
        if content[:1] == b"j":
            for item in read_responses("-", stdin=io.BytesIO(content[1:])):
                assert not isinstance(item, Reject) or (item.line and item.field and item.problem)
        else:
            try_rubric(content[1:], plugins.metrics, found)
        assert not found.faults, found.faults

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=20000", "-verbosity=1", str(folder)], one_input)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Spoiled rubrics and responses.")
    parser.add_argument("--n", type=int, default=10_000, help="how many rubrics, and how many response lines")
    parser.add_argument("--seed", type=int, default=1, help="of what is spoiled, and how")
    parser.add_argument("--keep", type=Path, help="a folder for inputs that did what they must not")
    parser.add_argument("--atheris", type=int, metavar="SECONDS", help="fuzz guided by coverage instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if options.atheris:
        guided(options.atheris)
    plugins, draw, found = load_plugins(), random.Random(options.seed), Found(keep=options.keep)
    fuzz_rubrics(options.n, plugins.metrics, draw, found)
    fuzz_texts(plugins.metrics, found)
    fuzz_responses(options.n, plugins, draw, found)
    slowest = {"slowest_rubric_s": round(found.slowest, 3), "slowest_answer_s": round(found.slowest_answer, 3)}
    told = {"seed": options.seed, **found.counts, **slowest, "faults": len(found.faults)}
    print(json.dumps(told) if options.json else ", ".join(f"{name} {n:,}" for name, n in told.items()))
    for each, n in Counter(found.faults).most_common(20):
        print(f"{n} x {each}", file=sys.stderr)
    return 1 if found.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
