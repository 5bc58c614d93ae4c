#!/usr/bin/env bash
# The test command: sets up this machine, checks the code, then runs every test against real servers.
# Arguments go to the test runner: ./scripts/test.sh services/editing
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh jq shellcheck
export PATH="$PWD/node_modules/.bin:$PATH"
if [ "$#" -eq 0 ]; then
  biome ci --colors=off .
  tsc --noEmit
  knip --no-progress
  echo 'Not run here, because it needs a Docker engine: ./scripts/verify_deploy.sh (the image and the deployment as a whole).'
fi
exec node node_modules/vitest/vitest.mjs run "$@"
