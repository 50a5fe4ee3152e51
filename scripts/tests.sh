#!/usr/bin/env bash
# Runs every Go test once, in two parts, with a PostgreSQL of our own.
#
#   scripts/tests.sh full    what computes, at full speed
#   scripts/tests.sh race    what shares, under the race detector
#   scripts/tests.sh list    which folder is tested in which part, and which tests of it
#
# The race detector sees what goroutines share, and makes all else many times
# slower. A folder is tested under it when its code or its tests start
# goroutines or lock; the pattern below finds them, so that nobody keeps a list.
# All other folders are tested without it. In a shared folder, a test that
# computes long in one goroutine skips with -short, which the race part sets;
# the full part runs those tests alone there, and the ones named TestHeavy…:
# scripts/computing.awk finds them. What the race part runs in full is not run
# twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sharing='(^|[^.[:alnum:]])go (func|[[:alpha:]_.]+\()|\.Go\(|^[[:space:]]*(import )?"sync(/atomic)?"$|\<chan\>'

# go_files prints the files of the module whose name ends as given.
go_files() {
	find . \( -name node_modules -o -name .git -o -name testdata -o -path ./var \) -prune -o -name "*$1" -print
}
folders() { xargs -r dirname | sort -u; }
tested() { go_files _test.go | folders; }
shared() { comm -12 <(tested) <(go_files .go | xargs grep -lE "$sharing" | folders); }
alone() { comm -23 <(tested) <(shared); }
# computing prints the tests of a folder that want the full speed.
computing() { find "$1" -maxdepth 1 -name '*_test.go' -exec awk -f scripts/computing.awk {} + | sort; }
both() { shared | while read -r folder; do [ -z "$(computing "$folder")" ] || echo "$folder"; done; }
names() { both | while read -r folder; do computing "$folder"; done | sort -u | paste -sd '|'; }

full() {
	local failed=0
	go test -timeout 12m -run "^($(names))\$" $(both) || failed=1
	go test -timeout 12m $(alone) || failed=1
	return $failed
}

case "${1:-}" in
full)
	[ -n "${LINLI_TEST_POSTGRES:-}" ] || exec scripts/postgres.sh run scripts/tests.sh full
	export LINLI_HEAVY=1
	full
	;;
race) scripts/postgres.sh run go test -race -short -timeout 12m $(shared) ;;
list)
	sed 's/^/full  /' <(alone)
	both | while read -r folder; do echo "full  $folder: $(computing "$folder" | paste -sd ' ')"; done
	sed 's/^/race  /' <(shared)
	;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
