"""Message bindings on a machine whose ROS 2 comes from PyPI: no cmake, no ament, only gcc.

On a ROS installation `rosidl_generate_interfaces()` does this work; the wheels carry the same generators, so
the types, and with them their RIHS01 hashes, are the same.
"""
