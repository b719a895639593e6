"""The store: runs, verdicts and rewards in one SQLite file, written by one process and read by any.

with open_store("rubrx.db") as store:
    run = find_run(store, "latest")
    for tally in tallies(store, run.id): ...
"""

from rubrx.store.answers import Answer, AnswerVerdict, answer, newest_run_with, response_ids
from rubrx.store.chain import Break, ChainCheck
from rubrx.store.database import Store, open_store
from rubrx.store.examples import Miss, misses
from rubrx.store.failures import failures
from rubrx.store.figures import (
    CriterionRow,
    RubricRow,
    ScoreRow,
    ScoreSums,
    Tally,
    criteria,
    mean_score,
    rejects,
    reward_values,
    rewards,
    rubrics,
    score_sums,
    scores,
    skips,
    tallies,
)
from rubrx.store.prepared import GradedRow, Prepared, RewardValue, prepare
from rubrx.store.runs import (
    Run,
    create_run,
    end_run,
    find_run,
    free_name,
    list_runs,
    named,
    newest_unfinished,
    run_by_id,
)
from rubrx.store.training_steps import read_steps, write_steps
from rubrx.store.verdicts import Batch, RejectedRow, write_batch
from rubrx.store.walk import check_chain

__all__ = [
    "Answer",
    "AnswerVerdict",
    "Batch",
    "Break",
    "ChainCheck",
    "CriterionRow",
    "GradedRow",
    "Miss",
    "Prepared",
    "RejectedRow",
    "RewardValue",
    "RubricRow",
    "Run",
    "ScoreRow",
    "ScoreSums",
    "Store",
    "Tally",
    "answer",
    "check_chain",
    "create_run",
    "criteria",
    "end_run",
    "failures",
    "find_run",
    "free_name",
    "list_runs",
    "mean_score",
    "misses",
    "named",
    "newest_run_with",
    "newest_unfinished",
    "open_store",
    "prepare",
    "read_steps",
    "rejects",
    "response_ids",
    "reward_values",
    "rewards",
    "rubrics",
    "run_by_id",
    "score_sums",
    "scores",
    "skips",
    "tallies",
    "write_batch",
    "write_steps",
]
