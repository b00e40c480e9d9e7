#!/usr/bin/env bash
# Publishes the agent, and the emulator beside it, only when something has changed, and copies them to OUTDIR.
#
#   deploy/publish-agent.sh OUTDIR             for x86_64, no .NET needed: OUTDIR/levelset-agent and OUTDIR/levelset-emulator
#   deploy/publish-agent.sh OUTDIR portable    for any architecture: dotnet OUTDIR/levelset-agent.dll and levelset-emulator.dll
set -euo pipefail
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

mkdir -p "$1"
out=$(cd "$1" && pwd)
profile=${2:-linux-x64}
cd "$(dirname "$0")/.."

# Intermediate files of their own: a build of the solution that runs at the same time is not disturbed. One after the other, for both
# profiles take their libraries from there.
work=$PWD/artifacts/publish
published=$work/$profile
mkdir -p "$work"
exec 9>"$work/lock"
flock 9

changed() {
  [ ! -f "$published.stamp" ] || [ -n "$(find src/Agent src/Contracts src/Core src/Emulator src/Interception src/Mshv src/Processors protos Directory.Build.props Directory.Packages.props \
    global.json deploy/publish-agent.sh \( -name bin -o -name obj \) -prune -o -newer "$published.stamp" -type f -print -quit)" ]
}

if changed; then
  started=$(mktemp "$work/started.XXXXXX")
  rm -rf "$published" "$published.stamp"
  # Analyzers have checked the sources when the solution was built.
  for project in Agent Emulator; do
    dotnet publish "src/$project/Levelset.$project.csproj" -p:PublishProfile="$profile" -p:RunAnalyzers=false \
      --artifacts-path "$work/build" -o "$published" --nologo -v quiet >&2
  done
  # What changed while it was being published is newer than this, and publishes it again.
  mv "$started" "$published.stamp"
fi

cp -r "$published/." "$out/"
