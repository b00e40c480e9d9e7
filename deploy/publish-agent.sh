#!/usr/bin/env bash
# Publishes the agent, only when something that it is made of has changed, and copies it to OUTDIR.
#
#   deploy/publish-agent.sh OUTDIR             one file for x86_64, no .NET needed: OUTDIR/levelset-agent
#   deploy/publish-agent.sh OUTDIR portable    for any architecture: dotnet OUTDIR/levelset-agent.dll
set -euo pipefail
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

mkdir -p "$1"
out=$(cd "$1" && pwd)
profile=${2:-linux-x64}
cd "$(dirname "$0")/.."

# Intermediate files of their own: a build of the solution that runs at the same time is not disturbed.
work=$PWD/artifacts/publish
published=$work/$profile
mkdir -p "$work"
exec 9>"$work/$profile.lock"
flock 9

changed() {
  [ ! -f "$published.stamp" ] || [ -n "$(find src/Agent src/Core protos compat Directory.Build.props Directory.Packages.props \
    global.json deploy/publish-agent.sh \( -name bin -o -name obj \) -prune -o -newer "$published.stamp" -type f -print -quit)" ]
}

if changed; then
  started=$(mktemp "$work/started.XXXXXX")
  rm -rf "$published" "$published.stamp"
  # Analyzers have judged the sources when the solution was built.
  dotnet publish src/Agent/Levelset.Agent.csproj -p:PublishProfile="$profile" --artifacts-path "$work/$profile.build" \
    -p:RunAnalyzers=false -o "$published" --nologo -v quiet >&2
  # What changed while it was being published is newer than this, and publishes it again.
  mv "$started" "$published.stamp"
fi

cp -r "$published/." "$out/"
