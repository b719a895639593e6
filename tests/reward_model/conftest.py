"""What the tests of the reward model share: preferences that a hidden rule decides, and a model of them."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files

import pytest

from rubrx.jobs.rm import train_rm
from rubrx.jobs.sources import installed, rubric_of
from rubrx.records import Preference
from rubrx.reward_model.fitting import Settings

QUERIES = ("metformin-egfr-28", "warfarin-ibuprofen", "apixaban-egfr-12", "codeine-cyp2d6-poor", "basal-insulin-start")


@pytest.fixture(scope="session")
def plugins():
    """The installed plugins."""
    return installed()


@pytest.fixture(scope="session")
def answers():
    """The bundled candidates of five queries, as the file has them."""
    text = files("rubrx_pharmacy").joinpath("examples", "candidates.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    return [row for row in rows if row["query_id"] in QUERIES]


@pytest.fixture(scope="session")
def preferences(answers, plugins):
    """Every two candidates of a query whose marks differ by 2, the better one chosen; the prompt is the query."""
    queries = {name: rubric_of(name, plugins).query for name in QUERIES}
    return [
        Preference(queries[a["query_id"]], a["text"], b["text"])
        for a, b in itertools.permutations(answers, 2)
        if a["query_id"] == b["query_id"] and a["gold"] - b["gold"] >= 2
    ]


@pytest.fixture(scope="session")
def trained(preferences, plugins):
    """A model of three members on the clinical features."""
    return train_rm(preferences, None, settings=Settings(3), features=("clinical",), plugins=plugins)


@pytest.fixture
def preference_file(preferences, tmp_path):
    """The preferences as JSON Lines."""
    path = tmp_path / "preferences.jsonl"
    rows = ({k: v for k, v in each._asdict().items() if v is not None} for each in preferences)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
