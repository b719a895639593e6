"""What is made to hurt a reader, and mistakes whose field is known: the fixed part of `fuzz.py`."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from rubrx.intake.strict_yaml import parse

_HEAD = b"rubric: r\nquery: q\n"

#: rubrics, by what is wrong with them
RUBRIC_BOMBS: dict[str, bytes] = {
    "a billion laughs": b"a: &a [x, x]\n"
    + b"".join(b"%c: &%c [*%c, *%c]\n" % (c, c, c - 1, c - 1) for c in range(98, 122)),
    "merge keys": b"a: &a {b: 1}\nc: {<<: *a}\n",
    "flow lists": b"[" * 100_000,
    "flow mappings": b"{a: " * 100_000,
    "block lists": b"- " * 100_000,
    "indented mappings": b"".join(b" " * n + b"a:\n" for n in range(1000)),
    "explicit keys": b"? " * 50_000,
    "a tag": _HEAD + b"x: !!python/object/apply:os.system [id]\n",
    "a thousand documents": b"---\n" * 1000,
    "one mebibyte and one byte": b"#" + b"x" * 2**20,
    "ten mebibytes": b"x" * (10 * 2**20),
    "a million items": b"[" + b"1," * 500_000 + b"]",
    "a hundred thousand criteria": _HEAD + b"criteria: [" + b"{}," * 100_000 + b"]\n",
    "a key a hundred thousand times": b"a: 1\n" * 100_000,
    "one key of half a mebibyte": b"k" * 2**19 + b": 1\n",
    "a long number": _HEAD + b"version: " + b"9" * 100_000 + b"\n",
    "a huge exponent": _HEAD + b"critical_cap: 1e" + b"9" * 1000 + b"\n",
    "not a number": _HEAD + b"critical_cap: .nan\n",
    "an unclosed quote": _HEAD + b'note: "' + b"x" * 100_000,
    "a block text without end": b"rubric: |\n" + b" x\n" * 100_000,
    "NUL": b"rubric: a\x00b\n",
    "invalid UTF-8": b"rubric: \xff\xfe\n",
    "a lone surrogate": b"rubric: \xed\xa0\x80\n",
    "an escaped lone surrogate": b'rubric: "\\ud800"\nquery: "\\ud83d"\n',
    "UTF-16": "rubric: r\n".encode("utf-16"),
    "UTF-32": "rubric: r\n".encode("utf-32"),
    "a byte-order mark twice": b"\xef\xbb\xbf\xef\xbb\xbfrubric: r\n",
    "other line breaks": "rubric: r\x85query: q\u2028x: y\n".encode(),
    "nothing": b"",
    "a directive": b"%YAML 9.9\n---\nrubric: r\n",
    "an expression in an expression": _HEAD
    + b"criteria: [{id: a, metric: accuracy, points: 1, states: "
    + b"{any: [" * 60
    + b"x"
    + b"]}" * 60
    + b"}]\n",
    "a pattern of nested repeats": _HEAD
    + b"criteria: [{id: a, metric: accuracy, points: 1, matches: '((a{1,99}){1,99}){1,99}'}]\n",
    "a long pattern": _HEAD
    + b"criteria: [{id: a, metric: accuracy, points: 1, matches: '"
    + b"(a|b)" * 20_000
    + b"'}]\n",
    "a condition of ten thousand parts": _HEAD
    + b"criteria: [{id: a, metric: accuracy, points: 1, applies_if: {patient: '"
    + b"egfr < 30 and " * 10_000
    + b"egfr < 1'}, states: x}]\n",
    "a condition of ten thousand brackets": _HEAD
    + b"criteria: [{id: a, metric: accuracy, points: 1, applies_if: {patient: '"
    + b"(" * 10_000
    + b"'}, states: x}]\n",
}

_ROW = b'{"id": "bomb", "query_id": "metformin-egfr-28", "text": %s}'
#: (suffix, line or file) by what is wrong: a line stands between two good ones, another format is a whole file
RESPONSE_BOMBS: dict[str, tuple[str, bytes]] = {
    "a hundred megabytes": (".jsonl", _ROW % (b'"' + b"x" * 100_000_000 + b'"')),
    "a long answer": (".jsonl", _ROW % (b'"' + b"Stop metformin. " * 60_000 + b'"')),
    "one word": (".jsonl", _ROW % (b'"' + b"x" * 1_000_000 + b'"')),
    "deep lists": (".jsonl", _ROW % (b"[" * 100_000)),
    "deep objects": (".jsonl", _ROW % (b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    "deep metadata": (".jsonl", b'{"text": "x", "m": ' + b"[" * 900 + b"]" * 900 + b"}"),
    "five thousand digits": (".jsonl", b'{"text": "x", "seed": ' + b"9" * 5000 + b"}"),
    "an infinite number": (".jsonl", b'{"text": "x", "seed": 1e400}'),
    "NaN": (".jsonl", b'{"text": "x", "seed": NaN}'),
    "a lone surrogate": (".jsonl", _ROW % b'"\\ud835 x"'),
    "surrogates in UTF-8": (".jsonl", _ROW % b'"\xed\xa0\x80"'),
    "NUL": (".jsonl", _ROW % b'"a\\u0000b"'),
    "a NUL byte": (".jsonl", _ROW % b'"a\x00b"'),
    "invalid UTF-8": (".jsonl", _ROW % b'"\xff"'),
    "a byte-order mark inside": (".jsonl", b"\xef\xbb\xbf" + _ROW % b'"x"'),
    "an id twice": (".jsonl", _ROW.replace(b"bomb", b"good-0") % b'"x"'),
    "a key twice": (".jsonl", b'{"text": "x", "text": "y"}'),
    "ten thousand keys": (".jsonl", json.dumps({"text": "x", **{str(n): n for n in range(10_000)}}).encode()),
    "ten thousand messages": (".jsonl", json.dumps({"messages": [{"role": "user", "content": "x"}] * 10_000}).encode()),
    "a name that is a path": (".jsonl", b'{"query_id": "../../etc/passwd", "text": "x"}'),
    "a name of SQL": (".jsonl", b'{"query_id": "q\'; DROP TABLE runs; --", "text": "x"}'),
    "escapes": (".jsonl", _ROW % b'"\\u001b[2J\\u009b31m"'),
    "CR alone": (".jsonl", b'{"text": "x"}\r{"text": "y"}'),
    "UTF-16": (".json", '{"text": "x"}\n{"text": "y"}\n'.encode("utf-16")),
    "nothing": (".ndjson", b""),
    "line ends only": (".ndjson", b"\n" * 100_000),
    "CSV with NUL": (".csv", b"query_id,text\nq,a\x00b\n"),
    "CSV of one open quote": (".csv", b'query_id,text\nq,"' + b"x\n" * 100_000),
    "CSV of a hundred thousand columns": (".csv", b"query_id,text" + b",x" * 100_000 + b"\n"),
    "CSV of commas": (".csv", b"query_id,text\n" + b"," * 1_000_000),
    "CSV in UTF-16": (".csv", "query_id,text\nq,x\n".encode("utf-16")),
    "CSV with a formula": (".csv", b"query_id,text\nq,=cmd|' /C calc'!A0\n"),
    "Parquet by name": (".parquet", b"PAR1" + b"\x00" * 100 + b"PAR1"),
    "Parquet with a long footer": (".parquet", b"PAR1\xff\xff\xff\x7fPAR1"),
}


def mistakes() -> Iterator[tuple[bytes, str]]:
    """Bundled rubrics with one mistake each, and the beginning of the field that a refusal must name."""
    for file in sorted(files("rubrx_pharmacy").iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".yaml"):
            continue
        data = parse(file.read_bytes(), file.name).data
        for number, (where, spoil) in enumerate(_HEAD_MISTAKES):
            if number % 3 == len(file.name) % 3:
                yield _with(data, spoil), where
        for place, criterion in enumerate(data["criteria"]):
            where, spoil_one = _CRITERION_MISTAKES[(place + len(file.name)) % len(_CRITERION_MISTAKES)]
            spoilt = copy.deepcopy(data)
            spoil_one(spoilt["criteria"][place])
            name = str(place) if where == "id" else criterion["id"]
            yield json.dumps(spoilt).encode(), f"criteria[{place}].id" if where == "id" else f"criteria.{name}.{where}"


def _with(data: dict[str, Any], spoil: Callable[[dict[str, Any]], object]) -> bytes:
    spoilt = copy.deepcopy(data)
    spoil(spoilt)
    return json.dumps(spoilt).encode()


_HEAD_MISTAKES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("rubric", lambda data: data.pop("rubric")),
    ("rubric", lambda data: data.update(rubric="../etc")),
    ("query", lambda data: data.update(query=["x"])),
    ("query", lambda data: data.pop("query")),
    ("querry", lambda data: data.update(querry=data.pop("query"))),
    ("references[0].date", lambda data: data["references"][0].update(date="soon")),
    ("references[0].url", lambda data: data["references"][0].update(url="javascript:x")),
    ("references[0].source", lambda data: data["references"][0].pop("source")),
    ("critical_cap", lambda data: data.update(critical_cap=2)),
    ("critical_cap", lambda data: data.update(critical_cap="low")),
    ("terms", lambda data: data.update(terms=["x"])),
    ("criteria", lambda data: data.update(criteria=[])),
]
_CRITERION_MISTAKES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("id", lambda criterion: criterion.update(id="two words")),
    ("metric", lambda criterion: criterion.update(metric="acuracy")),
    ("metric", lambda criterion: criterion.pop("metric")),
    ("points", lambda criterion: criterion.update(points="many")),
    ("points", lambda criterion: criterion.update(points=0)),
    ("points", lambda criterion: criterion.update(points=1e9)),
    ("critical", lambda criterion: criterion.update(critical="yes")),
    ("note", lambda criterion: criterion.update(note=[1])),
    ("aplies_if", lambda criterion: criterion.update(aplies_if={"answer": "x"})),
    ("applies_if", lambda criterion: criterion.update(applies_if={"pateint": "x"})),
    ("group", lambda criterion: criterion.update(group={"at_least": 1})),
]
