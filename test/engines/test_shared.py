"""One engine for several users: when it is shared, turns, and its end."""
from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from support.colour_bundle import SECTIONS, SIZE, write_colour_bundle

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import Engine, EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.shared import shared_engine

SHARED = EngineOptions('onnxruntime', 'cpu', threads=1, shared=True)
WEIGHTS = (3 * SIZE * SIZE, 1400)       # 69 MB


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


def tracker_engine(bundle: Bundle, options: EngineOptions = SHARED) -> Engine:
    return create_engine(bundle, 'tracker.onnx', options)


def test_the_same_network_with_the_same_options_is_one_engine(bundle: Bundle) -> None:
    one = tracker_engine(bundle)
    assert tracker_engine(load_bundle(bundle.path)) is one
    assert create_engine(bundle, 'text.onnx', SHARED) is not one
    assert tracker_engine(bundle, EngineOptions('onnxruntime', 'cpu', threads=2, shared=True)) is not one
    assert tracker_engine(bundle, EngineOptions('onnxruntime', 'cpu', threads=1)) is not one


def test_a_bundle_that_was_written_anew_is_another_network(tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    one = tracker_engine(load_bundle(folder))
    network = onnx.load(folder / 'tracker.onnx')
    network.producer_name = 'another'
    onnx.save(network, folder / 'tracker.onnx')
    assert tracker_engine(write_bundle(folder, {**SECTIONS, 'name': 'colour'})) is not one


def test_it_ends_with_its_last_user(bundle: Bundle) -> None:
    users = [tracker_engine(bundle), tracker_engine(bundle)]
    gone = weakref.ref(users[0])
    users.pop()
    gc.collect()
    assert gone() is not None
    users.pop()
    gc.collect()
    assert gone() is None


def test_an_engine_that_failed_is_given_to_nobody_else(bundle: Bundle) -> None:
    one = tracker_engine(bundle)
    with pytest.raises(EngineError):
        one.run({})
    assert tracker_engine(bundle) is not one


class OneAtATime:
    """Doubles, and complains when two run it at once."""

    input_names, output_names = ('x',), ('y',)

    def __init__(self) -> None:
        self._busy = threading.Lock()

    def run(self, feeds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        assert self._busy.acquire(blocking=False), 'two at once'
        threading.Event().wait(0.001)
        self._busy.release()
        return {'y': 2 * feeds['x']}

    def describe(self) -> str:
        return 'doubles'


def test_users_take_turns_and_each_gets_its_own_answer() -> None:
    engine = shared_engine('turns', OneAtATime)
    wrong: list[int] = []

    def use(number: int) -> None:
        for _ in range(20):
            if engine.run({'x': np.array([number])})['y'][0] != 2 * number:
                wrong.append(number)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and not engine.failed


def test_a_second_user_needs_no_memory_of_its_own(tmp_path: Path) -> None:
    bundle = heavy_bundle(tmp_path / 'heavy')
    before = resident_mb()
    first = tracker_engine(bundle)
    with_one = resident_mb()
    second = tracker_engine(bundle)
    with_two = resident_mb()
    assert first is second
    assert with_one - before > 40
    assert with_two - with_one < 10


def heavy_bundle(folder: Path) -> Bundle:
    """The colour bundle with a product of large matrices that adds nothing to the scores."""
    network = onnx.load(write_colour_bundle(folder) / 'tracker.onnx')
    graph = network.graph
    for node in graph.node:
        node.output[:] = ['light_scores' if name == 'scores' else name for name in node.output]
    rng = np.random.default_rng(0)
    for name, value in (('weights', rng.standard_normal(WEIGHTS, np.float32)), ('nothing', np.zeros(1, np.float32)),
                        ('as_row', np.array([1, -1])), ('last', np.array([1]))):
        graph.initializer.append(numpy_helper.from_array(value, name))
    graph.node.extend([
        helper.make_node('Reshape', ['search', 'as_row'], ['pixels']),
        helper.make_node('MatMul', ['pixels', 'weights'], ['products']),
        helper.make_node('ReduceSum', ['products', 'last'], ['sum']),
        helper.make_node('Mul', ['sum', 'nothing'], ['no_more']),
        helper.make_node('Add', ['light_scores', 'no_more'], ['scores'])])
    onnx.save(network, folder / 'tracker.onnx')
    return write_bundle(folder, {**SECTIONS, 'name': 'heavy'})


def resident_mb() -> float:
    gc.collect()
    pages = int(Path('/proc/self/statm').read_text().split()[1])
    return pages * 4096 / 1e6
