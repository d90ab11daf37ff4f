#!/usr/bin/env bash
# usage: colcon_pip.sh FOLDER
# Builds this package with colcon in FOLDER, with ROS 2 from PyPI, as `colcon build` does it on a robot.
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/src"
cd "$1"
export VENV=$PWD/venv

if [ ! -x "$VENV/bin/colcon" ]; then
  python3 -m venv "$VENV"
  "$checkout/tools/pip_install.sh" -c "$checkout/requirements/constraints.txt" \
    -r "$checkout/requirements/robot.txt" -r "$checkout/requirements/colcon.txt"
  sed -i -E 's#INTERFACE_INCLUDE_DIRECTORIES "/opt/python[^"]*"#INTERFACE_INCLUDE_DIRECTORIES ""#' \
    "$VENV"/share/*/cmake/export_*__rosidl_generator_pyExport.cmake
fi

ln -sfn "$checkout" src/vl_tracker_ros
for package in vision_msgs tf2_msgs; do     # stand in for those of a ROS distribution
  mkdir -p "src/$package"
  cp -r "$checkout/interfaces/$package/msg" "src/$package/"
  cat > "src/$package/package.xml" <<END
<package format="3">
  <name>$package</name>
  <version>0.0.0</version>
  <description>Stands in for the package of a ROS distribution</description>
  <maintainer email="maintainers@example.org">The vl_tracker_ros authors</maintainer>
  <license>Apache-2.0</license>
  <buildtool_depend>ament_cmake</buildtool_depend>
  <buildtool_depend>rosidl_default_generators</buildtool_depend>
  <depend>std_msgs</depend>
  <depend>geometry_msgs</depend>
  <member_of_group>rosidl_interface_packages</member_of_group>
  <export><build_type>ament_cmake</build_type></export>
</package>
END
  cat > "src/$package/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.16)
project($package)
find_package(ament_cmake REQUIRED)
find_package(rosidl_default_generators REQUIRED)
find_package(std_msgs REQUIRED)
find_package(geometry_msgs REQUIRED)
file(GLOB messages RELATIVE \${CMAKE_CURRENT_SOURCE_DIR} msg/*.msg)
rosidl_generate_interfaces(\${PROJECT_NAME} \${messages} DEPENDENCIES std_msgs geometry_msgs)
ament_export_dependencies(rosidl_default_runtime)
ament_package()
END
done

. "$VENV/bin/activate"
export AMENT_PREFIX_PATH=$VENV CMAKE_PREFIX_PATH=$VENV LD_LIBRARY_PATH=$VENV/lib
colcon build --base-paths src --cmake-args -DBUILD_TESTING=OFF \
  -DPython3_EXECUTABLE="$VENV/bin/python" -DPython3_FIND_VIRTUALENV=ONLY
echo "built; to use it: . $VENV/bin/activate && export AMENT_PREFIX_PATH=$VENV && . $PWD/install/setup.bash"
