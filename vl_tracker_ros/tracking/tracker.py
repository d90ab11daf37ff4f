"""Follow one target: said, found, tracked, lost, found again."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import Engine
from vl_tracker_ros.geometry import Box, Image, View
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.tracking.appearance import AppearanceMemory
from vl_tracker_ros.tracking.camera_motion import CameraMotion, IgnoredMotion
from vl_tracker_ros.tracking.certainty import Certainty
from vl_tracker_ros.tracking.gate import Gate, create_gate
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest
from vl_tracker_ros.tracking.request import check_image, check_words, checked_box
from vl_tracker_ros.tracking.section import from_section
from vl_tracker_ros.tracking.small_objects import SamePlace, SmallObjects
from vl_tracker_ros.tracking.state import TargetStateMachine
from vl_tracker_ros.tracking.stopwatch import Stopwatch
from vl_tracker_ros.tracking.target_id import TargetId
from vl_tracker_ros.tracking.target_motion import TargetMotion
from vl_tracker_ros.tracking.types import (
    Directive, Evidence, Find, SearchMode, TargetState, TrackerError, TrackResult)
from vl_tracker_ros.tracking.viewer import Viewer

_log = logging.getLogger(__name__)
_SURE, _ALIKE = 0.7, 0.6  # score, and likeness to those before, from which the target's colours are remembered


class Tracker:
    """One target at a time, described by words, a box, or both.

    Images are BGR uint8 (H, W, 3), contiguous; their size may change between frames. Every call that sees an
    image gives one TrackResult. `stamp_s` is the time of the image, which the gate's timers go by; without
    it, now counts. A request that cannot be served raises TrackerError and leaves the present target as it
    is. `targets` counts the targets so far, which makes their ids; it may be set to go on counting. `region` says
    where to look, `small` how to look for targets of some ten pixels.
    """

    def __init__(self, bundle: Bundle, engine: Engine, text_encoder: TextEncoder | None, gate: Gate | None = None,
                 region: RegionOfInterest | None = None, small: SmallObjects | None = None,
                 camera_motion: CameraMotion | None = None) -> None:
        network = bundle.network
        self.bundle, self.engine = bundle, engine
        self._region = region or RegionOfInterest()
        self._text_encoder = text_encoder
        self._certainty = from_section(bundle, 'calibration', lambda: Certainty(bundle.calibration))
        self._state = from_section(bundle, 'state', lambda: TargetStateMachine(**_confirmed(bundle.state, small)))
        self._templates = from_section(bundle, 'template', lambda: TemplateMemory(
            network.num_templates, network.template_size, **bundle.template))
        self._appearance = AppearanceMemory()
        self._viewer = Viewer(bundle, engine, self._templates, self._appearance, self._region, small)
        self._gate = gate or from_section(bundle, 'gate', lambda: create_gate(bundle.gate))
        self._same_place = SamePlace(small.search_side_px / 2) if small else None
        self._no_language = text_encoder.encode_nothing() if text_encoder else None
        self._camera_motion = camera_motion or IgnoredMotion()
        self._target_motion = TargetMotion(small.most_step_px if small else 0.0)
        self.targets = 0
        self.stop()

    @property
    def state(self) -> TargetState:
        return self._state.state

    @property
    def reason(self) -> str:
        """Why it is in that state."""
        return self._state.reason

    @property
    def gone(self) -> bool:
        """Whether the target has been out of sight for as many frames as make it LOST."""
        return self._state.gone

    @property
    def sees_another(self) -> bool:
        """Whether what it sees has for long not been what was lost: another object."""
        return self._directive.find is Find.ANOTHER and self.state.in_doubt

    def start(self, image: Image, text: str | None = None, box: ArrayLike | None = None,
              stamp_s: float | None = None) -> TrackResult:
        """Follow a new target: `text` describes it, `box` (box_xywh_px) shows it in this image.

        With a box the result is that box, believed at once; with words alone it is that of a first global
        search. Raises TrackerError when the image, the box, or what is given does not suit the network.
        """
        self._check_image(image)
        self._check_request(text, box)
        watch = Stopwatch()
        features = self._text_encoder.encode(text) if text and self._text_encoder else self._no_language
        watch.lap('text')
        box_xywh_px = None if box is None else checked_box(box, image)
        self._begin(SearchMode.GLOBAL if box is None else SearchMode.LOCAL)
        if features is not None:
            self._viewer.set_text(*features)
        if box_xywh_px is None:
            return self._search(image, stamp_s, watch)
        return self._start_at(image, box_xywh_px, watch)

    def update(self, image: Image, stamp_s: float | None = None) -> TrackResult:
        """Look at the next image; without a target the result says IDLE."""
        self._check_image(image)
        if self.state is TargetState.IDLE:
            return TrackResult(TargetState.IDLE, reason=self.reason)
        return self._search(image, stamp_s, Stopwatch())

    def relocalize(self) -> None:
        """Search the whole of the next image; raises TrackerError when there is no target."""
        if self.state is TargetState.IDLE:
            raise TrackerError('nothing to relocalise: no target is followed')
        self._look(SearchMode.GLOBAL, 'relocalisation was asked for')

    def lose(self) -> None:
        """Say that the target is lost: someone else searches for it and calls `resume`."""
        self._state.lose('a search of the whole image began')
        self._viewer.forget_target()

    def resume(self, box_xywh_px: Box) -> None:
        """Look for the lost target at a box of the last image, where someone else has found what may be it.

        Gate and state judge that as a find of their own. Id, words, templates and colours of the target stay; what was
        remembered of its evidence was about another place.
        """
        self._box = np.array(box_xywh_px, np.float64)
        self._viewer.forget_evidence()
        self._certainty.start(words_alone=False)
        self._gate.look()
        self._camera_motion.forget()
        self._target_motion.forget()
        self._directive = Directive(SearchMode.LOCAL, 'found by someone else')

    def stop(self) -> None:
        """Forget the target."""
        self._state.stop()
        self._objects = 0
        self._box: Box | None = None
        self._directive = Directive(SearchMode.GLOBAL, 'idle')

    def warm_up(self) -> None:
        """Run the network once on an empty view before the first target: a runtime's first run is its slowest."""
        self._viewer.warm_up()

    def _check_image(self, image: Image) -> None:
        check_image(image)
        self._region.check(image.shape)

    def _check_request(self, text: str | None, box: ArrayLike | None) -> None:
        bundle = self.bundle
        if text is None and box is None:
            raise TrackerError('nothing to follow: neither words nor a box are given')
        check_words(text)
        if box is None and not bundle.starts_from_words:
            raise TrackerError(f'{bundle.name} cannot start from words alone: give a first box, or set the '
                               'parameter grounder to a bundle that finds what words mean')
        if text is None and not bundle.takes_box:
            raise TrackerError(f'{bundle.name} follows words only: describe the target')
        if text is not None and not bundle.takes_words:
            _log.warning('%s understands no words: it follows what the box shows', bundle.name)

    def _begin(self, mode: SearchMode) -> None:
        self.stop()
        self.targets += 1
        self._words_alone = mode is SearchMode.GLOBAL
        self._begin_object(mode, 'a new target')

    def _begin_object(self, mode: SearchMode, reason: str) -> None:
        """Nothing that was remembered is of the object that is looked for from now on."""
        self._objects += 1
        self._viewer.forget()
        self._certainty.start(self._words_alone)
        self._templates.clear()
        self._appearance.clear()
        self._state.start(has_box=mode is SearchMode.LOCAL)
        self._look(mode, reason)

    def _look(self, mode: SearchMode, reason: str) -> None:
        self._gate.reset(mode)
        self._viewer.restart_scan(self._box)
        self._camera_motion.forget()
        self._target_motion.forget()
        self._directive = Directive(mode, reason)

    def _start_at(self, image: Image, box_xywh_px: Box, watch: Stopwatch) -> TrackResult:
        self._box = self._camera_motion.carry(image, box_xywh_px)
        if self.bundle.takes_box:
            self._templates.fill(self._viewer.template(image, self._box))
        self._appearance.observe(image, box_xywh_px)
        watch.lap('template')
        _, view = self._viewer.local_view(image, self._box)
        return self._result(1.0, box_xywh_px, SearchMode.LOCAL, view, None, watch)

    def _search(self, image: Image, stamp_s: float | None, watch: Stopwatch) -> TrackResult:
        mode = self._directive.mode
        self._box = self._camera_motion.carry(image, self._box)
        watch.lap('motion')
        view, chosen, evidence = (
            self._viewer.look_around(image, self._target_motion.expect(self._box), watch)
            if mode is SearchMode.LOCAL else self._viewer.look_everywhere(image, watch))
        evidence = replace(evidence, background=self._camera_motion.agreement)
        score = self._certainty.score(evidence, mode)
        self._directive = self._gate.decide(evidence, time.monotonic() if stamp_s is None else stamp_s)
        self._say(score, chosen)
        self._learn_motion(mode, chosen)
        self._follow(chosen, evidence)
        self._remember(image, score, evidence.appearance)
        self._scan_on(mode)
        if self._words_alone and self.sees_another:
            self._begin_another()
        watch.lap('decide')
        return self._result(score, chosen, mode, view, evidence, watch)

    def _begin_another(self) -> None:
        decided = self._directive
        self._begin_object(SearchMode.GLOBAL, 'another object')
        self._directive = replace(self._directive, source=decided.source, find=decided.find)  # who said so

    def _say(self, score: float, chosen: Box) -> None:
        if self._same_place and not self._same_place.holds(chosen):
            self._state.interrupt()
        if self._state.update(score, self._doubted) is TargetState.LOST:
            self._viewer.forget_target()
        self._gate.hear(self.state)

    def _learn_motion(self, mode: SearchMode, chosen: Box) -> None:
        if mode is SearchMode.LOCAL and self.state is TargetState.TRACKING:
            self._target_motion.observe(self._box, chosen)
        else:
            self._target_motion.forget()

    @property
    def _doubted(self) -> bool:
        return self._directive.find is not Find.TRUSTED

    def _remember(self, image: Image, score: float, appearance: float) -> None:
        if self._templates.observe(self.state, score):
            self._templates.take(self._viewer.template(image, self._box))
        if self.state is TargetState.TRACKING and score >= _SURE and not appearance < _ALIKE:  # NaN: the first
            self._appearance.observe(image, self._box)

    def _scan_on(self, mode: SearchMode) -> None:
        """Choose the parts of the image for the next global search: others, unless one of these has convinced.

        What has convinced is looked at locally; if that ends in vain, the search goes on where it was.
        """
        goes_local = self._directive.mode is SearchMode.LOCAL
        if goes_local and self.state is TargetState.TRACKING:
            self._viewer.restart_scan(self._box)
        elif mode is SearchMode.GLOBAL and (goes_local or not self._state.convinced):
            self._viewer.advance_scan()

    def _follow(self, chosen_xywh_px: Box, evidence: Evidence) -> None:
        """Keep the last place of a target out of sight, unless a reliable candidate leads elsewhere."""
        led = evidence.candidates and not self._doubted
        if self._state.in_sight or led or self._box is None:
            self._box = chosen_xywh_px

    def _result(self, score: float, box_xywh_px: Box, mode: SearchMode, view: View, evidence: Evidence | None,
                watch: Stopwatch) -> TrackResult:
        return TrackResult(
            state=self.state, score=score, box_xywh_px=box_xywh_px.copy() if self.state.has_box else None,
            search=mode, search_region_xywh_px=view.region_xywh_px, evidence=evidence,
            candidate_xywh_px=None if evidence is None else box_xywh_px.copy(),
            directive=self._directive, target_id=str(TargetId(self.targets, self._objects)),
            timings_ms=watch.laps_ms, reason=self.reason)


def _confirmed(state: dict[str, Any], small: SmallObjects | None) -> dict[str, Any]:
    """A bundle's `state` section; what is small needs more images in a row."""
    return {**state, 'confirm_frames': max(state['confirm_frames'], small.confirm_frames)} if small else state
