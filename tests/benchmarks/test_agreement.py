"""The agreement benchmark times the whole command, and its crowds show what the model is for."""

from __future__ import annotations

import json

import agreement


def test_every_shape_is_timed_and_every_crowd_judged(monkeypatch, capsys):
    monkeypatch.setattr(agreement, "SEEDS", 2)
    monkeypatch.setattr(agreement, "SAMPLES", 20)
    monkeypatch.setattr(agreement, "TABLES", agreement.TABLES[:1])
    monkeypatch.setattr(agreement, "SHAPES", dict(list(agreement.SHAPES.items())[-1:]))
    assert agreement.main(["--labels", "90", "--repeats", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["seconds"]["crowd of 300, 3 an item, 4 labels"]["labels"] == 90
    (shares,) = found["covered"].values()
    assert min(shares.values()) >= 0.8
    guess, misled = found["right"]["two able, three who guess"], found["right"]["two able, three misled"]
    assert guess["model"] > guess["majority"]
    assert misled["anchored"] > 0.8 > misled["majority"]
