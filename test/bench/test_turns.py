"""Who sees what, and in which order; the contenders are stand-ins in this process."""
from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from vl_tracker_ros.bench import turns
from vl_tracker_ros.bench.clip import Clip, Target
from vl_tracker_ros.bench.reference import Frame, Reference
from vl_tracker_ros.bench.turns import add_energy, take_turns
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.source import SourceError

TARGET = Target('the red ball', None)


class Player:
    """Notes its turns in `log`; refuses the frame `until`."""

    def __init__(self, name: str, log: list[tuple[str, float]], until: float = np.inf) -> None:
        self.name, self._log, self._until = name, log, until
        self.entry = SimpleNamespace(name='colour')
        self.frames: list[Frame] = []
        self.failure = ''
        self.joules: dict[str, float] = {}

    def start(self, image: Image, target: Target) -> None:
        if self._until == 0:
            raise EngineError('no start')

    def take_turn(self, image: Image | None = None, stamp_s: float = 0, frame: Frame | None = None) -> None:
        self._log.append((self.name, stamp_s))
        self.frames.append(frame)
        if len(self.frames) == self._until:
            raise EngineError('no more')

    def run_for(self, seconds: float, feeds: dict) -> int:
        return 4


def make_clip() -> Clip:
    images = (frame.image for frame in Scene(seed=1, num_frames=9))
    return Clip('scene', next(images), images, 1.0, TARGET)


@pytest.fixture
def clip() -> Clip:
    return make_clip()


@pytest.fixture
def references(colour: Bundle, clip: Clip) -> dict[str, Reference]:
    return {'colour': Reference(colour, EngineOptions('onnxruntime', threads=1), clip.first, TARGET)}


def rounds(log: list[tuple[str, float]], players: int) -> list[list[str]]:
    return [[name for name, _ in log[i:i + players]] for i in range(0, len(log), players)]


def play(clip: Clip, references: dict[str, Reference]) -> list[list[str]]:
    log: list[tuple[str, float]] = []
    players = [Player(name, log) for name in 'abcd']
    take_turns(players, references, Player('probe', log), clip, 8)
    return rounds(log, 5)


def test_everybody_has_a_turn_in_every_round_in_changing_order(clip: Clip, references: dict[str, Reference]) -> None:
    found = play(clip, references)
    assert len(found) == 8 and all(sorted(one) == ['a', 'b', 'c', 'd', 'probe'] for one in found)
    assert len({tuple(one) for one in found}) > 4
    assert play(make_clip(), references) == found


def test_all_see_what_the_reference_saw(clip: Clip, references: dict[str, Reference], colour: Bundle) -> None:
    one, two = Player('one', []), Player('two', [])
    shown = take_turns([one, two], references, Player('probe', []), clip, 5)
    assert len(one.frames) == 5 and all(map(lambda a, b: a is b, one.frames, two.frames))
    assert shown['colour'] is one.frames[-1]
    shapes = {name: array.shape for name, array in one.frames[0].feeds.items()}
    assert shapes == colour.network.input_shapes() and set(one.frames[0].outputs) == set(colour.network.outputs)
    searches = [frame.feeds['search'] for frame in one.frames]
    assert not any(np.array_equal(before, after) for before, after in zip(searches, searches[1:]))


def test_one_that_fails_is_left_out_and_the_others_go_on(clip: Clip, references: dict[str, Reference]) -> None:
    well, no_start, short = Player('well', []), Player('no start', [], 0), Player('short', [], 3)
    take_turns([well, no_start, short], references, Player('probe', []), clip, 6)
    assert (well.failure, len(well.frames)) == ('', 6)
    assert (no_start.failure, len(no_start.frames)) == ('failed (start): no start', 0)
    assert (short.failure, len(short.frames)) == ('failed (frame 3): no more', 3)


def test_clip_that_ends_too_soon(clip: Clip, references: dict[str, Reference]) -> None:
    with pytest.raises(SourceError, match='scene: cannot be read beyond frame 9'):
        take_turns([Player('one', [])], references, Player('probe', []), clip, 20)


def test_energy_of_one_run_beside_that_of_the_idle_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, 'ENERGY_S', 0.001)
    counter = SimpleNamespace(name='rail', joules=iter([0.0, 0.005, 10.0, 16.0]).__next__)
    players = [Player('one', []), Player('failed', [])]
    players[1].failure = 'failed (frame 3): no more'
    assert add_energy(players, {'colour': Frame({}, {})}, [counter]) == {'rail': pytest.approx(5.0)}
    assert players[0].joules == {'rail': 1.5} and players[1].joules == {}
