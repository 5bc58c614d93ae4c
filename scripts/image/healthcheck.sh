#!/bin/sh
# A worker touches its file after each announcement to the ledger; the gateway answers whether it is ready.
set -eu
if [ -e "$ALIVE_FILE" ]; then
  [ -n "$(find "$ALIVE_FILE" -newermt '30 seconds ago')" ]
else
  exec node -e "fetch('http://127.0.0.1:$PORT/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
fi
