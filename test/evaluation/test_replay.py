"""A replay goes by what a node said: here the node is a tracker of the test's own, and a command may be anything."""
from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from support.one_thread import ONE_THREAD
from support.squares import scene

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.recording import Said, Setup
from vl_tracker_ros.evaluation.replay import Comparison, create_replayer, replay
from vl_tracker_ros.tracking import (
    RegionOfInterest, SearchMode, TargetState, TrackResult, create_grounder, create_tracker)
from vl_tracker_ros.tracking.grounder import Grounder
from vl_tracker_ros.tracking.target_id import command_of

PARAMETERS = {'bundle': 'colour', 'grounder': '', 'phrases_file': '', 'runtime': 'onnxruntime', 'device': 'cpu',
              'precision': 'fp32', 'threads': 1, 'camera_motion': False, 'small_objects': False, 'roi_mask': ''}
SETUP = Setup('0', 'colour', '', '', '/image', PARAMETERS)
SCENE = scene()
WALK = [scene(red=(20 + 2 * step, 30 + step % 5)) for step in range(24)]
Frames = list[tuple[float, np.ndarray, Said]]


class Node:
    """Says what a tracker node says."""

    def __init__(self, bundle: Bundle, grounder: Grounder | None = None) -> None:
        self.region = RegionOfInterest()
        self.tracker = create_tracker(bundle, ONE_THREAD, grounder=grounder, beside=True, region=self.region)
        self.command, self.number, self.frames = '', 0, []

    def show(self, image: np.ndarray, act: Callable[[np.ndarray], TrackResult] | None = None,
             paused: bool = False) -> None:
        self.number += 1
        if paused:
            result = TrackResult(self.tracker.state, target_id=f'{self.frames[-1][2].command_id}.1')
        else:
            result = act(image) if act else self.tracker.update(image, self.number / 30)
        box = result.box_xywh_px
        recorded = None if box is None else np.array([*(box[:2] + box[2:] / 2), *box[2:]])
        self.frames.append((self.number / 30, image.copy(), Said(       # a bag gives each image anew
            self.number, command_of(result.target_id), self.command, result.search,
            result.search_region_xywh_px is not None, self.region.rectangle_xywh_px, result.directive.source,
            result.directive.find, paused, result.evidence is not None, recorded, result.score)))

    def follow(self, image: np.ndarray, text: str = 'the red square', box: tuple[float, ...] | None = None) -> None:
        self.command = text
        self.show(image, lambda image: self.tracker.start(image, text or None, box, self.number / 30))


@pytest.fixture
def node(colour: Bundle) -> Node:
    return Node(colour)


def replayed(bundle: Bundle, frames: Frames, setup: Setup = SETUP) -> Comparison:
    recording = SimpleNamespace(frames=lambda: iter(frames))
    return replay(recording, create_replayer(setup, bundle))


def show_all(node: Node, images: list[np.ndarray]) -> None:
    for image in images:
        node.show(image)


def test_words_box_and_stop(node: Node, colour: Bundle) -> None:
    node.show(WALK[0])
    node.follow(WALK[0])
    show_all(node, [*WALK, *[SCENE] * 6, *WALK])
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


def test_a_search_looks_inside_the_region_that_held_then(node: Node, colour: Bundle) -> None:
    node.region.search_inside((100.0, 0.0, 60.0, 120.0), SCENE.shape)
    node.follow(WALK[0])
    show_all(node, WALK[:4])
    assert node.tracker.state is TargetState.SEARCHING
    node.region.search_inside((0.0, 0.0, 60.5, 120.0), SCENE.shape)
    show_all(node, WALK)
    assert node.tracker.state is TargetState.TRACKING
    node.region.search_inside(None)
    show_all(node, [*[SCENE] * 8, *[scene(red=(120, 60))] * 8])
    assert node.tracker.state is TargetState.TRACKING
    assert replayed(colour, node.frames) == Comparison(len(node.frames))
    of_before = [(stamp_s, image, replace(said, region_xywh_px=None)) for stamp_s, image, said in node.frames]
    assert replayed(colour, of_before).differing > 0


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
    gone = replayed(colour, [(stamp_s, SCENE, said) for stamp_s, _, said in node.frames])
    assert gone.differing > 10 and gone.worst_px == float('inf')


class Dawdler:
    """A grounder that takes its time, each time another."""

    def __init__(self, grounder: Grounder) -> None:
        self._grounder, self._pace = grounder, random.Random(0)
        self.name, self.begin, self.end, self.warm_up = grounder.name, grounder.begin, grounder.end, grounder.warm_up

    def search(self, image: np.ndarray, stamp_s: float | None) -> TrackResult:
        time.sleep(self._pace.uniform(0.0, 0.02))
        return self._grounder.search(image, stamp_s)


def test_a_grounder_beside_the_tracker_looks_and_finds_where_it_did(follower: Bundle, colour: Bundle) -> None:
    node = Node(follower, Dawdler(create_grounder(colour.path, ONE_THREAD)))
    node.follow(SCENE)
    for image in [*WALK, *[SCENE] * 12, *WALK, WALK[-1], *WALK]:
        node.show(image)
        time.sleep(0.002)
    show_until(node, WALK[-1], TargetState.TRACKING)
    node.tracker.relocalize()
    show_until(node, WALK[0], TargetState.TRACKING)
    node.follow(WALK[0], 'the blue square')
    show_until(node, scene(red=(20, 20), blue=(80, 60)), TargetState.TRACKING)
    sources = [(said.source, said.looked_at) for _, _, said in node.frames]
    assert {('grounder', True), ('grounder', False), ('own', True)} <= {*sources}
    setup = replace(SETUP, parameters={**PARAMETERS, 'grounder': str(colour.path)})
    assert replayed(follower, node.frames, setup) == Comparison(len(node.frames))


def show_until(node: Node, image: np.ndarray, state: TargetState) -> None:
    deadline = time.monotonic() + 20
    node.show(image)
    while node.tracker.state is not state:
        assert time.monotonic() < deadline
        time.sleep(0.002)
        node.show(image)
