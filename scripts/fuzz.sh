#!/usr/bin/env bash
# Runs every fuzz target for FUZZTIME (10s), or those whose name matches FUZZ.
# The go command fuzzes one target at a time, hence the loop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

found=0
while IFS=: read -r file name; do
	[[ $name =~ ${FUZZ:-.} ]] || continue
	found=$((found + 1))
	echo "fuzz: $name in $(dirname "$file")"
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-10s}" "./$(dirname "$file")" </dev/null
done < <(find . \( -name node_modules -o -name .git -o -name testdata -o -path ./var \) -prune -o -name '*_test.go' -print0 |
	xargs -0 -r grep -HoE '^func Fuzz[A-Za-z0-9_]+' | sed 's|^\./||; s|func ||' | sort)
echo "fuzz: $found targets"
