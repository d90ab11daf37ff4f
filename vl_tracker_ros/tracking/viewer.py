"""Looks at a part of an image, or at several, with the network: what is there that may be the target?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import Engine
from vl_tracker_ros.geometry import LEAST_BOX_PX, Box, Canvas, Image, View, clip_box_xywh_px, crop_view, region_view
from vl_tracker_ros.tracking.appearance import AppearanceMemory
from vl_tracker_ros.tracking.confidence import CandidateEvidence, MarginConfidence
from vl_tracker_ros.tracking.gate import CandidateGate
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.network import Candidates, FrameNetwork
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest
from vl_tracker_ros.tracking.scan import GlobalScan, Scan
from vl_tracker_ros.tracking.section import from_section
from vl_tracker_ros.tracking.small_objects import SmallObjects
from vl_tracker_ros.tracking.stopwatch import Stopwatch
from vl_tracker_ros.tracking.tile_scan import TileScan
from vl_tracker_ros.tracking.types import Evidence, SearchMode

Floats = NDArray[np.float32]
_NOTHING = Evidence(0.0, -1.0, -1.0, -1.0, -1.0, -1.0, 0, -1.0)  # no candidate counts


class Sight(NamedTuple):
    """What the network says of one view: the chosen candidate as box_xywh_px, and its evidence."""

    view: View
    chosen: Box
    evidence: Evidence


class Viewer:
    """From an image to the best candidate in a local view of it, or in the views of a global search.

    Between images it remembers what the network, the confidence and the scan of the whole image do. `templates` are
    the network's, `appearance` is what candidates are compared with. Raises BundleError for sections of the bundle that
    cannot be used.
    """

    def __init__(self, bundle: Bundle, engine: Engine, templates: TemplateMemory, appearance: AppearanceMemory,
                 region: RegionOfInterest, small: SmallObjects | None) -> None:
        self._crop, self._spec = bundle.crop, bundle.network
        self._appearance, self._region, self._small = appearance, region, small
        self._least_side_px, self._least_box_px = (
            (small.search_side_px, small.least_box_px) if small else (0.0, LEAST_BOX_PX))
        self._scan: Scan = TileScan(small, appearance) if small else from_section(
            bundle, 'search', lambda: GlobalScan(**bundle.search))
        self._confidence = from_section(bundle, 'confidence', lambda: MarginConfidence(**bundle.confidence))
        self._choice = from_section(bundle, 'gate', lambda: CandidateGate(bundle.gate['tau']))
        self._network = from_section(bundle, 'network', lambda: FrameNetwork(bundle.network, engine, templates))
        self._canvas = Canvas()
        self._images_searched = 0

    def set_text(self, text: Floats, mask: Floats) -> None:
        """Set the token features (1, L, D) and mask (1, L) of the command."""
        self._network.set_text(text, mask)

    def template(self, image: Image, box_xywh_px: Box) -> Floats:
        """A template (3, Z, Z) as the network takes it."""
        pixels, _ = crop_view(image, box_xywh_px, self._crop.template_factor, self._spec.template_size, self._canvas)
        return self._network.normalised(pixels)

    def warm_up(self) -> None:
        """Run the network once on an empty view."""
        self._network.run(np.zeros((self._spec.search_size, self._spec.search_size, 3), np.uint8))
        self._network.forget()

    def forget(self) -> None:
        """What comes is another target."""
        self._confidence.reset()
        self._network.forget()

    def forget_evidence(self) -> None:
        """What comes is of another place."""
        self._confidence.reset()

    def forget_target(self) -> None:
        """What the network remembers may be of something else."""
        self._network.forget()

    def restart_scan(self, near_xywh_px: Box | None) -> None:
        """The next global search begins with the whole image; the target was last seen there, if it is known."""
        self._scan.restart(near_xywh_px)
        self._images_searched = 0

    def advance_scan(self) -> None:
        """The next global search looks elsewhere."""
        if self._scan.advance():
            self._confidence.reset()  # its memory is of the cells of one view

    def local_view(self, image: Image, box_xywh_px: Box) -> tuple[Image, View]:
        """The pixels around a box, and where they are."""
        box = clip_box_xywh_px(box_xywh_px, image.shape, self._least_box_px)  # the image may have become smaller
        return crop_view(image, box, self._crop.search_factor, self._spec.search_size, self._canvas,
                         self._least_side_px)

    def look_around(self, image: Image, box_xywh_px: Box, watch: Stopwatch) -> Sight:
        """A local view around a box."""
        return self._see(*self.local_view(image, box_xywh_px), image, SearchMode.LOCAL, watch)

    def look_everywhere(self, image: Image, watch: Stopwatch) -> Sight:
        """The views whose turn it is in a global search.

        Of several, what stands out in its own view and has the target's colours: a score says little, since every view
        has a best one. It has to be reliable (kappa >= tau) too: among so many views something always stands out.
        """
        regions = self._scan.regions(image, self._region)
        self._images_searched += 1
        if len(regions) == 1:
            return self._see(*self._region_view(image, regions[0]), image, SearchMode.GLOBAL, watch)
        best = max((self._see_afresh(image, region, watch) for region in regions), key=_like_the_target)
        return best if best.evidence.candidates else best._replace(
            evidence=replace(_NOTHING, appearance=best.evidence.appearance))

    def _see_afresh(self, image: Image, region_xywh_px: Box, watch: Stopwatch) -> Sight:
        """One of several views of one image: what is remembered from frame to frame is of another one."""
        self.forget()
        return self._see(*self._region_view(image, region_xywh_px), image, SearchMode.GLOBAL, watch)

    def _region_view(self, image: Image, region_xywh_px: Box) -> tuple[Image, View]:
        return region_view(image, region_xywh_px, self._spec.search_size, self._canvas)

    def _see(self, pixels: Image, view: View, image: Image, mode: SearchMode, watch: Stopwatch) -> Sight:
        watch.lap('crop')
        candidates = self._network.run(pixels)
        watch.lap('network')
        boxes_xywh_px = view.to_image(candidates.boxes)
        index, evidence = self._weigh(candidates, mode, self._allowed(boxes_xywh_px))
        chosen = clip_box_xywh_px(boxes_xywh_px[index], image.shape, self._least_box_px)
        evidence = replace(evidence, appearance=self._appearance.similarity(image, chosen))
        watch.lap('decide')
        return Sight(view, chosen, evidence)

    def _allowed(self, boxes_xywh_px: Box) -> NDArray[np.bool_] | None:
        """Which of boxes (N, 4) may be the target, (N,): by the mask, and in a search for something small by size."""
        allowed = None if self._region.mask is None else self._region.allows(boxes_xywh_px)
        if self._small is None or not self._images_searched:
            return allowed
        fits = self._appearance.resized(boxes_xywh_px) <= self._small.most_resized_after(self._images_searched)
        return fits if allowed is None else fits & allowed

    def _weigh(self, candidates: Candidates, mode: SearchMode,
               allowed: NDArray[np.bool_] | None) -> tuple[int, Evidence]:
        found = self._confidence.evaluate(candidates.boxes, candidates.scores, candidates.correlation, mode,
                                          candidates.region_correlation, allowed)
        index, count = self._choice.select(found.kappa_mvlm, found.class_scores)
        if allowed is not None and not allowed[index]:
            return index, _NOTHING
        return index, _evidence(found, index, float(candidates.scores[index]), count)


def _evidence(found: CandidateEvidence, index: int, raw_score: float, count: int) -> Evidence:
    of_chosen = (found.correlation_margin, found.classification_margin, found.kappa_vlm, found.kappa_mem,
                 found.kappa_mvlm)
    return Evidence(raw_score, *(float(values[index]) for values in of_chosen), count, float(found.correlation[index]))


def _like_the_target(sight: Sight) -> tuple[bool, float]:
    """Reliable ones first; before there are colours to compare with, kappa alone."""
    kappa, appearance = sight.evidence.kappa_mvlm, sight.evidence.appearance
    return sight.evidence.candidates > 0, kappa if math.isnan(appearance) else kappa + appearance
