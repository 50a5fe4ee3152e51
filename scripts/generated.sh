#!/usr/bin/env bash
# Runs the generators and fails when that changes a file: what is committed
# must be what the code says. It compares before with after, so that work in
# progress elsewhere in docs/ does not count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state() {
	find . \( -name node_modules -o -name .git -o -path ./var \) -prune -o \
		-type f \( -path './docs/*' -o -name '*_gen.*' -o -name '*.gen.*' \) -print0 |
		sort -z | xargs -0 -r cksum
}
before=$(state)
go generate ./...
after=$(state)
if [ "$before" != "$after" ]; then
	echo "generated files were out of date; commit what 'make generate' wrote:" >&2
	diff <(printf '%s\n' "$before") <(printf '%s\n' "$after") | awk '/^[<>]/ {print "  " $4}' | sort -u >&2
	exit 1
fi
