#!/bin/sh
# Anything that is no command of this image is for node.
set -eu
if [ "$#" -eq 0 ] || ! command -v "$1" >/dev/null 2>&1; then set -- node "$@"; fi
exec "$@"
