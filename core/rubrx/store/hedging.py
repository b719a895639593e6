"""How many answers of a run only hedge: counted in the database, answer by answer."""

from __future__ import annotations

from rubrx.store.database import Store

# A hedge: humility's positive criteria, less no_absolutes, which silence meets. Substance: positive criteria
# of the metrics that ask an answer to say something. Unassessed: a hedge given, substance not given.
_PER_ANSWER = """
    SELECT max(hedge AND status IN ('met', 'cannot_assess', 'error')) AS hedged,
           max(substance AND status = 'met') AS said
    FROM (
        SELECT response_id, status,
               points > 0 AND metric = 'humility' AND kind <> 'no_absolutes' AS hedge,
               points > 0 AND metric NOT IN ('humility', 'specificity') AS substance
        FROM current_verdicts WHERE run_id = ? AND status <> 'not_applicable')
    GROUP BY response_id HAVING max(hedge) AND max(substance)"""


def hedging(store: Store, run_id: int) -> tuple[int, int, int]:
    """(answers asked for hedge and substance, those that hedge, those of them that say nothing else)."""
    row = store.row(
        "SELECT count(*), coalesce(sum(hedged), 0), coalesce(sum(hedged AND NOT said), 0) "  # noqa: S608
        f"FROM ({_PER_ANSWER})",
        (run_id,),
    )
    assert row is not None
    return row[0], row[1], row[2]
