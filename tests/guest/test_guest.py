"""The guest keeps rubrx's contracts, and its own promises."""

import pytest
import rubrx_guest

from rubrx import Status
from rubrx.testing import check_metric, check_reward, check_rubric_pack, judged, scored_batch

[CALM] = rubrx_guest.rubrx_rewards()
[PLAIN] = rubrx_guest.rubrx_metrics()
[PACK] = rubrx_guest.rubrx_rubric_packs()


def test_contracts():
    check_reward(CALM)
    check_metric(PLAIN)
    check_rubric_pack(PACK)


@pytest.mark.parametrize(("text", "value"), [("Stop it.", 1.0), ("Stop it! Now.", 0.5), ("Stop! Now!", 0.0)])
def test_shouting_is_not_calm(text, value):
    assert CALM.score(scored_batch([text])) == [value]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("One two three.", Status.MET),
        ("One two. One two three four.", Status.NOT_MET),
        ("", Status.NOT_APPLICABLE),
    ],
)
def test_long_sentences_are_not_plain(text, status):
    criterion = "{id: short, metric: plain_language, points: 1, sentences: {up_to: 3}}"
    assert judged(PLAIN, criterion, text).status is status
