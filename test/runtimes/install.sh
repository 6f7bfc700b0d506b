#!/usr/bin/env bash
# Installs what the tests need besides npm's packages: the runtimes that npm has, and browsers and Redis of Debian.
set -euo pipefail
cd "$(dirname "$0")"

npm ci --no-audit --no-fund

# package=program: nothing is asked of the system where all programs are there
needed=(chromium=chromium firefox-esr=firefox-esr webkit2gtk-driver=WebKitWebDriver xvfb=xvfb-run xauth=xauth
  redis-server=redis-server)
packages=()
for each in "${needed[@]}"; do
  command -v "${each#*=}" > /dev/null || packages+=("${each%%=*}")
done
if [ ${#packages[@]} -eq 0 ]; then
  echo "All browsers and Redis are there."
elif [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
else
  echo "Install these yourself, or run this as root: apt-get install ${packages[*]}" >&2
  exit 1
fi
