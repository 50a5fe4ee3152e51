#!/usr/bin/env bash
# Runs every Go test once, in two parts, with a PostgreSQL of our own.
#
#   scripts/tests.sh full    what computes, at full speed
#   scripts/tests.sh race    what shares, under the race detector
#   scripts/tests.sh list    which folder is tested in which part
#
# The race detector sees what goroutines share, and makes all else many times
# slower. A folder is tested under it when its code or its tests start
# goroutines or lock; the pattern below finds them, so that nobody keeps a list.
# All other folders are tested without it. In a shared folder, a test that
# computes long in one goroutine skips with -short, which the race part sets;
# the full part runs such a folder too, with the tests named TestHeavy….
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sharing='(^|[^.[:alnum:]])go (func|[[:alpha:]_.]+\()|\.Go\(|^[[:space:]]*(import )?"sync(/atomic)?"$|\<chan\>'
computing='testing\.Short\(\)|^func TestHeavy'

# go_files prints the files of the module whose name ends as given.
go_files() {
	find . \( -name node_modules -o -name .git -o -name testdata -o -path ./var \) -prune -o -name "*$1" -print
}
folders() { xargs -r dirname | sort -u; }
tested() { go_files _test.go | folders; }
shared() { comm -12 <(tested) <(go_files .go | xargs grep -lE "$sharing" | folders); }
full() { sort -u <(comm -23 <(tested) <(shared)) <(go_files _test.go | xargs grep -lE "$computing" | folders); }

case "${1:-}" in
full) LINLI_HEAVY=1 scripts/postgres.sh run go test -timeout 12m $(full) ;;
race) scripts/postgres.sh run go test -race -short -timeout 12m $(shared) ;;
list)
	sed 's/^/full  /' <(full)
	sed 's/^/race  /' <(shared)
	;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
