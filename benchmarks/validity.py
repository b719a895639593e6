"""Agreement of rubrx with a labelled validity set: convert its criteria, grade its answers, compare.

    python benchmarks/validity.py --data DIR [--json | --markdown] [--errors] [--rubrics DIR]

DIR holds queries.jsonl, criteria.jsonl, responses.jsonl and labels.jsonl.
The converter sees the first two only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from validity_figures import MET, NA, NOT_MET, Row, summary
from validity_pages import errors, markdown, plain, wrong
from validity_rubrics import Converted, Converter

from rubrx.grading import Grader
from rubrx.manager import load_plugins
from rubrx.records import Response, Status, Verdict

_LABELS = {Status.MET: MET, Status.NOT_MET: NOT_MET, Status.NOT_APPLICABLE: NA}


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one file of the set."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def keyword_check(criterion: Mapping[str, Any], text: str) -> str:
    """The plain check on the lower-cased answer, made as good as such a check gets.

    What must be said is met by any finding or alternative that stands there (any term, where the
    criterion has neither); what must not be said is not met where a drug and a finding both stand there.
    """
    low, terms = text.lower(), criterion.get("terms") or {}
    there = {role: any(term.lower() in low for term in spellings) for role, spellings in terms.items()}
    if criterion["kind"].startswith("must_not"):
        said = [there[role] for role in ("drug", "finding") if role in there] or list(there.values())
        return NOT_MET if said and all(said) else MET
    named = [there[role] for role in ("finding", "alternative") if role in there] or list(there.values())
    return MET if any(named) else NOT_MET


def convert(folder: Path) -> dict[str, Converted]:
    """The rubrics of a set by query id; made of queries and criteria alone."""
    converter = Converter(load_plugins().metrics)
    criteria = read(folder, "criteria.jsonl")
    return {
        query["id"]: converter.rubric(query, [row for row in criteria if row["query_id"] == query["id"]])
        for query in read(folder, "queries.jsonl")
    }


def graded(folder: Path, rubrics: Mapping[str, Converted]) -> list[Row]:
    """Every labelled criterion of every answer, with the verdict."""
    metrics = load_plugins().metrics
    graders = {query: Grader(made.rubric, metrics) for query, made in rubrics.items()}
    texts: dict[str, str] = {}
    verdicts: dict[tuple[str, str], Verdict] = {}
    for row in read(folder, "responses.jsonl"):
        texts[row["response_id"]] = row["text"]
        grade = graders[row["query_id"]].grade(Response(row["response_id"], row["query_id"], row["text"]))
        verdicts.update({(row["response_id"], verdict.criterion_id): verdict for verdict in grade.verdicts})
    criteria = {(row["query_id"], row["criterion_id"]): row for row in read(folder, "criteria.jsonl")}
    rows = []
    for label in read(folder, "labels.jsonl"):
        if label.get("record", "criterion") != "criterion":
            continue
        query, response, name = label["query_id"], label["response_id"], label["criterion_id"]
        rows.append(_row(label, criteria[query, name], verdicts[response, name], texts[response]))
    return rows


def _row(label: Mapping[str, Any], criterion: Mapping[str, Any], verdict: Verdict, text: str) -> Row:
    return Row(
        query_id=label["query_id"],
        response_id=label["response_id"],
        criterion_id=label["criterion_id"],
        metric=criterion["metric"],
        kind=criterion["kind"],
        critical=bool(criterion.get("critical")),
        borderline=bool(label.get("borderline")),
        label=label["label"],
        got=_LABELS.get(verdict.status, str(verdict.status)),
        baseline=keyword_check(criterion, text),
        explanation=verdict.explanation,
        text=text,
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the validity set")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--errors", action="store_true", help="list the rows where verdict and label differ")
    parser.add_argument("--rubrics", type=Path, help="write the rubrics to this folder")
    options = parser.parse_args(arguments)
    rubrics = convert(options.data)
    for made in rubrics.values():
        for criterion, reason in made.left_out:
            print(f"{criterion}: left out: {reason}", file=sys.stderr)
    if options.rubrics:
        options.rubrics.mkdir(parents=True, exist_ok=True)
        for name, made in rubrics.items():
            (options.rubrics / f"{name}.yaml").write_text(made.source, encoding="utf-8")
    rows = graded(options.data, rubrics)
    found = summary(rows)
    if options.json:
        if options.errors:
            found["errors"] = [row._asdict() for row in wrong(rows)]
        print(json.dumps(found, indent=1, ensure_ascii=False))
        return 0
    print(markdown(found) if options.markdown else plain(found))
    if options.errors:
        print(f"\n{errors(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
