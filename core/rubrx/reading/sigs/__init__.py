"""Sigs: dose instructions as labels carry them."""
