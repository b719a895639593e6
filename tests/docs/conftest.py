"""The pages, and the tools in docs/ that read and write them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def load(name):
    """A module of docs/, which is no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def blocks():
    """docs/blocks.py."""
    return load("blocks")


@pytest.fixture(scope="session")
def generate():
    """docs/generate.py."""
    load("blocks")
    return load("generate")


def pytest_generate_tests(metafunc):
    """A test that takes `page` is run for every page."""
    if "page" in metafunc.fixturenames:
        module = load("blocks")
        names = [path.relative_to(module.ROOT).as_posix() for path in module.pages()]
        metafunc.parametrize("page", module.pages(), ids=names)
