#!/usr/bin/env bash
# Brings this checkout to the newest version and the service with it: back up, fetch, install, migrate, start. If the
# new version does not start, everything is as before: program, libraries, database. `make update` calls it.
#
# VERSION=v1.2.3 takes that tag, branch or commit in place of the newest of the branch.
# BACKUP=done goes on where the database is none that `cajad db backup` copies; then make the copy yourself.
set -euo pipefail
cd "$(dirname "$0")"

SERVICE=cajad.service
START_SECONDS=${START_SECONDS:-90}
KEPT=5
STEADY_SECONDS=${STEADY_SECONDS:-10}
cajad=.venv/bin/cajad

say() { echo "update: $*" >&2; }
give_up() { say "$*"; exit 1; }

has_service() { command -v systemctl >/dev/null && systemctl --user is-enabled --quiet "$SERVICE" 2>/dev/null; }
service() { ! has_service || systemctl --user "$1" "$SERVICE"; }

back_up() {
	if [ "${BACKUP:-}" = done ]; then
		say "BACKUP=done: going back would leave the database as the new version made it"
		return
	fi
	mkdir -p var/backups && chmod 700 var/backups
	backup=var/backups/before-update-$(date -u +%Y-%m-%dT%H%M%SZ).sqlite3
	"$cajad" db backup "$backup"
}

# The service counts as started when its roles are held, and still are after a while.
runs() {
	has_service || { "$cajad" db check; return; }
	"$cajad" roles --wait "$START_SECONDS" >/dev/null && sleep "$STEADY_SECONDS" && "$cajad" roles >/dev/null
}

move_on() { make .venv/.ready && "$cajad" db upgrade && service start && runs; }

go_back() {
	say "the new version does not start; going back to $before"
	service stop || true
	git checkout --quiet --force "$branch" && git reset --quiet --hard "$before"
	rm -rf .venv && mv .venv.before .venv && touch .venv/.ready
	[ -z "${backup:-}" ] || "$cajad" db restore "$backup"
	service start
	give_up "the version before is in place again; what went wrong stands above and in: journalctl --user -u cajad"
}

main() {
	[ -x "$cajad" ] || give_up "this checkout is not set up; see the README"
	git diff --quiet HEAD -- || give_up "files of the program were changed here; commit or discard the changes first"
	before=$(git rev-parse HEAD)
	branch=$(git symbolic-ref --quiet --short HEAD || echo "$before")
	git fetch --quiet --tags || give_up "the newest version cannot be fetched; nothing was changed"
	wanted=${VERSION:-"@{upstream}"}
	target=$(git rev-parse --verify --quiet "$wanted^{commit}") ||
		give_up "there is no version «$wanted»; nothing was changed"
	if [ "$target" = "$before" ]; then
		say "this is that version already"
		return
	fi
	rm -rf .venv.before && cp -a .venv .venv.before
	# Stopped before the copy is made, so that going back loses nothing that was told.
	service stop
	trap go_back INT TERM
	back_up || { service start; give_up "no copy of the database was made; nothing was changed"; }
	git merge --quiet --ff-only "$target" 2>/dev/null || git checkout --quiet "$target" || go_back
	move_on || go_back
	trap - INT TERM
	rm -rf .venv.before
	find var/backups -name 'before-update-*' 2>/dev/null | sort -r | tail -n +$((KEPT + 1)) | xargs -r rm --
	say "now at $(git describe --tags --always)${backup:+; the database as it was: $backup}"
}

# Read whole before it runs: the fetch may replace this file.
main
exit
