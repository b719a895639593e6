"""One built wheel and one fresh virtual environment for all packaging tests.

The environment holds the wheels, installed by pip, and links to the distributions that rubrx declares as its
dependencies, all the way down. So it needs no network, and what nobody declared is missing there.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def build_wheel(project, folder):
    """The wheel of a project, built by its own backend."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=project, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("*.whl")
    return wheel


def requirements(name):
    """Every distribution that this one needs, without extras, all the way down; not itself."""
    found, waiting = set(), [name]
    while waiting:
        for line in importlib.metadata.requires(waiting.pop()) or ():
            requirement = Requirement(line)
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if applies and requirement.name not in found:
                found.add(requirement.name)
                waiting.append(requirement.name)
    return found


def link(names, folder):
    """Make these installed distributions importable from a folder, by links."""
    for name in names:
        distribution = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            target = folder / top
            if not target.exists():
                target.symlink_to(Path(distribution.locate_file(top)))


class Environment:
    """A virtual environment in a folder of its own."""

    def __init__(self, folder, wheels, needs):
        venv.create(folder, with_pip=True, symlinks=True)
        self.folder = folder
        self.bin = folder / "bin"
        [self.site] = folder.glob("lib/python*/site-packages")
        link(needs, self.site)
        install = ["-m", "pip", "install", "--no-index", "--no-deps", "--disable-pip-version-check"]
        self.run("python", *install, *map(str, wheels), cwd=folder)

    def run(self, program, *arguments, cwd, exit_code=0, **environ):
        """Run one of its programs, with nothing of the tests' own environment variables."""
        clean = {"PATH": f"{self.bin}{os.pathsep}{os.defpath}", "HOME": str(self.folder), "NO_COLOR": "1"}
        done = subprocess.run(
            [str(self.bin / program), *arguments],
            cwd=cwd,
            env={**clean, **environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        told = f"{program} {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == exit_code, told
        return done

    def json(self, *arguments, cwd):
        """What a command of rubrx prints as JSON."""
        return json.loads(self.run("rubrx", *arguments, "--json", cwd=cwd).stdout)


@pytest.fixture(scope="session")
def root():
    """The source tree."""
    return ROOT


@pytest.fixture(scope="session")
def build():
    """`build_wheel`, for tests that can't import from here."""
    return build_wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """rubrx's wheel, built from this tree."""
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def fresh(wheel, tmp_path_factory):
    """A fresh environment with rubrx, the guest, and exactly what rubrx says it needs."""
    guest = build_wheel(ROOT / "tests" / "guest", tmp_path_factory.mktemp("guest"))
    return Environment(tmp_path_factory.mktemp("fresh"), [wheel, guest], requirements("rubrx"))


@pytest.fixture(scope="session")
def folder_with_pytest(tmp_path_factory):
    """A folder from which pytest can be imported, for the guest's own tests."""
    folder = tmp_path_factory.mktemp("pytest")
    link({"pytest", *requirements("pytest")}, folder)
    return folder
