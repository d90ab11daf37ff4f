"""Makes the tracker that the parameters name, and what takes directives for it."""
from __future__ import annotations

import math
from pathlib import Path

from vl_tracker_ros.bundle import Bundle, BundleError, load_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions
from vl_tracker_ros.language.phrases import PhrasesError
from vl_tracker_ros.language.phrases_file import create_decomposer
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.tracking import (
    GroundedTracker, RegionError, RegionOfInterest, Tracker, TrackerOptions, create_tracker)
from vl_tracker_ros.tracking.gate import ExternalGate, Gate, create_gate

UNLOADABLE = (BundleError, EngineError, PhrasesError, RegionError)


def load_region(settings: Parameters) -> RegionOfInterest:
    """Where the tracker searches, until it is told otherwise. Raises RegionError."""
    mask = settings['roi_mask']
    return RegionOfInterest(Path(mask) if mask else None)


def load_tracker(settings: Parameters, region: RegionOfInterest, shared: bool
                 ) -> tuple[Tracker | GroundedTracker, ExternalGate | None]:
    """Load the bundle, make its tracker and run it once, so that the first image is as quick as the others.

    shared: the networks may be those of another tracker of this process. Returns the tracker and what takes its
    directives, None where its bundle alone decides. Raises BundleError, EngineError and PhrasesError.
    """
    bundle = load_bundle(settings['bundle'])
    own = _own_gate(bundle)
    directed = _directed(own, settings)
    phrases = settings['phrases_file']
    tracker = create_tracker(
        bundle, EngineOptions(settings['runtime'], settings['device'], settings['precision'],
                              settings['threads'] or None, shared),
        directed or own, settings['grounder'] or None, create_decomposer(Path(phrases) if phrases else None),
        beside=True, tracker_options=TrackerOptions(settings['camera_motion'], settings['small_objects']),
        region=region)
    tracker.warm_up()
    return tracker, directed


def _own_gate(bundle: Bundle) -> Gate:
    try:
        return create_gate(bundle.gate)
    except ValueError as error:
        raise BundleError(f'{bundle.path}: {error}') from error


def _directed(own: Gate, settings: Parameters) -> ExternalGate | None:
    """external: directives, however old; auto: the bundle's own gate when none came in time."""
    timeouts_s = {'own': None, 'external': math.inf, 'auto': settings['directive_timeout']}
    timeout_s = timeouts_s[settings['gate']]
    return None if timeout_s is None else ExternalGate(own, timeout_s)
