#!/usr/bin/env bash
# usage: step.sh TITLE COMMAND...
# Says what begins, runs it, and says how long it took and how large the environment VENV is now.
set -euo pipefail

title=$1
shift
echo "[set-up] $title ..."
start=$SECONDS
"$@"
echo "[set-up] $title: $((SECONDS - start)) s, $VENV $(du -sm "$VENV" | cut -f1) MB"
