"""A grounder that is any zero-shot detector of the library `transformers`: OWL-ViT, OWLv2, Grounding DINO.

It needs torch and transformers, which a robot need not have: nothing imports this module before it is asked for.
"""

from __future__ import annotations

import time

import numpy as np
import torch
from transformers import AutoModelForZeroShotObjectDetection, AutoProcessor

from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.geometry import Box, Image, clip_box_xywh_px
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest
from vl_tracker_ros.tracking.types import SearchMode, TargetState, TrackResult


class ZeroShotGrounder:
    """Found is what scores more than `score` in `confirm_frames` images in a row; its best box is given."""

    def __init__(self, name_or_folder: str, threads: int | None = None, score: float = 0.3,
                 confirm_frames: int = 2, region: RegionOfInterest | None = None) -> None:
        """`name_or_folder` is of the Hugging Face hub, cached for later, or a local folder. Raises EngineError."""
        self._region = region or RegionOfInterest()
        try:
            self._processor = AutoProcessor.from_pretrained(name_or_folder)
            self._model = AutoModelForZeroShotObjectDetection.from_pretrained(
                name_or_folder, use_safetensors=True).eval()        # the other format is a pickle
        except (OSError, ValueError, ImportError) as error:
            reason = ' '.join(str(error).split())
            raise EngineError(f'{name_or_folder}: cannot be loaded as a zero-shot detector: {reason}') from error
        if threads is not None:
            torch.set_num_threads(threads)
        self.name = name_or_folder
        self._score, self._confirm_frames = score, confirm_frames
        self.end()

    def begin(self, text: str) -> None:
        self._text, self._hits = text, 0

    def search(self, image: Image, stamp_s: float | None) -> TrackResult:
        start = time.perf_counter()
        self._region.check(image.shape)
        region_xywh_px = self._region.bounds(image.shape)
        score, box_xywh_px = self._detect(image, region_xywh_px)
        self._hits = 0 if box_xywh_px is None else self._hits + 1
        found = self._hits >= self._confirm_frames
        return TrackResult(
            TargetState.TRACKING if found else TargetState.SEARCHING, score, box_xywh_px if found else None,
            SearchMode.GLOBAL, region_xywh_px,
            timings_ms={'network': 1e3 * (time.perf_counter() - start)})

    def end(self) -> None:
        self.begin('')

    def warm_up(self) -> None:
        self.begin('anything')
        self._detect(np.zeros((480, 640, 3), np.uint8), np.array([0, 0, 640, 480], np.float64))
        self.end()

    @torch.inference_mode()
    def _detect(self, image: Image, region_xywh_px: Box) -> tuple[float, Box | None]:
        """Score and box of the best detection there; 0 and None where none has more than the least score."""
        left, top, width, height = region_xywh_px.astype(int).tolist()
        rgb = np.ascontiguousarray(image[top:top + height, left:left + width, ::-1])
        inputs = self._processor(text=[[self._text]], images=rgb, return_tensors='pt', truncation=True)
        detections = self._processor.post_process_grounded_object_detection(
            self._model(**inputs), threshold=self._score, target_sizes=[rgb.shape[:2]])[0]
        scores, corners = (detections[name].numpy().astype(np.float64) for name in ('scores', 'boxes'))
        boxes_xywh_px = np.concatenate([corners[:, :2] + (left, top), corners[:, 2:] - corners[:, :2]], 1)
        if self._region.mask is not None:
            allowed = self._region.allows(boxes_xywh_px)
            scores, boxes_xywh_px = scores[allowed], boxes_xywh_px[allowed]
        if not scores.size:
            return 0.0, None
        best = int(scores.argmax())
        return float(scores[best]), clip_box_xywh_px(boxes_xywh_px[best], image.shape)
