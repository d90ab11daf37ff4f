"""An object in a process of its own: nobody else's memory, threads or crashes."""
from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from vl_tracker_ros.engines import EngineError


class OwnProcess:
    """Calls the methods of `make(*args)`, which lives in a fresh process that has `environment` besides ours.

    Everything that goes wrong there is an EngineError here. The process ends with `close`, and with this one.
    """

    def __init__(self, make: Callable[..., Any], *args: Any, environment: Mapping[str, str] | None = None) -> None:
        context = get_context('spawn')      # forked runtimes with threads hang
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, args), daemon=True)
        with _environment(environment or {}):
            self._process.start()
        theirs.close()      # so that the death of the process is the end of the pipe
        try:
            self._answer()
        except BaseException:
            self.close()
            raise

    def call(self, method: str, *args: Any) -> Any:
        with suppress(OSError):     # a dead process is said by its missing answer
            self._pipe.send((method, args))
        return self._answer()

    def close(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def _answer(self) -> Any:
        try:
            reason, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise EngineError('its process died (killed, or out of memory?)') from error
        if reason:
            raise EngineError(reason)
        return value


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _serve(pipe: Connection, make: Callable[..., Any], args: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)    # the parent is interrupted, and ends this process
    with suppress(EOFError, BrokenPipeError):
        try:
            served = make(*args)
        except Exception as error:      # a runtime may raise anything
            pipe.send((_said(error), None))
            return
        pipe.send(('', None))
        while True:
            pipe.send(_called(served, *pipe.recv()))


def _called(served: Any, method: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return '', getattr(served, method)(*args)
    except Exception as error:
        return _said(error), None


def _said(error: Exception) -> str:
    text = ' '.join(str(error).split())
    return text if isinstance(error, EngineError) else f'{type(error).__name__}: {text}'
