#!/usr/bin/env bash
# A private PostgreSQL for development and tests: its own cluster, its own
# port, a password that only this checkout knows. It never touches a server
# that the machine already runs.
#
#   scripts/postgres.sh start        start it (or leave it running); print its URL
#   scripts/postgres.sh stop         stop it; the data stay
#   scripts/postgres.sh url          print the URL of a running one
#   scripts/postgres.sh run CMD…     run CMD with LINLI_TEST_POSTGRES set to the
#                                    URL; a server started for it stops after it
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
first_port=${LINLI_POSTGRES_PORT:-54329}
account=linli-pg # the server's user when we are root: PostgreSQL refuses to run as root
PATH=$PATH:/usr/sbin:/sbin # where useradd is, also for a root of "su" without a login

say() { printf 'postgres: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# as runs a command as the server's user, in a directory that it can enter.
as() {
	(cd /
	if [ "$(id -u)" = 0 ]; then
		exec setpriv --reuid="$account" --regid="$account" --init-groups env LC_ALL=C "$@"
	fi
	exec env LC_ALL=C "$@")
}

if [ "$(id -u)" = 0 ] && ! id "$account" >/dev/null 2>&1; then
	useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$account"
	say "made the system user $account"
fi

# The cluster lives below var/ in the checkout. When the server's user may not
# enter the checkout (a clone in a private home of root), or the path is too
# long for a socket (107 bytes), it lives in /var/tmp under the checkout's name.
home=$root/var/postgres
if [ ${#home} -gt 80 ] || ! { mkdir -p "$root/var" && as test -x "$root/var"; }; then
	home=/var/tmp/linli-postgres-$(id -u)-$(printf '%s' "$root" | cksum | cut -d' ' -f1)
fi
data=$home/data

# The server that made the cluster, else the newest one here.
find_server() {
	local version dir
	version=$(as cat "$data/PG_VERSION" 2>/dev/null || true)
	for dir in ${version:+"/usr/lib/postgresql/$version/bin"} \
		$(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV) \
		"$(dirname "$(command -v pg_ctl || echo /nowhere/pg_ctl)")"; do
		if [ -x "$dir/pg_ctl" ] && [ -x "$dir/initdb" ]; then
			bin=$dir
			return
		fi
	done
	die "no PostgreSQL server here: run 'make setup'"
}
find_server

running() { [ -d "$data" ] && as "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

free_port() {
	local port
	for ((port = first_port; port < first_port + 50; port++)); do
		if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			printf '%s\n' "$port"
			return
		fi
	done
	die "no free port from $first_port on"
}

create() {
	# The password must never be readable by others, not for an instant.
	(umask 077 && mkdir -p "$home")
	[ "$(id -u)" != 0 ] || chown "$account:$account" "$home"
	as test -O "$home" || die "$home belongs to another user"
	local secret
	secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	as bash -c 'umask 077; printf "%s\n" "$1" >"$2/password"' - "$secret" "$home"
	as rm -rf "$data.new" # of a start that was cut short
	as "$bin/initdb" -D "$data.new" -U linli -E UTF8 --locale=C.UTF-8 \
		--auth=scram-sha-256 --pwfile="$home/password" >/dev/null || die "initdb failed"
	as bash -c 'cat >>"$1/postgresql.conf"' - "$data.new" <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$home'
		max_connections = 200
		shared_buffers = 64MB
		timezone = 'UTC'
	CONF
	as mv "$data.new" "$data"
	say "made a cluster in $home"
}

# Two that start at once take turns; the server must not inherit the lock.
start() {
	(
		! command -v flock >/dev/null || flock 9
		start_alone 9>&-
	) 9<"$root"
}

start_alone() {
	if running; then return; fi
	[ -d "$data" ] || create
	local port
	port=$(free_port)
	as "$bin/pg_ctl" -D "$data" -l "$home/log" -o "-p $port" -w -t 60 start </dev/null >/dev/null || {
		as tail -n 20 "$home/log" >&2 || true
		die "the server did not start"
	}
	# The database's name is the user's; the bootstrap made only "postgres".
	local admin
	admin=$(url postgres)
	if ! "$bin/psql" -X -q -A -t -d "$admin" -c "SELECT 1 FROM pg_database WHERE datname = 'linli'" | grep -q 1; then
		"$bin/psql" -X -q -d "$admin" -c 'CREATE DATABASE linli'
	fi
	say "started on 127.0.0.1:$port, socket in $home"
}

stop() {
	if running; then
		as "$bin/pg_ctl" -D "$data" -m fast -w stop >/dev/null
		say "stopped"
	else
		say "not running"
	fi
}

# url [DATABASE] prints the URL of the running server.
url() {
	running || die "not running: 'make dev-postgres' starts it"
	local port
	port=$(as sed -n 4p "$data/postmaster.pid") # its fourth line
	printf 'postgres://linli:%s@127.0.0.1:%s/%s?sslmode=disable\n' "$(as cat "$home/password")" "$port" "${1:-linli}"
}

# stop_unused leaves the server to others who have come to use it meanwhile.
stop_unused() {
	local others
	others=$("$bin/psql" -X -q -A -t -d "$(url)" -c "SELECT count(*) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()" 2>/dev/null) || others=0
	if [ "$others" -gt 0 ]; then
		say "left running: $others other connections"
	else
		stop
	fi
}

# The server must outlive a Ctrl-C of the command but not the command.
run() {
	if ! running; then
		trap stop_unused EXIT
		trap 'exit 130' INT TERM
		start
	fi
	LINLI_TEST_POSTGRES=$(url)
	export LINLI_TEST_POSTGRES
	"$@"
}

case "${1:-}" in
start)
	start
	url
	;;
stop) stop ;;
url) url ;;
run)
	shift
	run "$@"
	;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
