"""Worker processes: chunks of rows out, graded rows back in the order of the file, whatever happens to a worker.

A worker that dies (killed, out of memory, a plugin's crash or `os._exit`, a hang outside Python) costs its chunk a
second try, in smaller and smaller pieces, until the one row that kills is found; that row's verdicts are errors.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from rubrx.errors import PluginFault, UsageError
from rubrx.grading import failed_grade
from rubrx.jobs.worker import Setting, packed
from rubrx.records import Response, Rubric
from rubrx.store import GradedRow, Prepared, RewardValue, prepare

#: chunks that wait in a worker's socket beside the one it grades
AHEAD = 1
#: workers that may die before they are ready, until the reason is taken to be ours
FALSE_STARTS = 3

Task = TypeVar("Task")
RubricOf = Callable[[str], Rubric]


class _Worker:
    """One worker process and what it has been sent."""

    def __init__(self, path: Sequence[str]) -> None:
        """Start it, with the parent's `sys.path`."""
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "rubrx.jobs.worker_start", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))},
            )
        self.link = Connection(ours.detach())
        self.is_ready = False
        self.knows: set[str] = set()

    def brief(self, setting: Setting) -> None:
        """Tell it what it must know before its first row."""
        with contextlib.suppress(OSError):  # a dead worker is noticed when its answers are asked for
            self.link.send(setting)

    def send(self, rows: Sequence[Response], rubric_of: RubricOf) -> None:
        """Hand it rows, and the rubrics that it has not had; OSError where it is dead."""
        new = {row.query_id for row in rows} - self.knows
        self.knows |= new
        self.link.send(({query: rubric_of(query) for query in sorted(new)}, [packed(row) for row in rows]))

    def receive(self) -> tuple[Prepared, dict[str, float] | None]:
        """The next graded rows; EOFError or OSError where it is dead, PluginFault where it can't begin."""
        if not self.is_ready:
            problem = self.link.recv()
            if problem is not None:
                raise PluginFault("worker", f"can't begin: {problem}")
            self.is_ready = True
        answer: tuple[Prepared, dict[str, float] | None] = self.link.recv()
        return answer

    def end(self) -> int:
        """Hang up, kill it, and wait for it; its exit status."""
        self.link.close()
        if self.process.poll() is None:
            self.process.kill()
        return self.process.wait()

    def why_dead(self) -> str:
        """What became of it, once its socket is closed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        code = self.end()
        if code < 0:
            return f"the grading process was ended by {signal.Signals(-code).name}"
        return f"the grading process ended itself (exit status {code})"


class Crew:
    """A context manager: worker processes that load their modules while the parent still reads plugins and rubrics."""

    def __init__(self, n: int) -> None:
        """Start `n` of them; UsageError where the system can't."""
        if not hasattr(socket, "socketpair") or sys.platform == "win32":
            raise UsageError("worker processes need a POSIX system; leave --workers out")
        self.size = n
        self._idle = [_Worker(sys.path) for _ in range(n)]

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().end()

    def take(self, setting: Setting) -> _Worker:
        """One that has begun already, if one is left, else a new one; its end is the taker's business."""
        worker = self._idle.pop() if self._idle else _Worker(setting.path)
        worker.brief(setting)
        return worker


class Workers(Generic[Task]):
    """A context manager: a crew's processes grade tasks; `rows_of` says which rows a task has."""

    def __init__(
        self, crew: Crew, setting: Setting, rubric_of: RubricOf, rows_of: Callable[[Task], Sequence[Response]]
    ) -> None:
        self._crew = crew
        self._setting = setting
        self._rubric_of = rubric_of
        self._rows_of = rows_of
        self._workers = [crew.take(setting) for _ in range(crew.size)]
        #: seconds by stage, of all workers together; filled where the setting asks for a profile
        self.seconds: dict[str, float] = {}
        self._told: dict[_Worker, dict[str, float]] = {}
        self._false_starts = 0

    def __enter__(self) -> Workers[Task]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def graded(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, list[Prepared]]]:
        """Each task with its graded rows, in the tasks' order; few are taken ahead of the one that comes out next."""
        stream = iter(tasks)
        most = len(self._workers) * (AHEAD + 1)
        waiting: deque[tuple[int, Task]] = deque()
        sent: dict[_Worker, deque[tuple[int, Task]]] = {worker: deque() for worker in self._workers}
        done: dict[int, list[Prepared]] = {}
        taken = 0
        exhausted = False
        while True:
            while not exhausted and len(waiting) < most:
                task = next(stream, None)
                if task is None:
                    exhausted = True
                    break
                waiting.append((taken, task))
                if self._rows_of(task):
                    self._assign(sent, taken, task)
                else:
                    done[taken] = []
                taken += 1
            while waiting and waiting[0][0] in done:
                number, task = waiting.popleft()
                yield task, done.pop(number)
            if exhausted and not waiting:
                return
            if waiting and waiting[0][0] not in done and (exhausted or len(waiting) >= most):
                self._collect(sent, done)

    def _assign(self, sent: dict[_Worker, deque[tuple[int, Task]]], number: int, task: Task) -> None:
        """Give a task to the worker with the fewest."""
        worker = min(self._workers, key=lambda each: len(sent[each]))
        sent[worker].append((number, task))
        with contextlib.suppress(OSError):  # a dead worker is noticed when its answers are asked for
            worker.send(self._rows_of(task), self._rubric_of)

    def _collect(self, sent: dict[_Worker, deque[tuple[int, Task]]], done: dict[int, list[Prepared]]) -> None:
        """Wait until some worker answers, or dies."""
        busy = {worker.link: worker for worker, tasks in sent.items() if tasks}
        for link in wait(list(busy)):
            worker = busy[link]  # type: ignore[index]
            try:
                prepared, seconds = worker.receive()
            except (EOFError, OSError):
                self._replace(worker, sent, done)
                continue
            self._add(worker, seconds)
            done[sent[worker].popleft()[0]] = [prepared]

    def _replace(
        self, dead: _Worker, sent: dict[_Worker, deque[tuple[int, Task]]], done: dict[int, list[Prepared]]
    ) -> None:
        """Put a new worker in a dead one's place; the task it died over is tried again with care."""
        if not dead.is_ready:
            self._forgive(dead)
        dead.end()
        self._workers.remove(dead)
        others = list(sent.pop(dead))
        if dead.is_ready:
            number, task = others.pop(0)
            done[number] = self._with_care(self._rows_of(task))
        fresh = self._crew.take(self._setting)
        self._workers.append(fresh)
        sent[fresh] = deque()
        for each in others:
            self._assign(sent, *each)

    def _forgive(self, unready: _Worker) -> None:
        """A worker that died before it was ready: somebody killed it, or none can begin; then PluginFault."""
        self._false_starts += 1
        if self._false_starts > FALSE_STARTS:
            raise PluginFault("worker", f"can't begin: {unready.why_dead()}")

    def _with_care(self, rows: Sequence[Response]) -> list[Prepared]:
        """Rows over which a worker died: each half in a worker of its own, down to the row that kills."""
        worker = self._crew.take(self._setting)
        try:
            worker.send(rows, self._rubric_of)
            prepared, seconds = worker.receive()
            self._add(worker, seconds)
        except (EOFError, OSError):
            why = worker.why_dead()
        else:
            return [prepared]
        finally:
            worker.end()
        if not worker.is_ready:
            self._forgive(worker)
            return self._with_care(rows)
        if len(rows) == 1:
            return [self._failed(rows[0], why)]
        middle = len(rows) // 2
        return self._with_care(rows[:middle]) + self._with_care(rows[middle:])

    def _failed(self, row: Response, why: str) -> Prepared:
        grade = failed_grade(self._rubric_of(row.query_id), row, why)
        rewards = [RewardValue(name, None, why) for name in sorted(self._setting.rewards)]
        return prepare(self._setting.run_id, [GradedRow(row, grade, rewards)])

    def _add(self, worker: _Worker, seconds: dict[str, float] | None) -> None:
        """A worker's own sums, which grow from answer to answer."""
        if seconds is not None:
            before = self._told.get(worker, {})
            for stage, total in seconds.items():
                self.seconds[stage] = self.seconds.get(stage, 0.0) + total - before.get(stage, 0.0)
            self._told[worker] = seconds
