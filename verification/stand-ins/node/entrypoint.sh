#!/bin/sh
# Anything that is no command of this image is for node.
set -eu
case "${1:-}" in
  '' | -*) set -- node "$@" ;;
  *) command -v "$1" >/dev/null 2>&1 || set -- node "$@" ;;
esac
exec "$@"
