"""The worker thread: newest wins, nothing is lost from the count, an exception does not end it."""
import threading
import time

import pytest

from vl_tracker_ros.nodes.tracker.inference_worker import InferenceWorker


class Handler:
    """Handles items one by one, each only when the test lets it."""

    def __init__(self):
        self.handled, self.failed = [], []
        self.entered, self.permits = threading.Semaphore(0), threading.Semaphore(0)

    def handle(self, item):
        self.entered.release()
        assert self.permits.acquire(timeout=10)
        if item == 'bad':
            raise ValueError('no such luck')
        self.handled.append(item)

    def on_error(self, item, error):
        self.failed.append((item, str(error)))


@pytest.fixture
def handler():
    return Handler()


@pytest.fixture
def worker(handler):
    worker = InferenceWorker(handler.handle, handler.on_error)
    worker.start()
    yield worker
    handler.permits.release(100)
    worker.stop()


def test_the_newest_item_replaces_the_waiting_one(worker, handler):
    assert worker.submit('first') is None
    assert handler.entered.acquire(timeout=10)        # 'first' is in work: the mailbox is free
    assert worker.submit('second') is None
    assert worker.submit('third') == 'second'
    handler.permits.release(2)
    assert handler.entered.acquire(timeout=10)
    assert worker.stop() is None
    assert handler.handled == ['first', 'third']


def test_an_exception_is_reported_and_the_thread_goes_on(worker, handler):
    handler.permits.release(2)
    worker.submit('bad')
    assert handler.entered.acquire(timeout=10)
    worker.submit('good')
    assert handler.entered.acquire(timeout=10)
    worker.stop()
    assert handler.failed == [('bad', 'no such luck')]
    assert handler.handled == ['good']


def test_stop_gives_back_the_item_that_waited(worker, handler):
    worker.submit('in work')
    assert handler.entered.acquire(timeout=10)
    worker.submit('waiting')
    stopper = threading.Thread(target=lambda: setattr(handler, 'left', worker.stop()))
    stopper.start()
    while worker._running:
        time.sleep(0.001)
    handler.permits.release()
    stopper.join(timeout=10)
    assert handler.left == 'waiting'
    assert handler.handled == ['in work']


def test_a_nudge_runs_without_an_item_and_on_the_same_thread():
    threads, nudged = [], threading.Event()

    def on_nudge():
        threads.append(threading.current_thread().name)
        nudged.set()

    worker = InferenceWorker(lambda item: None, lambda item, error: None, on_nudge)
    worker.start()
    worker.nudge()
    assert nudged.wait(5.0)
    worker.stop()
    assert threads == ['inference']
