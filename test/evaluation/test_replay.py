"""A replay goes by what a node said: here the node is a tracker of the test's own, and a command may be anything."""
from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.recording import Said, Setup
from vl_tracker_ros.evaluation.replay import Comparison, create_replay_tracker, replay
from vl_tracker_ros.tracking import SearchMode, Tracker, TrackResult, create_tracker

PARAMETERS = {'bundle': 'colour', 'grounder': '', 'phrases_file': '', 'runtime': 'onnxruntime', 'device': 'cpu',
              'precision': 'fp32', 'threads': 1}
SETUP = Setup('0', 'colour', '', '', '/image', PARAMETERS)
WALK = [scene(red=(20 + 2 * step, 30 + step % 5)) for step in range(24)]
Frames = list[tuple[float, np.ndarray, Said]]


class Node:
    """Says what a tracker node says."""

    def __init__(self, bundle: Bundle) -> None:
        self.tracker: Tracker = create_tracker(bundle, ONE_THREAD)
        self.command, self.number, self.frames = '', 0, []

    def show(self, image: np.ndarray, act: Callable[[np.ndarray], TrackResult] | None = None,
             paused: bool = False) -> None:
        self.number += 1
        if paused:
            result = TrackResult(self.tracker.state, target_id=self.frames[-1][2].command_id)
        else:
            result = act(image) if act else self.tracker.update(image, self.number / 30)
        box = result.box_xywh_px
        recorded = None if box is None else np.array([*(box[:2] + box[2:] / 2), *box[2:]])
        self.frames.append((self.number / 30, image, Said(
            self.number, result.target_id, self.command, result.search, result.directive.source,
            result.directive.find, paused, result.evidence is not None, recorded, result.score)))

    def follow(self, image: np.ndarray, text: str = 'the red square', box: tuple[float, ...] | None = None) -> None:
        self.command = text
        self.show(image, lambda image: self.tracker.start(image, text or None, box, (self.number + 1) / 30))


@pytest.fixture
def node(colour: Bundle) -> Node:
    return Node(colour)


def replayed(colour: Bundle, frames: Frames) -> Comparison:
    recording = SimpleNamespace(frames=lambda: iter(frames))
    return replay(recording, *create_replay_tracker(SETUP, colour))


def show_all(node: Node, images: list[np.ndarray]) -> None:
    for image in images:
        node.show(image)


def test_words_box_and_stop(node: Node, colour: Bundle) -> None:
    node.show(WALK[0])
    node.follow(WALK[0])
    show_all(node, [*WALK, *[scene()] * 6, *WALK])
    node.follow(WALK[3], '', (26.3, 32.7, 24.1, 24.9))
    show_all(node, WALK[3:])
    node.tracker.stop()
    node.command = ''
    show_all(node, WALK[:2])
    found = replayed(colour, node.frames)
    assert (found.replayed, found.differing, found.left_out) == (len(node.frames), 0, 0) and found.worst_px < 1e-9


def test_a_search_that_somebody_asked_for_is_made_again(node: Node, colour: Bundle) -> None:
    node.follow(WALK[0])
    show_all(node, WALK[:8])
    node.tracker.relocalize()
    show_all(node, WALK[8:])
    assert node.frames[9][2].search is SearchMode.GLOBAL
    assert replayed(colour, node.frames) == Comparison(len(node.frames))


def test_images_of_a_pause_are_not_looked_at(node: Node, colour: Bundle) -> None:
    node.follow(WALK[0])
    show_all(node, WALK[:6])
    for image in WALK[6:12]:
        node.show(image, paused=True)
    show_all(node, WALK[12:])
    assert replayed(colour, node.frames) == Comparison(len(node.frames) - 6)


def test_a_node_that_was_started_anew_begins_anew(node: Node, colour: Bundle) -> None:
    again = Node(colour)
    for each in (node, again):
        each.follow(WALK[0])
        show_all(each, WALK[:9])
    assert replayed(colour, node.frames + again.frames) == Comparison(20)


def test_nothing_is_said_of_images_after_a_gap_until_the_next_command(node: Node, colour: Bundle) -> None:
    node.follow(WALK[0])
    show_all(node, WALK)
    node.follow(WALK[-1])
    show_all(node, WALK[:5])
    found = replayed(colour, node.frames[:10] + node.frames[11:])
    assert (found.replayed, found.differing, found.left_out) == (16, 0, 14)
    assert replayed(colour, node.frames[3:]).left_out == 22


def test_what_differs_is_counted(node: Node, colour: Bundle) -> None:
    node.follow(WALK[0])
    show_all(node, WALK)
    stamp_s, _, said = node.frames[12]
    found = replayed(colour, [*node.frames[:12], (stamp_s, scene(red=(90, 60)), said), *node.frames[13:]])
    assert found.differing >= 1 and found.worst_px > 1
    gone = replayed(colour, [(stamp_s, scene(), said) for stamp_s, _, said in node.frames])
    assert gone.differing > 10 and gone.worst_px == float('inf')


def test_a_grounder_is_refused(colour: Bundle) -> None:
    setup = Setup('0', 'colour', '', '', '/image', {**PARAMETERS, 'grounder': 'mvlm_tiny'})
    with pytest.raises(DataError, match='recorded with a grounder'):
        create_replay_tracker(setup, colour)
