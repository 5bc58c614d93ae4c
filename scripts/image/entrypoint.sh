#!/bin/sh
# Starts what the container's command names: a service, or a command of the operator (see `vss --help`).
set -eu
cd /app
case "${1:-}" in
  gateway | rag | narration | dubbing | editing)
    export OTEL_SERVICE_NAME="$1"
    exec node --import tsx --import ./packages/shared/src/telemetry/register.ts "services/$1/src/main.ts"
    ;;
  node | sh) exec "$@" ;;
  vss) shift ;;
esac
exec node --import tsx services/gateway/src/admin/main.ts "$@"
