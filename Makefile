# Everything is set up in .venv and nowhere else.
# Each step leaves a stamp there and is skipped until its inputs change.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup demo sim test freeze clean

PYTHON ?= python3
export VENV := .venv
STEP := tools/step.sh
INTERFACES := $(wildcard msg/*.msg srv/*.srv action/*.action interfaces/*/msg/*.msg)
GENERATOR := tools/generate_messages.py $(wildcard tools/pip_interfaces/*.py)

# A sourced ROS installation would come before .venv.
unexport AMENT_PREFIX_PATH CMAKE_PREFIX_PATH COLCON_PREFIX_PATH LD_LIBRARY_PATH PYTHONPATH
unexport ROS_DISTRO _ROS_WHEELS_BOOTSTRAP_COMPLETE

help:
	@echo 'make demo    track a real video by words through ROS 2 nodes; writes demo_output/'
	@echo '             VIDEO=file|folder|0  TEXT="the red car"  TEXT2="the blue car"  OUT=folder'
	@echo 'make sim     a simulated robot follows by words through ROS 2 nodes; writes sim_output/'
	@echo '             SCENARIO=look_alikes|hidden|switch  SEED=3  TEXT="the red ball"  OUT=folder'
	@echo 'make test    install the lab half too and run all tests; ARGS="test/nodes -x" goes to pytest'
	@echo 'make setup   only install: .venv/bin/vl-tracker'
	@echo 'make freeze  write requirements/constraints.txt from what .venv holds'
	@echo 'make clean   remove .venv, the generated messages and what builds left behind'

setup: $(VENV)/editable.stamp

demo: setup
	@$(VENV)/bin/vl-tracker demo $${VIDEO:+--video "$$VIDEO"} $${TEXT:+--text "$$TEXT"} \
	  $${TEXT2:+--text2 "$$TEXT2"} $${OUT:+--out "$$OUT"}

sim: setup
	@$(VENV)/bin/vl-tracker sim $${SCENARIO:+--scenario "$$SCENARIO"} $${SEED:+--seed "$$SEED"} \
	  $${TEXT:+--text "$$TEXT"} $${OUT:+--out "$$OUT"}

test: setup $(VENV)/lab.stamp
	@$(VENV)/bin/python -m pytest $(ARGS)

$(VENV)/created.stamp:
	@$(PYTHON) tools/preflight.py
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/robot.stamp: requirements/robot.txt requirements/constraints.txt | $(VENV)/created.stamp
	@$(STEP) 'robot packages' tools/pip_install.sh -r requirements/robot.txt -c requirements/constraints.txt
	@touch $@

$(VENV)/messages.stamp: $(INTERFACES) $(GENERATOR) $(VENV)/robot.stamp
	@$(STEP) 'message bindings' $(VENV)/bin/python tools/generate_messages.py --own-site .
	@touch $@

$(VENV)/editable.stamp: pyproject.toml setup.py | $(VENV)/messages.stamp
	@$(STEP) 'vl_tracker_ros' tools/pip_install.sh --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/lab.stamp: requirements/lab.txt requirements/constraints.txt | $(VENV)/robot.stamp
	@$(STEP) 'lab packages' tools/pip_install.sh -r requirements/lab.txt -c requirements/constraints.txt
	@touch $@

freeze: $(VENV)/robot.stamp $(VENV)/lab.stamp
	@$(VENV)/bin/python tools/freeze.py > requirements/constraints.txt

clean:
	rm -rf $(VENV) build install log *.egg-info .pytest_cache vl_tracker_ros/*.so
	rm -rf vl_tracker_ros/msg vl_tracker_ros/srv vl_tracker_ros/action
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
