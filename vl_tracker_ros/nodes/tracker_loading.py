"""Makes a tracker that takes directives from another node, or none."""
from __future__ import annotations

import math

from vl_tracker_ros.bundle import BundleError, load_bundle
from vl_tracker_ros.tracking.gate import ExternalGate, create_gate
from vl_tracker_ros.tracking.create import create_tracker
from vl_tracker_ros.tracking.tracker import Tracker


def load_tracker(bundle_name: str, runtime: str, threads: int | None, gate: str,
                 directive_timeout_s: float) -> tuple[Tracker, ExternalGate | None]:
    """Load a bundle, make its tracker and run it once, so that the first image is as quick as the others.

    gate: own (the bundle's), external (directives, however old), or auto (directives; the bundle's own gate
    when none came for `directive_timeout_s`). Returns the tracker and what takes its directives.
    Raises BundleError and EngineError.
    """
    bundle = load_bundle(bundle_name)
    try:
        own = create_gate(bundle.gate)
    except ValueError as error:
        raise BundleError(f'{bundle.path}: {error}') from error
    timeouts = {'own': None, 'external': math.inf, 'auto': directive_timeout_s}
    directed = None if timeouts[gate] is None else ExternalGate(own, timeouts[gate])
    tracker = create_tracker(bundle, runtime, threads, directed or own)
    tracker.warm_up()
    return tracker, directed
