from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.colour_bundle import SECTIONS

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.network import FrameNetwork

SPEC = NetworkSpec(**SECTIONS['network'])
IMAGE = np.zeros((64, 64, 3), np.uint8)


class StandInEngine:
    """Records what it is fed and gives what it is told to."""

    def __init__(self, inputs: list[str], **outputs: np.ndarray) -> None:
        self.input_names = tuple(inputs)
        self.outputs = {'boxes': np.zeros((1, 4, 4), np.float32), 'scores': np.zeros((1, 4), np.float32),
                        'correlation': np.zeros((1, 2, 2), np.float32), **outputs}
        self.output_names = tuple(self.outputs)
        self.feeds: Arrays = {}

    def run(self, feeds: Arrays) -> Arrays:
        self.feeds = feeds
        return self.outputs

    def describe(self) -> str:
        return 'stand-in'


def network(spec: NetworkSpec = SPEC,
            **outputs: np.ndarray) -> tuple[FrameNetwork, StandInEngine, TemplateMemory]:
    memory = TemplateMemory(1, 32, adopt=False, adopt_score=1, update='latest', update_interval=1, update_score=1)
    engine = StandInEngine(spec.inputs, **outputs)
    return FrameNetwork(spec, engine, memory), engine, memory


def test_feeds_are_those_of_the_contract() -> None:
    subject, engine, memory = network()
    memory.fill(np.ones((3, 32, 32), np.float32))
    subject.set_text(np.full((1, 8, 3), 2, np.float32), np.ones((1, 8), np.float32))
    subject.run(IMAGE)
    shapes = {name: array.shape for name, array in engine.feeds.items()}
    assert shapes == {'search': (1, 3, 64, 64), 'template': (1, 1, 3, 32, 32), 'template_mask': (1, 1),
                      'text': (1, 8, 3), 'text_mask': (1, 8)}
    assert all(array.dtype == np.float32 for array in engine.feeds.values())
    assert engine.feeds['search'].min() == engine.feeds['search'].max() == -1
    assert all(engine.feeds[name].all() for name in ('template', 'template_mask', 'text', 'text_mask'))


def test_only_the_inputs_of_the_network_are_fed() -> None:
    subject, engine, _ = network(replace(SPEC, inputs=['search', 'text', 'text_mask']))
    subject.run(IMAGE)
    assert list(engine.feeds) == ['search', 'text', 'text_mask']


WITH_STATE = replace(SPEC, inputs=['search', 'state'], outputs=['boxes', 'scores', 'correlation', 'next_state'],
                     state_shape=[1, 3])


def test_memory_of_one_frame_is_fed_in_the_next_until_it_is_forgotten() -> None:
    subject, engine, _ = network(WITH_STATE, next_state=np.full((1, 1, 3), 7, np.float32))
    seen = []
    engine.run = lambda feeds: (seen.append(feeds['state'].copy()), engine.outputs)[1]
    subject.run(IMAGE)
    subject.run(IMAGE)
    subject.forget()
    subject.run(IMAGE)
    np.testing.assert_array_equal(np.concatenate(seen)[:, 0], [[0, 0, 0], [7, 7, 7], [0, 0, 0]])


@pytest.mark.parametrize('state', [np.zeros((1, 2, 3), np.float32), np.full((1, 1, 3), np.nan, np.float32)])
def test_broken_memory_is_refused(state: np.ndarray) -> None:
    subject, _, _ = network(WITH_STATE, next_state=state)
    with pytest.raises(EngineError, match='next_state'):
        subject.run(IMAGE)


def test_memory_is_both_taken_and_given() -> None:
    with pytest.raises(EngineError, match='both take state and give next_state'):
        network(replace(WITH_STATE, outputs=SPEC.outputs))


def test_correlation_of_regions_is_handed_on_where_the_network_gives_it() -> None:
    assert network()[0].run(IMAGE).region_correlation is None
    spec = replace(SPEC, outputs=[*SPEC.outputs, 'region_correlation'])
    subject, _, _ = network(spec, region_correlation=np.array([[1, 2, 3, 4]], np.float32))
    np.testing.assert_array_equal(subject.run(IMAGE).region_correlation, [1, 2, 3, 4])
    subject, _, _ = network(spec, region_correlation=np.zeros((1, 3), np.float32))
    with pytest.raises(EngineError, match=r'region_correlation \(3,\) for 4 cells'):
        subject.run(IMAGE)


def test_input_outside_the_contract_is_refused() -> None:
    with pytest.raises(ValueError, match='depth.* not in the network contract'):
        network(replace(SPEC, inputs=['search', 'depth']))


def test_file_and_bundle_must_agree() -> None:
    memory = TemplateMemory(1, 32, adopt=False, adopt_score=1, update='latest', update_interval=1, update_score=1)
    with pytest.raises(EngineError, match='has inputs .*bundle.yaml says'):
        FrameNetwork(SPEC, StandInEngine(['search']), memory)
    with pytest.raises(EngineError, match='has outputs .*bundle.yaml says'):
        network(attention=np.zeros(1, np.float32))


def test_output_that_is_needed_must_be_there() -> None:
    memory = TemplateMemory(1, 32, adopt=False, adopt_score=1, update='latest', update_interval=1, update_score=1)
    engine = StandInEngine(SPEC.inputs)
    engine.output_names = ('boxes', 'scores')
    with pytest.raises(EngineError, match='does not give correlation'):
        FrameNetwork(replace(SPEC, outputs=['boxes', 'scores']), engine, memory)


@pytest.mark.parametrize(('outputs', 'cause'), [
    ({'boxes': np.zeros((1, 5, 4), np.float32)}, r'boxes \(5, 4\) and scores \(4,\) for 4 cells'),
    ({'scores': np.full((1, 4), np.nan, np.float32)}, 'not finite'),
])
def test_broken_outputs_are_refused(outputs: Arrays, cause: str) -> None:
    subject, _, _ = network(**outputs)
    with pytest.raises(EngineError, match=cause):
        subject.run(IMAGE)
