"""How response files are read, one format a module; each yields one `Row` a response and streams."""

from rubrx.contracts import ResponseFormat
from rubrx.intake.formats.jsonl import read_jsonl
from rubrx.intake.formats.parquet import read_parquet
from rubrx.intake.formats.table import read_csv, read_tsv

#: the formats that rubrx brings, by name
BUILT_IN = {
    each.name: each
    for each in (
        ResponseFormat("jsonl", (".jsonl", ".ndjson", ".json"), read_jsonl),
        ResponseFormat("csv", (".csv",), read_csv),
        ResponseFormat("tsv", (".tsv",), read_tsv),
        ResponseFormat("parquet", (".parquet",), read_parquet),
    )
}

__all__ = ["BUILT_IN", "read_csv", "read_jsonl", "read_parquet", "read_tsv"]
