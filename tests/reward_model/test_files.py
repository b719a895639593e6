"""A model's file is read back as it was written, or refused in one line; it is never half written."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile

import numpy as np
import pytest

from rubrx.errors import InputRefused, UsageError
from rubrx.reward_model import files
from rubrx_rewards.clinical import ClinicalFeatures

WIDTH = ClinicalFeatures.width


@pytest.fixture
def saved(trained, tmp_path):
    path = tmp_path / "model.npz"
    files.save(trained.model, path)
    return path


def rewritten(path, change):
    """The file with one part changed: name -> array or bytes, None to leave it out."""
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    for name, new in change.items():
        if new is None:
            del parts[f"{name}.npy"]
        elif isinstance(new, bytes):
            parts[f"{name}.npy"] = new
        else:
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asarray(new), allow_pickle=True)
            parts[f"{name}.npy"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)


def meta(path, **change):
    with zipfile.ZipFile(path) as file:
        head = json.loads(np.lib.format.read_array(io.BytesIO(file.read("meta.npy"))).tobytes())
    rewritten(path, {"meta": np.frombuffer(json.dumps({**head, **change}).encode(), dtype=np.uint8)})


def test_what_is_read_is_what_was_written(trained, saved, plugins):
    model, digest = files.load(saved, plugins.feature_sets)
    assert model.info == trained.model.info
    assert model.prompts == trained.model.prompts
    for name in ("weights", "centre"):
        np.testing.assert_array_equal(getattr(model, name), getattr(trained.model, name))
    assert digest == files.save(trained.model, saved)


def test_the_same_model_has_the_same_bytes(trained):
    assert files.to_bytes(trained.model) == files.to_bytes(dataclasses.replace(trained.model))


def test_numpy_reads_the_file_without_pickle(saved):
    """It is a plain npz: other tools can look into it."""
    with np.load(saved, allow_pickle=False) as parts:
        assert parts["weights"].shape[0] == 3
        assert json.loads(parts["meta"].tobytes())["format"] == "rubrx-reward-model"


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_flipped_byte_anywhere_is_refused_or_changes_nothing(saved, plugins, trained, at):
    data = bytearray(saved.read_bytes())
    place = at * len(data) // 100
    data[place] ^= 0xFF
    saved.write_bytes(data)
    try:
        model, _ = files.load(saved, plugins.feature_sets)
    except InputRefused as fault:
        refusal = str(fault)
    else:  # a zip has bytes that mean nothing: dates, attributes
        refusal = ""
        np.testing.assert_array_equal(model.weights, trained.model.weights)
    assert "\n" not in refusal


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_file_cut_short_is_refused(saved, plugins, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(share * len(data))])
    with pytest.raises(InputRefused, match=r"model\.npz: is (damaged|no reward model); `rubrx rm train` makes one$"):
        files.load(saved, plugins.feature_sets)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weights": None}, "is damaged"),
        ({"weights": [[np.nan] * WIDTH]}, "isn't finite"),
        ({"weights": [[1.0] * 5]}, rf"weights must be float64 of shape \(1, {WIDTH}\)"),
        ({"weights": np.zeros((0, WIDTH))}, "members x features"),
        ({"centre": ["a", "b", "c"]}, "centre must be float64"),
        ({"high": [np.inf] * WIDTH}, "high holds a number that isn't finite"),
        ({"spread": 0.0}, "spread must be positive"),
        ({"stretch": np.array([None] * WIDTH, dtype=object)}, "is damaged"),
        ({"meta": b"junk"}, "is damaged"),
        ({"meta": np.frombuffer(b"[1]", dtype=np.uint8)}, "is damaged"),
    ],
)
def test_a_part_that_is_wrong_is_refused(saved, plugins, change, problem):
    rewritten(saved, change)
    with pytest.raises(InputRefused, match=problem) as refusal:
        files.load(saved, plugins.feature_sets)
    assert "\n" not in str(refusal.value)


def test_another_programs_npz_is_told_apart(tmp_path, plugins):
    path = tmp_path / "other.npz"
    np.savez(path, meta=np.frombuffer(b"{}", dtype=np.uint8))
    with pytest.raises(InputRefused, match="no reward model"):
        files.load(path, plugins.feature_sets)


def test_a_later_format_is_refused_by_its_number(saved, plugins):
    meta(saved, format_version=2)
    with pytest.raises(InputRefused, match="format version 2; this rubrx reads 1"):
        files.load(saved, plugins.feature_sets)


def test_features_that_changed_or_are_gone_are_named(saved, plugins):
    clinical = plugins.feature_sets["clinical"]

    class Newer(type(clinical)):
        version = "2"

    with pytest.raises(InputRefused, match=r"version 1 of the features 'clinical' .* version 2 .* train it again"):
        files.load(saved, {"clinical": Newer()})
    with pytest.raises(InputRefused, match="'clinical', which no plugin provides; there are words"):
        files.load(saved, {"words": plugins.feature_sets["words"]})


def test_what_is_not_there_is_told(tmp_path, plugins):
    with pytest.raises(UsageError, match="no such file"):
        files.load(tmp_path / "gone.npz", plugins.feature_sets)
    with pytest.raises(UsageError, match="is a folder"):
        files.load(tmp_path, plugins.feature_sets)


def test_a_file_that_can_not_be_written_leaves_nothing_behind(trained, tmp_path):
    (tmp_path / "model.npz").mkdir()
    with pytest.raises(UsageError, match="can't be written"):
        files.save(trained.model, tmp_path / "model.npz")
    with pytest.raises(UsageError, match="can't be written"):
        files.save(trained.model, tmp_path / "gone" / "model.npz")
    assert [each.name for each in tmp_path.iterdir()] == ["model.npz"]
