#!/usr/bin/env bash
# Installs what Linli needs and the machine lacks. Says what it did; does
# nothing, in well under a second, when nothing is missing.
#
#   scripts/setup.sh         all that the tests need
#   scripts/setup.sh demo    what the build and the demo need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scope=${1:-all}
case $scope in all | demo) ;; *) echo "usage: scripts/setup.sh [all|demo]" >&2; exit 2 ;; esac

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# ---- Go and Node are yours to choose: look, do not install.
have go || die "Go is missing: install the version that go.mod names, or newer, and put it on PATH"
if [ -f web/app/package.json ] && ! { have node && have npm; }; then
	die "Node.js is missing: install version 20 or newer with npm, and put it on PATH"
fi

# ---- Packages of the operating system.
missing=()
need() { missing+=("$@"); }

have gcc || have cc || need gcc
case "$(uname -s)" in Linux) [ -e /usr/include/stdlib.h ] || need libc6-dev ;; esac
have make || need make
have git || need git
[ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/ssl/cert.pem ] || [ -d /etc/pki/tls/certs ] || need ca-certificates
if [ "$scope" = all ]; then
	have pg_ctl || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || need postgresql
	have chromium || have chromium-browser || have google-chrome || need chromium
	if [ "$(uname -s)" = Linux ] && ! compgen -G '/usr/share/fonts/*/*/NotoSansCJK*' >/dev/null &&
		! { have fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }; then
		need fonts-noto-cjk
	fi
fi

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
# apt runs apt-get and shows what it printed only when it failed.
apt() {
	local out
	out=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" 2>&1 </dev/null) || {
		printf '%s\n' "$out" | tail -n 30 >&2
		return 1
	}
}
# installable succeeds when the package lists of this machine know every package.
installable() { apt-get -s -q install --no-install-recommends "$@" >/dev/null 2>&1; }

install_missing() {
	have apt-get || die "please install: ${missing[*]} (Debian's names; this machine has no apt-get)"
	if [ "$(id -u)" != 0 ] && ! have sudo; then
		die "missing: ${missing[*]}. Neither root nor sudo: run 'apt-get install ${missing[*]}' as root, then again"
	fi
	say "installing ${missing[*]} (this may take minutes)"
	[ "$(id -u)" = 0 ] || sudo -v || die "sudo was refused: run 'apt-get install ${missing[*]}' as root, then again"
	if ! installable "${missing[@]}"; then
		say "refreshing the package lists"
		apt update || die "apt-get update failed"
	fi
	# An old list may name a file that the mirror has replaced: refresh once.
	apt install --no-install-recommends "${missing[@]}" || {
		say "refreshing the package lists"
		apt update && apt install --no-install-recommends "${missing[@]}"
	} || die "could not install ${missing[*]}"
	say "installed ${missing[*]}"
}
[ ${#missing[@]} -eq 0 ] || install_missing

# ---- The front end's packages, as its lock file says.
install_node_modules() {
	local stamp=web/app/node_modules/.linli-lock want
	want=$(cat web/app/package.json web/app/package-lock.json | cksum)
	[ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ] || return 0
	say "npm ci in web/app"
	# The browser comes from the operating system; no package fetches its own.
	(cd web/app && PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
		npm ci --no-audit --no-fund --loglevel=error </dev/null) || die "npm ci failed in web/app"
	printf '%s\n' "$want" >"$stamp"
	say "web/app/node_modules is up to date"
}
[ ! -f web/app/package.json ] || install_node_modules

say "ready ($scope)"
