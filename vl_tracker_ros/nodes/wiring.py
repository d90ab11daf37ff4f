"""Which inputs of the nodes are outputs of the tracker: the remaps of launch/tracker.launch.py, for Python."""

STATUS_REMAPS = {'status': 'tracker_node/status'}
OVERLAY_REMAPS = STATUS_REMAPS | {'detection': 'tracker_node/detection'}
