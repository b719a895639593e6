"""Checkpoints of a training: one file, whole or not at all, its content under its own SHA-256.

JSON without pickle: a checkpoint of a stranger can be refused, and can't run anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from rubrx.errors import InputRefused
from rubrx.intake.opening import bytes_of
from rubrx.jobs.outputs import whole_file
from rubrx.learning.arrays import State

FORMAT, VERSION = "rubrx-checkpoint", 1
_ARRAY = "float64[]"


def write_checkpoint(path: str | os.PathLike[str], state: State) -> None:
    """Put the state in place of the file's old content; StoreFault where it can't be written."""
    body = json.dumps(_packed(state), allow_nan=False, separators=(",", ":"))
    head = json.dumps({"format": FORMAT, "version": VERSION, "sha256": _digest(body)})
    with whole_file(path) as stream:
        stream.write(f"{head}\n{body}\n".encode())


def read_checkpoint(path: str | os.PathLike[str]) -> State:
    """The state as it was written, every number bit for bit.

    UsageError where there is no such file, InputRefused where it is no checkpoint, is damaged, or is of a newer
    rubrx.
    """
    place = Path(path)
    content = bytes_of(place)
    try:
        head_text, _, rest = content.decode("utf-8").partition("\n")
        head = json.loads(head_text)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise ValueError
    except (ValueError, RecursionError):
        raise InputRefused("is no checkpoint of rubrx, or its beginning is damaged", path=str(place)) from None
    if head.get("version") != VERSION:
        raise InputRefused(f"is of version {head.get('version')!r}; this rubrx reads {VERSION}", path=str(place))
    body = rest.removesuffix("\n")
    if head.get("sha256") != _digest(body):
        raise InputRefused("is damaged: its content does not have the SHA-256 that it names", path=str(place))
    state = _unpacked(json.loads(body))
    if not isinstance(state, dict):
        raise InputRefused("holds no training", path=str(place))
    return state


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _packed(value: Any) -> Any:
    """Arrays as base64 of their bytes, so that nothing is rounded; the rest as it is."""
    if isinstance(value, np.ndarray):
        array = np.ascontiguousarray(value, dtype="<f8")
        return {_ARRAY: base64.b64encode(array.tobytes()).decode(), "shape": list(array.shape)}
    if isinstance(value, dict):
        return {str(key): _packed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        if _ARRAY in value:
            data = np.frombuffer(base64.b64decode(value[_ARRAY]), dtype="<f8")
            return data.reshape(value["shape"]).astype(np.float64)
        return {key: _unpacked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    return value
