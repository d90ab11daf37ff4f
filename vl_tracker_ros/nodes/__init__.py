"""ROS 2 nodes: conversion, parameters, threads. What they say and hear is in docs/architecture.md.

One file here for each executable, of its name, and what runs all of them; their parts are in the folders.
"""
