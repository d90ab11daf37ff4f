"""Which inputs of the nodes are outputs of the tracker, as in launch/tracker.launch.py."""

STATUS_REMAPS = {'status': 'tracker_node/status'}
OVERLAY_REMAPS = STATUS_REMAPS | {'detection': 'tracker_node/detection'}
