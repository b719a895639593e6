"""The library finds rubrics by id, reads them when asked, and lets one bad file refuse only itself."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from rubrx.contracts import Metric, RubricPack
from rubrx.errors import RubricRefused, UsageError
from rubrx.intake.library import RubricLibrary


def write(file: Path, rubric_id: str, more: str = "") -> Path:
    file.write_text(
        f"{more}rubric: {rubric_id}\nquery: q\ncriteria: [{{id: a, metric: facts, points: 1, states: x}}]\n"
    )
    return file


def test_packs_folders_and_files(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """Ids come sorted from everywhere; other files of a folder are passed over."""
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "b.yaml", "beta")
    write(folder / "c.yml", "gamma  # note")
    (folder / "notes.txt").write_text("rubric: no")
    pack = RubricPack("p", "", (write(tmp_path / "packed.yaml", "'packed'"),))
    library = RubricLibrary(metrics, [pack], [folder, write(tmp_path / "one.yaml", "alpha")])
    assert library.ids() == list(library) == ["alpha", "beta", "gamma", "packed"]
    assert len(library) == 4
    assert "beta" in library
    assert "nobody" not in library
    assert library.get("gamma").path == str(folder / "c.yml")
    assert library.get("packed") is library.get("packed")


def test_a_bad_file_refuses_only_itself(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """The others load; the bad ones are found under the id they give, or under their names."""
    write(tmp_path / "good.yaml", "good")
    write(tmp_path / "bad.yaml", "half-good", more="nonsense: 1\n")
    (tmp_path / "torn.yaml").write_bytes(b"rubric: [\xff")
    library = RubricLibrary(metrics, places=[tmp_path])
    assert library.ids() == ["good", "half-good", "torn"]
    assert library.get("good").id == "good"
    with pytest.raises(RubricRefused, match="nonsense"):
        library.get("half-good")
    with pytest.raises(RubricRefused, match="not UTF-8"):
        library.get("torn")


def test_a_pipe_is_read_once(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """A rubric that another program writes into a pipe is found and read, however often it is asked for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = write(tmp_path / "piped.yaml", "piped").read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()
    library = RubricLibrary(metrics, places=[pipe])
    writer.join()
    assert library.ids() == ["piped"]
    assert library.get("piped").path == str(pipe)


def test_one_id_twice(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """Two files with one id are both named; the same text twice, or one file met twice, is no conflict."""
    first, second = write(tmp_path / "a.yaml", "same"), write(tmp_path / "b.yaml", "same", more="version: 2\n")
    library = RubricLibrary(metrics, places=[tmp_path])
    with pytest.raises(RubricRefused) as caught:
        library.get("same")
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)
    assert library.paths("same") == (str(first), str(second))
    write(second, "same")
    assert RubricLibrary(metrics, places=[tmp_path, first, tmp_path / ".." / tmp_path.name]).get("same").id == "same"


@pytest.mark.parametrize(
    ("text", "rubric_id"),
    [
        ("{rubric: flow, query: q}", "flow"),
        ("query: |\n  rubric: hidden\nrubric: shown\n", "shown"),
        ("query: 'a\n\nrubric: hidden'\nrubric: shown\n", "shown"),
        ("rubric: 12\n", "12"),
        ("rubric: ''\n", "file"),
        ("rubric: ../../etc/passwd\n", "file"),
        ("rubric:\n", "file"),
        ("[]", "file"),
    ],
)
def test_the_id_is_the_one_that_yaml_gives(
    tmp_path: Path, metrics: dict[str, Metric], text: str, rubric_id: str
) -> None:
    """The glance at a file is never fooled by text that looks like its first line."""
    (tmp_path / "file.yaml").write_text(text)
    assert RubricLibrary(metrics, places=[tmp_path]).ids() == [rubric_id]


def test_what_is_not_there(tmp_path: Path, metrics: dict[str, Metric]) -> None:
    """A missing place and an unknown id are told, the latter with the nearest one."""
    with pytest.raises(UsageError, match="no such file"):
        RubricLibrary(metrics, places=[tmp_path / "none"])
    library = RubricLibrary(metrics, places=[write(tmp_path / "a.yaml", "metformin")])
    with pytest.raises(UsageError, match="did you mean metformin"):
        library.get("metfromin")
