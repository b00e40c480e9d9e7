# For the commands of docs/guide/story.md: . docs/guide/story.sh
set -euo pipefail
dir=${STORY_DIRECTORY:-/tmp/levelset-agent-doc}
LEVELSET_SERVICE=${LEVELSET_SERVICE:-http://127.0.0.1:5081}

# call SERVICE/METHOD JSON
call() {
  buf curl --protocol grpc --http2-prior-knowledge -d "$2" "$LEVELSET_SERVICE/levelset.v1.$1"
}

# start HOST PROFILE [OPTION…]: an agent in the background, on a simulated processor
start() {
  mkdir -p "$dir"
  local host=$1 profile=$2
  shift 2
  levelset-agent run --host-id "$host" --profile "$profile" --socket "$dir/$host.sock" --handover-socket "$dir/$host.handover" \
    --state-dir "$dir/state" --service "$LEVELSET_SERVICE" "$@" >"$dir/$host.log" 2>&1 </dev/null &
  echo $! >"$dir/$host.pid"
  until_says '"STATE_READY"\|"STATE_QUARANTINED"' HostService/GetHost "{\"name\": \"hosts/$host\"}"
}

# stop HOST
stop() {
  kill "$(cat "$dir/$1.pid")"
  while kill -0 "$(cat "$dir/$1.pid")" 2>/dev/null; do sleep 0.1; done
  rm "$dir/$1.pid"
}

# until_says PATTERN SERVICE/METHOD JSON: asks again until the answer has it, for half a minute
until_says() {
  local i
  for i in $(seq 150); do
    if call "$2" "$3" 2>/dev/null | grep -q "$1"; then return; fi
    sleep 0.2
  done
  echo "never said $1: $2 $3" >&2
  return 1
}

# partition NAME: the resource name of the partition with that display name
partition() {
  call PartitionService/ListPartitions '{"pool": "pools/story", "page_size": 1000}' |
    grep -B1 "\"displayName\": \"$1\"" | sed -n 's/.*"name": "\(partitions[^"]*\)".*/\1/p'
}

# names: the features' names of an answer, in its order, each once
names() {
  grep -o '"name": "[a-z0-9_]*"' | sed 's/.*: "\(.*\)"/\1/' | awk '!seen[$0]++'
}
