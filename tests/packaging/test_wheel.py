"""What ships is what stands in the tree: every package, every rubric, every example, and the licences."""

from __future__ import annotations

import email
import tomllib
from zipfile import ZipFile

import pytest

FOLDERS = ("core", "plugins", "rubrics")


def packages(root):
    """`core/rubrx` and its like: every folder directly under the three."""
    return sorted(
        path for folder in FOLDERS for path in (root / folder).iterdir() if path.is_dir() and path.name != "__pycache__"
    )


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def shipped(wheel):
    with ZipFile(wheel) as file:
        return set(file.namelist())


def test_every_folder_is_a_package_with_rubrx_in_its_name(root):
    for path in packages(root):
        assert path.name == "rubrx" or path.name.startswith("rubrx_"), path
        assert (path / "__init__.py").is_file(), path


def test_every_folder_is_listed_to_ship(root, project):
    listed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(listed) == [path.relative_to(root).as_posix() for path in packages(root)]


def test_every_plugin_and_pack_is_registered(root, project):
    """After a new entry point, an editable install needs `pip install -e .` once more."""
    registered = {value.split(".")[0] for value in project["project"]["entry-points"]["rubrx"].values()}
    assert registered == {path.name for path in packages(root) if path.parent.name != "core"}


def test_every_folder_is_type_checked(root, project):
    assert sorted(project["tool"]["mypy"]["packages"]) == sorted(path.name for path in packages(root))


def test_an_editable_install_finds_the_same_folders(project):
    assert project["tool"]["hatch"]["build"]["dev-mode-dirs"] == list(FOLDERS)


def test_the_wheel_holds_what_the_tree_holds(root, shipped):
    """So a wheel, `pip install .` and an editable install have the same files: code, word lists, rubrics."""
    tree = {
        path.relative_to(package.parent).as_posix()
        for package in packages(root)
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in shipped if ".dist-info/" not in name} == tree


def test_rubrics_and_examples_ship(shipped):
    rubrics = {name for name in shipped if name.startswith("rubrx_pharmacy/") and name.endswith(".yaml")}
    assert len(rubrics) >= 12
    for name in ("sft", "ppo", "adversarial", "candidates"):
        assert f"rubrx_pharmacy/examples/{name}.jsonl" in shipped


def test_every_package_says_that_it_is_typed(root, shipped):
    assert {f"{path.name}/py.typed" for path in packages(root)} <= shipped


def test_licences_ship(wheel, shipped):
    [licence] = [name for name in shipped if name.endswith("licenses/LICENSE")]
    [notice] = [name for name in shipped if name.endswith("licenses/NOTICE")]
    with ZipFile(wheel) as file:
        assert "Apache License" in file.read(licence).decode()
        told = file.read(notice).decode()
    assert "Copyright (c) 2023 Fast Data Science Ltd" in told
    assert "Permission is hereby granted" in told


def test_the_metadata_says_what_a_stranger_asks(wheel, shipped):
    [name] = [each for each in shipped if each.endswith(".dist-info/METADATA")]
    with ZipFile(wheel) as file:
        metadata = email.message_from_bytes(file.read(name))
    assert metadata["Name"] == "rubrx"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "rubrx demo" in metadata.get_payload()


def test_one_version_everywhere(root, project):
    import rubrx

    version = project["project"]["version"]
    assert rubrx.__version__ == version
    assert f"\nversion: {version}\n" in (root / "CITATION.cff").read_text("utf-8")
