#!/bin/bash
# What the official image's entrypoint does, as far as docker-compose.yml asks:
# at the first start, makes a cluster with the account POSTGRES_USER, its
# password POSTGRES_PASSWORD and the database POSTGRES_DB; then runs the command
# as the account postgres.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
    chown postgres: "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    : "${POSTGRES_PASSWORD:?needed at the first start}"
    initdb --username="$user" --auth-local=trust --auth-host=scram-sha-256 \
        --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD")
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
    if [ "$database" != postgres ]; then
        postgres --single -j postgres <<< "CREATE DATABASE \"${database//\"/\"\"}\";" > /dev/null
    fi
fi

exec "$@"
