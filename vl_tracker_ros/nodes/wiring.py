"""Which inputs of the nodes are outputs of the tracker, as in launch/tracker.launch.py, and what a recording needs."""

STATUS_REMAPS = {'status': 'tracker_node/status'}
OVERLAY_REMAPS = STATUS_REMAPS | {'detection': 'tracker_node/detection'}
TARGET_REMAPS = OVERLAY_REMAPS
FOLLOWER_REMAPS = STATUS_REMAPS | {
    'bearing': 'target_node/bearing', 'target_pose': 'target_node/target_pose_with_covariance'}
GIMBAL_REMAPS = OVERLAY_REMAPS | {'bearing': 'target_node/bearing'}
MAVLINK_REMAPS = OVERLAY_REMAPS | {
    'rates': 'gimbal_node/rates', 'set_target': 'tracker_node/set_target', 'stop': 'tracker_node/stop'}

# Beside the images: what `vl-tracker replay` goes by, and what a person wants to see who looks at a case.
RECORDED = ('command', 'search_directive', 'gating_node/events',
            *(f'tracker_node/{name}' for name in ('init_box', 'active_command', 'setup', 'status', 'detection')))
RECORDED_OF_ALL = ('/parameter_events', '/clock')
