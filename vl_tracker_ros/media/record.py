"""What is kept of one frame of a run."""

from dataclasses import dataclass

from vl_tracker_ros.media.overlay import Box, OverlayView

NAN = float('nan')


@dataclass(frozen=True)
class FrameRecord:
    """One frame in plain values, whoever followed it: the command line, or nodes that talk by messages.

    Boxes are x,y,w,h in pixels, top-left origin; without a known target `box_xywh_px` is None.
    Kappas are those of the chosen candidate, in [-1,1], NaN where there is none.
    """

    frame: int
    state: str  # idle, searching, tracking, uncertain or lost
    search: str  # local or global: the view used for this frame
    score: float  # [0,1]
    command: str = ''
    box_xywh_px: Box | None = None
    search_region_xywh_px: Box | None = None
    kappa_vlm: float = NAN
    kappa_mem: float = NAN
    kappa_mvlm: float = NAN
    latency_ms: float = NAN

    @property
    def view(self) -> OverlayView:
        """What is drawn of it."""
        return OverlayView(self.state, self.search, self.score, self.command, self.box_xywh_px,
                           self.search_region_xywh_px, self.kappa_mvlm)
