"""How many answers of a run only hedge: counted in the database, answer by answer."""

from __future__ import annotations

from rubrx.store.database import Store

# A hedge: humility's positive criteria, less no_absolutes, which silence meets. Substance: positive criteria
# of the metrics that ask an answer to say something. Unassessed: a hedge given, substance not given.
_ASKED = """
    SELECT q.query_id, c.criterion_id, c.metric = 'humility' AS hedge, c.metric <> 'humility' AS substance
    FROM run_rubrics AS q JOIN criteria AS c ON c.rubric_digest = q.rubric_digest
    WHERE q.run_id = :run AND c.points > 0 AND c.metric <> 'specificity'
      AND NOT (c.metric = 'humility' AND c.kind = 'no_absolutes')"""
_PER_ANSWER = f"""
    WITH asked AS MATERIALIZED ({_ASKED})
    SELECT max(hedge AND status IN ('met', 'cannot_assess', 'error')) AS hedged,
           max(substance AND status = 'met') AS said
    FROM (
        SELECT v.response_id, hedge, substance, coalesce(o.status, v.status) AS status
        FROM verdicts AS v
        JOIN responses AS r ON r.run_id = v.run_id AND r.response_id = v.response_id
        JOIN asked AS a ON a.query_id = r.query_id AND a.criterion_id = v.criterion_id
        LEFT JOIN latest_overrides AS o
          ON o.run_id = v.run_id AND o.response_id = v.response_id AND o.criterion_id = v.criterion_id
        WHERE v.run_id = :run AND coalesce(o.status, v.status) <> 'not_applicable')
    GROUP BY response_id HAVING max(hedge) AND max(substance)"""  # noqa: S608


def hedging(store: Store, run_id: int) -> tuple[int, int, int]:
    """(answers asked for hedge and substance, those that hedge, those of them that say nothing else)."""
    both = f"SELECT query_id FROM ({_ASKED}) GROUP BY query_id HAVING max(hedge) AND max(substance) LIMIT 1"  # noqa: S608
    if store.row(both, {"run": run_id}) is None:
        return 0, 0, 0  # no query asks for both: the verdicts need not be looked at
    row = store.row(
        "SELECT count(*), coalesce(sum(hedged), 0), coalesce(sum(hedged AND NOT said), 0) "  # noqa: S608
        f"FROM ({_PER_ANSWER})",
        {"run": run_id},
    )
    assert row is not None
    return row[0], row[1], row[2]
