"""Makes a tracker that takes directives from another node, or none."""
from __future__ import annotations

import math
from pathlib import Path

from vl_tracker_ros.bundle import BundleError, load_bundle
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.language.phrases_file import create_decomposer
from vl_tracker_ros.tracking import GroundedTracker, RegionOfInterest, Tracker, TrackerOptions, create_tracker
from vl_tracker_ros.tracking.gate import ExternalGate, create_gate


def load_tracker(bundle_name: str, options: EngineOptions, gate: str, directive_timeout_s: float, grounder: str,
                 phrases_file: str, tracker_options: TrackerOptions, region: RegionOfInterest
                 ) -> tuple[Tracker | GroundedTracker, ExternalGate | None]:
    """Load a bundle, make its tracker and run it once, so that the first image is as quick as the others.

    gate: own (the bundle's), external (directives, however old), or auto (directives; the bundle's own gate
    when none came for `directive_timeout_s`). grounder: name or folder of its bundle, empty for none; it searches
    beside the tracker. phrases_file: ready phrases, empty for rules. tracker_options, region: as `create_tracker` takes
    them. Returns the tracker and what takes its directives.
    Raises BundleError, EngineError and PhrasesError.
    """
    bundle = load_bundle(bundle_name)
    try:
        own = create_gate(bundle.gate)
    except ValueError as error:
        raise BundleError(f'{bundle.path}: {error}') from error
    timeouts = {'own': None, 'external': math.inf, 'auto': directive_timeout_s}
    directed = None if timeouts[gate] is None else ExternalGate(own, timeouts[gate])
    decomposer = create_decomposer(Path(phrases_file) if phrases_file else None)
    tracker = create_tracker(bundle, options, directed or own, grounder or None, decomposer, beside=True,
                             tracker_options=tracker_options, region=region)
    tracker.warm_up()
    return tracker, directed
