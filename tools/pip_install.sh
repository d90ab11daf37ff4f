#!/usr/bin/env bash
# usage: pip_install.sh ARGUMENTS...
# `pip install` into the environment VENV that shows the large downloads and the errors, not the rest.
# Nothing is byte-compiled here: that takes a third of the time, and Python does it for what is imported.
set -euo pipefail

large_downloads='s/^ *(Downloading|Using cached) ([^ ]+) \(([0-9.]+ [MG]B)\).*/  \2  \3/p'
"$VENV/bin/python" -m pip install --disable-pip-version-check --no-input --no-compile --progress-bar off \
  "$@" 2> >(grep -v '^WARNING: ' >&2) | sed -nE --unbuffered "$large_downloads"
