#!/bin/sh
# An option is for the server.
set -eu
case "${1:-}" in '' | -*) set -- nats-server "$@" ;; esac
exec "$@"
