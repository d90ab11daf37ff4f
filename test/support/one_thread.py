from vl_tracker_ros.engines import EngineOptions

ONE_THREAD = EngineOptions(device='cpu', threads=1)       # a test that runs beside others
