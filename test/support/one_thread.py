from vl_tracker_ros.engines import EngineOptions

ONE_THREAD = EngineOptions(threads=1)       # a test that runs beside others
