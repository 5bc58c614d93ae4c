#!/usr/bin/env bash
# Packs what a server needs to run Visify Story Studio Cloud: compose files, configuration, operator scripts, documents
# and samples. Only files known to git are packed: no source, .env, secrets, credentials or data. The same commit gives
# the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
# The same sort order on every machine: the bytes depend on it.
export LC_ALL=C

usage() {
  cat <<'TXT'
Usage: ./scripts/package_deploy.sh [version] [--env test|prod] [--allow-dirty] [--out folder]

  version        written to the file VERSION (default: the one in package.json)
  --env          pack the compose file of this environment alone (default: test and prod)
  --allow-dirty  pack the files as they are, with changes that are not committed
  --out          where to (default: dist)

Writes vss-cloud-deploy-<date>-<commit>.tar.gz, both of the last commit, and its checksum beside it (.sha256).
TXT
}

# Everything that is packed: files, and folders with all their files known to git. parse_arguments adds the compose files.
FILES=(
  init.sh .env.example README.md README.zh-CN.md
  scripts/install_deps.sh scripts/upgrade.sh scripts/backup.sh scripts/restore.sh
  docs/deploy.md docs/deploy.zh-CN.md docs/scale.md docs/reliability.md docs/tasks.md docs/stories.md
)
FOLDERS=(conf samples scripts/lib)
# Never packed, although in one of the folders: source and tests.
NOT_PACKED='\.(ts|tsx|js|mjs)$'

fail() { printf '%s\n' "$@" >&2; exit 1; }

version=''
env=''
allow_dirty=''
out=dist

parse_arguments() {
  while [ "$#" -gt 0 ]; do
    case "$1" in
      --env) env="${2:-}"; shift ;;
      --out) out="${2:-}"; shift ;;
      --allow-dirty) allow_dirty=1 ;;
      -h | --help) usage; exit 0 ;;
      -*) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
      *) [ -z "$version" ] || fail "One version, not two: $version, $1."; version="$1" ;;
    esac
    shift || fail 'The last option lacks its value.'
  done
  case "$env" in
    '') FILES+=(docker-compose.base.yml docker-compose.test.yml docker-compose.prod.yml) ;;
    test | prod) FILES+=(docker-compose.base.yml "docker-compose.$env.yml") ;;
    *) fail "--env takes test or prod, not \"$env\"." ;;
  esac
  [ -n "$out" ] || fail '--out takes a folder.'
  [ -n "$version" ] || version="$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)"
  [[ "$version" =~ ^[0-9A-Za-z][0-9A-Za-z.+_-]*$ ]] ||
    fail "A version is made of letters, digits and . + _ - (like 1.4.0), not \"$version\"."
}

refuse_missing() {
  local path missing=()
  for path in "${FILES[@]}" "${FOLDERS[@]}"; do
    if [ -z "$(git ls-files -- "$path")" ] || [ ! -e "$path" ]; then missing+=("$path"); fi
  done
  [ "${#missing[@]}" -eq 0 ] || fail "Missing, or unknown to git: ${missing[*]}. A package without them would not work."
}

refuse_dirty() {
  local changed
  changed="$(git status --porcelain --untracked-files=no -- "${FILES[@]}" "${FOLDERS[@]}")"
  [ -z "$changed" ] || [ -n "$allow_dirty" ] ||
    fail 'Not committed, so nobody could tell later what was packed:' "$changed" 'Commit first, or add --allow-dirty.'
  dirty="${changed:+-dirty}"
}

list_paths() { # NUL-separated; files that git ignores are left out even if they were added by force
  local wanted=("${FILES[@]}" "${FOLDERS[@]}")
  comm -z -23 <(git ls-files -z -- "${wanted[@]}" | sort -z) \
    <(git ls-files -z --cached --ignored --exclude-standard -- "${wanted[@]}" | sort -z) |
    grep -zvE "$NOT_PACKED"
}

name_left_out() {
  local path
  while IFS= read -r path; do
    echo "Left out, because git does not know it: $path" >&2
  done < <(git ls-files --others --exclude-standard -- "${FOLDERS[@]}")
  while IFS= read -r path; do
    echo "Left out, because git is told to ignore it, and yet has it: $path (git rm --cached $path)" >&2
  done < <(git ls-files --cached --ignored --exclude-standard -- "${FOLDERS[@]}" "${FILES[@]}")
}

pack() { # folder to fill, archive to write, commit time in seconds
  local stage="$1/vss-cloud" archive="$2" seconds="$3"
  mkdir -p "$stage"
  list_paths | xargs -0 cp -P --parents -t "$stage" --
  printf 'version=%s\ncommit=%s%s\ndate=%s\n' "$version" "$commit" "$dirty" "$(date -u -d "@$seconds" +%Y-%m-%dT%H:%M:%SZ)" \
    >"$stage/VERSION"
  tar -C "$1" --sort=name --format=ustar --mtime="@$seconds" --owner=0 --group=0 --numeric-owner --mode='u=rwX,go=rX' \
    -cf - vss-cloud | gzip -n -9 >"$archive"
}

parse_arguments "$@"
git rev-parse --verify -q HEAD >/dev/null || fail 'Packing needs the git checkout, with a commit.'
refuse_missing
dirty=''
refuse_dirty
name_left_out

commit="$(git rev-parse HEAD)"
seconds="$(git log -1 --format=%ct)"
name="vss-cloud-deploy-$(date -u -d "@$seconds" +%Y%m%d)-${commit:0:8}$dirty.tar.gz"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

pack "$work" "$work/$name" "$seconds"
(cd "$work" && sha256sum "$name" >"$name.sha256")
mkdir -p "$out"
mv "$work/$name" "$work/$name.sha256" "$out/"
echo "$out/$name"
