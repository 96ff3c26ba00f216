# What the checks need beside the repository. Installed when we may (root), else said.

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; }

apt_install() { # packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" > /dev/null && return
  apt-get update -qq -o DPkg::Lock::Timeout=300 > /dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" > /dev/null
}

missing() { # what, how to get it
  printf 'Missing: %s. %s\n0 passed, 1 failed\n' "$1" "$2"
  exit 1
}

need_dotnet() {
  command -v dotnet > /dev/null || missing "the .NET 10 SDK" "Install it from https://dotnet.microsoft.com/download."
  case $(dotnet --version) in
    10.*) ;;
    *) missing "the .NET 10 SDK" "dotnet --version says $(dotnet --version)." ;;
  esac
}

need_node() {
  if ! command -v node > /dev/null || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    missing "Node.js 20 or newer with npm" "Install it from https://nodejs.org or your distribution."
  fi
  command -v npm > /dev/null || missing "npm" "It comes with Node.js; on Debian it is the package npm."
}

need_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" > /dev/null; then
      CHROMIUM=$(command -v "$name")
      export CHROMIUM
      return
    fi
  done
  may_install && apt_install chromium fonts-dejavu-core
  command -v chromium > /dev/null || missing "chromium" "Install it, on Debian as root: apt-get install chromium."
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}

# For WireMock, which is a Java program inside an npm package.
need_java() {
  command -v java > /dev/null && return
  may_install && apt_install default-jre-headless
  command -v java > /dev/null || missing "a Java runtime, 17 or newer" "Install it, on Debian as root: apt-get install default-jre-headless."
}

need_postgres() {
  tests/support/pg find > /dev/null 2>&1 && return
  may_install && apt_install postgresql
  tests/support/pg find > /dev/null 2>&1 || missing "PostgreSQL" "Install it, on Debian as root: apt-get install --no-install-recommends postgresql."
}
