"""The file of a reward model: arrays and JSON in one npz, written whole or not at all, refused where it isn't one."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rubrx.contracts import FeatureSet
from rubrx.errors import InputRefused, UsageError
from rubrx.features import Scale
from rubrx.reward_model.model import FeatureRef, RewardModel

FORMAT = "rubrx-reward-model"
FORMAT_VERSION = 1
#: nothing that `save` writes comes near this; a file that unpacks to more is refused unread
MAX_BYTES = 1 << 30
#: the oldest date that a zip file can hold: the same model gives the same bytes on any day
_DATE = (1980, 1, 1, 0, 0, 0)
_ARRAYS = ("middle", "stretch", "low", "high", "weights", "centre", "spread", "prompts")
#: all that a damaged or foreign file makes zipfile, numpy and json raise
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, TypeError, EOFError, OSError, MemoryError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def save(model: RewardModel, path: str | os.PathLike[str]) -> str:
    """Write the model to a file, whole or not at all, and return the digest by which it is known.

    An older file of that name is replaced. UsageError where the file can't be written.
    """
    data = to_bytes(model)
    target = Path(path)
    write_whole(target, [data])
    return hashlib.sha256(data).hexdigest()


def write_whole(target: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all; UsageError where it can't be written."""
    passing = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        try:
            with passing.open("wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            passing.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                passing.unlink()
            raise
    except OSError as fault:
        raise UsageError(f"{target} can't be written: {fault.strerror or fault}") from fault


def to_bytes(model: RewardModel) -> bytes:
    """The model as the bytes of an npz file; the same model gives the same bytes."""
    arrays = {
        "middle": model.scale.middle,
        "stretch": model.scale.stretch,
        "low": model.scale.low,
        "high": model.scale.high,
        "weights": model.weights,
        "centre": model.centre,
        "spread": np.array(model.spread),
        "prompts": np.array(sorted(model.prompts), dtype=np.uint64),
    }
    head = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "features": [each._asdict() for each in model.features],
        "info": model.info,
    }
    text = json.dumps(head, allow_nan=False, sort_keys=True).encode("ascii")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in {"meta": np.frombuffer(text, dtype=np.uint8), **arrays}.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, array, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", _DATE), part.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def load(path: str | os.PathLike[str], available: Mapping[str, FeatureSet]) -> tuple[RewardModel, str]:
    """The model in a file and its digest, if the feature sets that it learned from are in force.

    UsageError for a file that isn't there, InputRefused for one that is no reward model, is damaged, or was made
    with features that are not there or have changed since.
    """
    name = os.fspath(path)
    if not Path(name).is_file():
        raise UsageError(f"{name}: {'is a folder' if Path(name).is_dir() else 'no such file'}")
    try:
        data = Path(name).read_bytes()
    except OSError as fault:
        raise InputRefused(f"can't be read: {fault.strerror}", path=name) from None
    model = _model(data, name)
    for each in model.features:
        _check_features(each, available, name)
    return model, hashlib.sha256(data).hexdigest()


def _model(data: bytes, path: str) -> RewardModel:
    try:
        head, arrays = _parts(data)
    except _BROKEN as fault:
        reason = "is damaged" if data.startswith(b"PK") else "is no reward model"
        raise InputRefused(f"{reason}; `rubrx rm train` makes one", path=path) from fault
    if head.get("format") != FORMAT:
        raise InputRefused("is an npz file, but no reward model; `rubrx rm train` makes one", path=path)
    if head.get("format_version") != FORMAT_VERSION:
        raise InputRefused(
            f"has format version {head.get('format_version')!s:.20}; this rubrx reads {FORMAT_VERSION}: "
            "train it again, or use the rubrx that made it",
            path=path,
        )
    try:
        return _checked(head, arrays)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise InputRefused(f"is damaged: {fault}"[:300], path=path) from fault


def _parts(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if sum(each.file_size for each in file.infolist()) > MAX_BYTES:
            raise ValueError("too large")
        parts = {
            name: np.lib.format.read_array(io.BytesIO(file.read(f"{name}.npy")), allow_pickle=False)
            for name in ("meta", *(each for each in _ARRAYS if f"{each}.npy" in file.namelist()))
        }
    head = json.loads(parts.pop("meta").tobytes().decode("utf-8"))
    if not isinstance(head, dict):
        raise ValueError("no metadata")
    return head, parts


def _checked(head: dict[str, Any], arrays: dict[str, Any]) -> RewardModel:
    features = tuple(FeatureRef(str(f["name"]), str(f["version"]), int(f["width"])) for f in head["features"])
    width = sum(each.width for each in features)
    weights = arrays["weights"]
    if weights.ndim != 2 or not len(weights):
        raise ValueError("weights must be members x features")
    columns = dict.fromkeys(("middle", "stretch", "low", "high"), (width,))
    shapes = {**columns, "weights": (len(weights), width), "centre": (len(weights),), "spread": ()}
    for name, shape in shapes.items():
        array = arrays[name]
        if array.dtype != np.float64 or array.shape != shape:
            raise ValueError(f"{name} must be float64 of shape {shape}, got {array.dtype} {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} holds a number that isn't finite")
    if not float(arrays["spread"]) > 0:
        raise ValueError("spread must be positive")
    if not isinstance(head["info"], dict):
        raise ValueError("info must be a mapping")
    return RewardModel(
        features=features,
        scale=Scale(*(arrays[name] for name in columns)),
        weights=weights,
        centre=arrays["centre"],
        spread=float(arrays["spread"]),
        prompts=frozenset(int(each) for each in arrays["prompts"]),
        info=head["info"],
    )


def _check_features(each: FeatureRef, available: Mapping[str, FeatureSet], path: str) -> None:
    have = available.get(each.name)
    if have is None:
        known = ", ".join(sorted(available)) or "none"
        raise InputRefused(f"learned from the features {each.name!r}, which no plugin provides; there are {known}",
                           path=path)  # fmt: skip
    if have.version != each.version or have.width != each.width:
        raise InputRefused(
            f"learned from version {each.version} of the features {each.name!r} ({each.width} columns), and "
            f"version {have.version} ({have.width} columns) is in force: train it again",
            path=path,
        )
