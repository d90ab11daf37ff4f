"""`vl-tracker` with these arguments, on a machine that has a GPU; FAKE_BUILD_S is the time that a build takes."""
from __future__ import annotations

import sys

import pytest
from support.fake_gpu import FakeGpu

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.engines.tensorrt import progress

if __name__ == '__main__':
    FakeGpu(pytest.MonkeyPatch())
    progress.PERIOD_S = 0.2
    sys.exit(main(sys.argv[1:]))
