#!/bin/bash
# Succeeds exactly when the service in this container says that it is ready.
# Neither curl nor wget is in the image; bash opens the connection itself.
set -eu

exec 3<> "/dev/tcp/127.0.0.1/${LEVELSET_HTTP##*:}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 3 _ status _ <&3 || exit 1
[ "$status" = 200 ]
