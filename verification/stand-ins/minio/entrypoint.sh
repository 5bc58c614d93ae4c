#!/bin/sh
set -eu
exec node /opt/stand-in/serve-objects.ts "$@"
