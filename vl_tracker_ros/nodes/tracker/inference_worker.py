"""One worker thread with a one-slot mailbox: the newest item wins."""
from __future__ import annotations

import threading
from typing import Callable, Generic, TypeVar

Item = TypeVar('Item')


class InferenceWorker(Generic[Item]):
    """Runs `handle(item)` on its own thread, one item at a time.

    An item that arrives while another waits replaces it; the replaced one is given back, so that the caller
    can count it. An exception in `handle` goes to `on_error(item, error)` and the thread goes on.
    `on_nudge()` runs there too, for what cannot wait for an item.
    """

    def __init__(self, handle: Callable[[Item], None], on_error: Callable[[Item, Exception], None],
                 on_nudge: Callable[[], None] = lambda: None) -> None:
        self._handle = handle
        self._on_error = on_error
        self._on_nudge = on_nudge
        self._mailbox: Item | None = None
        self._nudged = False
        self._running = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name='inference', daemon=True)

    def start(self) -> None:
        """Start the thread. A worker starts once in its life."""
        self._running = True
        self._thread.start()

    def submit(self, item: Item) -> Item | None:
        """Put `item` into the mailbox; return the item that it replaced, if one was waiting."""
        with self._changed:
            replaced, self._mailbox = self._mailbox, item
            self._changed.notify()
        return replaced

    def nudge(self) -> None:
        """Have `on_nudge` run once, before the next item."""
        with self._changed:
            self._nudged = True
            self._changed.notify()

    def stop(self) -> Item | None:
        """End the thread after the item in work; return the item that still waited, if there was one."""
        with self._changed:
            self._running = False
            self._changed.notify()
        self._thread.join()
        left, self._mailbox = self._mailbox, None
        return left

    def _run(self) -> None:
        while self._wait():
            if self._was_nudged():
                self._on_nudge()
            item = self._take()
            if item is not None:
                self._work_on(item)

    def _work_on(self, item: Item) -> None:
        try:
            self._handle(item)
        except Exception as error:      # the thread must outlive whatever one image does to the tracker
            self._on_error(item, error)

    def _wait(self) -> bool:
        """Wait until there is something to do; False when there will be nothing any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._mailbox is not None or self._nudged or not self._running)
            return self._running

    def _was_nudged(self) -> bool:
        with self._changed:
            nudged, self._nudged = self._nudged, False
        return nudged

    def _take(self) -> Item | None:
        with self._changed:
            item, self._mailbox = self._mailbox, None
        return item
