#!/bin/bash
# For a machine that cannot pull images: builds stand-ins for the base images
# that the Dockerfiles and docker-compose.yml name, under the same names.
#
#   mcr.microsoft.com/dotnet/aspnet:10.0  Debian and this machine's .NET runtime
#   mcr.microsoft.com/dotnet/sdk:10.0     Debian and this machine's .NET SDK
#   postgres:17                           Debian and its PostgreSQL 17
#
# Needs root, debootstrap, a Debian mirror, a .NET SDK and a running engine.
# From the environment: MIRROR; SUITE, a Debian that has PostgreSQL 17; and what
# the docker client reads, such as DOCKER_HOST.
#
# The stand-ins trust the certificate authorities that were added to this
# machine (/usr/local/share/ca-certificates), so that a restore in them works
# where one outside does. They are for this machine only: push them nowhere.
set -euo pipefail

mirror=${MIRROR:-http://deb.debian.org/debian}
suite=${SUITE:-trixie}
here=$(dirname "$(readlink -f "$0")")/stand-ins
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
aspnet=mcr.microsoft.com/dotnet/aspnet:10.0
sdk=mcr.microsoft.com/dotnet/sdk:10.0
postgres=postgres:17
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for image in $aspnet $sdk $postgres; do
    if docker image inspect $image > /dev/null 2>&1 &&
        ! docker image inspect --format '{{ json .Config.Labels }}' $image | grep -q '"levelset.stand-in":"true"'; then
        echo "base-images.sh: $image is here already and is no stand-in; it stays as it is" >&2
        exit 1
    fi
done

echo "Debian $suite from $mirror"
root=$scratch/root
debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" > "$scratch/log" 2>&1 ||
    { tail "$scratch/log" >&2; exit 1; }
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
if [ -d /usr/local/share/ca-certificates ]; then
    cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
    chroot "$root" update-ca-certificates > "$scratch/log" 2>&1
fi
tar -C "$root" -c . | docker import --change 'LABEL levelset.stand-in=true' - levelset-stand-in/debian > /dev/null

echo "$aspnet and $sdk from $dotnet"
docker build --quiet --network none -t $aspnet -f - "$dotnet" < "$here/aspnet.Dockerfile" > /dev/null
docker build --quiet --network none -t $sdk -f - "$dotnet" < "$here/sdk.Dockerfile" \
    --build-arg "NUGET_CERT_REVOCATION_MODE=${NUGET_CERT_REVOCATION_MODE:-online}" > /dev/null

echo "$postgres from $mirror"
docker build --quiet --network host -t $postgres -f "$here/postgres.Dockerfile" "$here" > /dev/null

docker run --rm --network none $sdk dotnet --version
docker run --rm --network none $aspnet dotnet --list-runtimes
docker run --rm --network none --entrypoint postgres $postgres --version
