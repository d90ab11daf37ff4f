"""Trackers and grounders by the name of what they run."""

from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.language.phrases import Decomposer
from vl_tracker_ros.language.phrases_rules import decompose
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.tracking.camera_motion import BackgroundMotion
from vl_tracker_ros.tracking.gate import Gate
from vl_tracker_ros.tracking.grounded_tracker import GroundedTracker
from vl_tracker_ros.tracking.grounder import Grounder, LanguageGrounder
from vl_tracker_ros.tracking.options import TrackerOptions
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest
from vl_tracker_ros.tracking.search import SearchBeside, SearchInTurn
from vl_tracker_ros.tracking.small_objects import SmallObjects
from vl_tracker_ros.tracking.tracker import Tracker

_ZERO_SHOT = 'zero-shot:'


def create_tracker(bundle: Bundle | str | Path, options: EngineOptions = EngineOptions(),
                   gate: Gate | None = None, grounder: Grounder | str | Path | None = None,
                   decomposer: Decomposer = decompose, beside: bool = False,
                   tracker_options: TrackerOptions = TrackerOptions(),
                   region: RegionOfInterest | None = None) -> Tracker | GroundedTracker:
    """Make a tracker of a bundle, given loaded, by name or by path; `gate` replaces the bundle's own.

    With a grounder, given made or as `create_grounder` takes it, it follows words even if it needs a box; `beside`
    lets that one search on a thread of its own, so that no image waits for it, and when it finds depends on its pace.
    `decomposer` makes the phrases of a description for a tracker that reads them apart. `region` says where in the
    image to look.
    Raises BundleError and EngineError.
    """
    tracker = _plain_tracker(bundle, options, gate, decomposer, tracker_options, region)
    if grounder is None:
        return tracker
    if isinstance(grounder, (str, Path)):
        grounder = create_grounder(grounder, options, tracker_options, region)
    return GroundedTracker(tracker, SearchBeside(grounder) if beside else SearchInTurn(grounder))


def create_grounder(name: str | Path, options: EngineOptions = EngineOptions(),
                    tracker_options: TrackerOptions = TrackerOptions(),
                    region: RegionOfInterest | None = None) -> Grounder:
    """Make a grounder of a bundle that starts from words, or of a detector: 'zero-shot:' and its name or folder.

    The rest is as for a tracker; a detector looks at the whole region at once. Raises BundleError and EngineError.
    """
    kind, _, detector = str(name).partition(_ZERO_SHOT)
    if detector and not kind:
        return _zero_shot(detector, options.threads, region)
    return LanguageGrounder(_plain_tracker(name, options, tracker_options=tracker_options, region=region))


def _zero_shot(detector: str, threads: int | None, region: RegionOfInterest | None) -> Grounder:
    try:
        from vl_tracker_ros.tracking.zero_shot import ZeroShotGrounder  # torch is no part of every robot
    except ImportError as error:
        raise EngineError(f'a zero-shot grounder needs torch and transformers: {error}') from error
    return ZeroShotGrounder(detector, threads, region=region)


def _plain_tracker(bundle: Bundle | str | Path, options: EngineOptions, gate: Gate | None = None,
                   decomposer: Decomposer = decompose, tracker_options: TrackerOptions = TrackerOptions(),
                   region: RegionOfInterest | None = None) -> Tracker:
    if not isinstance(bundle, Bundle):
        bundle = load_bundle(bundle)
    engine = create_engine(bundle, 'tracker.onnx', options)
    text_encoder = TextEncoder(bundle, options, decomposer) if bundle.takes_words else None
    return Tracker(bundle, engine, text_encoder, gate, region,
                   SmallObjects() if tracker_options.small_objects else None,
                   BackgroundMotion() if tracker_options.camera_motion else None)
