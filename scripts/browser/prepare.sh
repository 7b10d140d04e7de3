#!/usr/bin/env bash
# Prepares a machine with apt-get and root for `npm run test:browser`: Debian's Chromium. A second call takes no time.
set -euo pipefail
! command -v chromium > /dev/null || exit 0
log=$(mktemp)
echo 'browser: installing chromium' >&2
{ apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium; } > "$log" 2>&1 ||
  { tail -5 "$log" >&2; exit 1; }
