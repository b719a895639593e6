"""Attributes worked out when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 -- used as a decorator, like `property`
    """`functools.cached_property` without its lock, which on Python 3.11 costs more than what it saves."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, owner: None, cls: type) -> lazy[T]: ...

    @overload
    def __get__(self, owner: object, cls: type) -> T: ...

    def __get__(self, owner: object, cls: type) -> T | lazy[T]:
        if owner is None:
            return self
        value = self._work(owner)
        owner.__dict__[self._name] = value
        return value
