"""What the tracker's messages say about one image, as it is recorded and drawn."""
from __future__ import annotations

from vision_msgs.msg import Detection2D

from vl_tracker_ros.media.record import FrameRecord
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.messages.result_conversion import to_box_xywh_px
from vl_tracker_ros.tracking.types import SearchMode, TargetState


def to_frame_record(frame: int, detection: Detection2D, status: TrackerStatus, latency_ms: float) -> FrameRecord:
    """The record of image number `frame`."""
    region = status.search_region
    return FrameRecord(
        frame=frame, state=TargetState(status.state).name.lower(), search=SearchMode(status.search).name.lower(),
        score=status.score, command=status.command,
        box_xywh_px=tuple(to_box_xywh_px(detection.bbox)) if detection.results else None,
        search_region_xywh_px=tuple(to_box_xywh_px(region)) if region.size_x else None,
        kappa_vlm=status.kappa_vlm, kappa_mem=status.kappa_mem, kappa_mvlm=status.kappa_mvlm, latency_ms=latency_ms)
