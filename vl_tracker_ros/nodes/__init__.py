"""ROS 2 nodes: conversion, parameters, threads. What they say and hear is in docs/architecture.md."""
