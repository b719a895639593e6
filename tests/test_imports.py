"""Every module can be imported on every Python, and none warns."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

PACKAGES = ("rubrx", "rubrx_alignment", "rubrx_attacks", "rubrx_pharmacy", "rubrx_rewards")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_can_be_imported(package: str) -> None:
    found = importlib.import_module(package)
    for module in pkgutil.walk_packages(found.__path__, f"{package}."):
        if not module.name.endswith("__main__"):  # which runs the command line
            assert importlib.import_module(module.name).__doc__
