#!/usr/bin/env bash
# What the database takes to find the kinds of a pool's members, against the number of hosts: 200 distinct fingerprints, the
# service's own schema, a cluster of its own that is gone afterwards. Prints the median of five executions of
#   kinds     what a level is computed from: a probe of the index per fingerprint and standing (PoolLeveling.MembersAsync)
#   distinct  the same by SELECT DISTINCT over the hosts, for comparison
#   others    what a joining or reporting host is judged beside (PoolLeveling.RuleAsync)
#   counts    how many hosts each fingerprint has: part of the reasons, once per new generation (PoolLeveling.ContributorsAsync)
set -euo pipefail
cd "$(dirname "$0")/../../.."
binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
place=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$place"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

trap '(cd / && "${as[@]}" "$binaries/pg_ctl" -D "$place/data" -m immediate stop >/dev/null); rm -rf "$place"' EXIT
(cd / && "${as[@]}" "$binaries/initdb" -D "$place/data" -U postgres -A trust >/dev/null &&
  "${as[@]}" "$binaries/pg_ctl" -D "$place/data" -o "-c listen_addresses='' -k $place -c fsync=off" -l "$place/log" -w start >/dev/null)

export PGOPTIONS='-c client_min_messages=warning'
sql() { psql -U postgres -h "$place" -X -q -At -v ON_ERROR_STOP=1 "$@"; }

sql -f src/Api/Data/Migrations/schema.sql >/dev/null
sql >/dev/null <<'SQL'
SET session_replication_role = replica;
INSERT INTO supported_sets (fingerprint, vendor, features)
SELECT encode(sha256(i::text::bytea), 'hex'), 'GenuineIntel', 'x86_64 bank0=0x' || lpad(to_hex(i), 16, '0') FROM generate_series(1, 200) i;
SQL

member="SELECT 1 FROM hosts AS h WHERE h.pool_id = 'p' AND h.fingerprint = s.fingerprint AND h.standing ="
declare -A statements=(
  [kinds]="SELECT s.*, EXISTS ($member 2), EXISTS ($member 3), EXISTS ($member 4) FROM supported_sets AS s"
  [distinct]="SELECT DISTINCT fingerprint, standing FROM hosts WHERE pool_id = 'p' AND fingerprint IS NOT NULL AND standing <> 1"
  [others]="SELECT s.* FROM supported_sets AS s WHERE EXISTS ($member 2 AND h.id <> 'host-1') ORDER BY s.fingerprint"
  [counts]="SELECT fingerprint, count(*) FROM hosts WHERE pool_id = 'p' AND standing = 2 GROUP BY fingerprint"
)

echo "| hosts | kinds, ms | distinct, ms | others, ms | counts, ms |"
echo "| --- | --- | --- | --- | --- |"
for hosts in 1000 10000 100000 1000000; do
  sql >/dev/null <<SQL
SET session_replication_role = replica;
TRUNCATE hosts CASCADE;
INSERT INTO hosts (id, display_name, simulated, fingerprint, unreported_words, pool_id, standing, standing_reason, cordoned,
                   agent_version, catalogue_version, cpu_model, hypervisor, kernel, microcode)
SELECT 'host-' || i, '', false, encode(sha256((1 + i % 200)::text::bytea), 'hex'), '{}', 'p', 2, '', false, '', '', '', '', '7.0', ''
FROM generate_series(1, $hosts) i;
VACUUM ANALYZE hosts;
ANALYZE supported_sets;
SQL
  row="| $hosts"
  for name in kinds distinct others counts; do
    times=$(for _ in 1 2 3 4 5; do
      sql -c "EXPLAIN (ANALYZE, TIMING OFF) ${statements[$name]}" | sed -n 's/^Execution Time: \([0-9.]*\) ms$/\1/p'
    done | sort -g | sed -n 3p)
    row="$row | $times"
  done
  echo "$row |"
done
