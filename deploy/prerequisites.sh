# What has to be on the machine before Levelset is built, run or tested. Sourced by ./run and ./test.
#
# On Debian as root, what is missing is installed; elsewhere the one command that installs it is named.

levelset_missing_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  echo "${missing[*]}"
}

levelset_require_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian; please install the equivalents of: $*" >&2
    return 0
  fi

  local missing
  missing=$(levelset_missing_packages "$@")
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" != 0 ]; then
    echo "Missing: $missing. Install with: sudo apt-get install -y $missing" >&2
    return 1
  fi

  echo "Installing $missing"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

levelset_require_dotnet() {
  local wanted
  wanted=$(sed -n 's/.*"version": "\([0-9.]*\)".*/\1/p' global.json)
  if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
    echo "The .NET SDK $wanted (or a later 10.0.4xx) is missing; see https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
  fi

  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
}

# Quiet when it works; everything it said when it does not.
levelset_step() {
  local title=$1 log
  shift
  log=$(mktemp)
  printf '%s ... ' "$title"
  local start=$SECONDS
  if "$@" >"$log" 2>&1; then
    echo "done in $((SECONDS - start)) s"
    rm -f "$log"
  else
    echo "failed"
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
}
