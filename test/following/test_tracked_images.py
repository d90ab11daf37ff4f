"""What counts because the tracker says that it tracks its target in that image."""
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.tracked_images import KEPT, TrackedImages


class Bench:
    def __init__(self):
        self.images, self.taken = TrackedImages(), []

    def hear(self, *stamps):
        for stamp_s in stamps:
            self.images.hear(Heard(f'said of {stamp_s:g}', 0.0, stamp_s), lambda said: self.taken.append(said.stamp_s))


def test_either_may_come_first():
    bench = Bench()
    bench.images.hear_status(1.0, tracks=True)
    bench.hear(1.0)
    bench.hear(2.0)
    assert bench.taken == [1.0] and bench.images.waiting.value == 'said of 2'
    bench.images.hear_status(2.0, tracks=True)
    assert bench.taken == [1.0, 2.0] and bench.images.waiting is None


def test_the_stamp_has_to_be_the_very_same():
    bench = Bench()
    bench.images.hear_status(1.0, tracks=True)
    bench.hear(1.0 + 1e-6)
    bench.images.hear_status(1.0 + 2e-6, tracks=True)
    assert bench.taken == []


def test_several_things_may_be_said_of_one_image():
    bench = Bench()
    bench.hear(1.0, 1.0)
    bench.images.hear_status(1.0, tracks=True)
    bench.hear(1.0)
    assert bench.taken == [1.0] * 3


def test_where_nothing_is_tracked_what_is_late_counts_no_more():
    bench = Bench()
    bench.images.hear_status(1.0, tracks=True)
    bench.hear(2.0)
    bench.images.hear_status(2.0, tracks=False)
    bench.hear(1.0, 2.0)
    assert bench.taken == []
    bench.images.hear_status(3.0, tracks=True)
    bench.hear(3.0)
    assert bench.taken == [3.0]


def test_no_more_is_kept_than_is_needed():
    bench = Bench()
    bench.hear(*range(KEPT + 1))
    for stamp_s in range(KEPT + 1):
        bench.images.hear_status(stamp_s, tracks=True)
    assert bench.taken == list(range(1, KEPT + 1))
    bench.hear(0)
    assert 0 not in bench.taken
