#!/bin/sh
# A new version without a gap: one `serve` answers while the other starts anew, then the others.
# Run as root in the folder of the new version, after `make install` and `madoguchi backup`.
set -eu

ready() {
    for _ in $(seq 60); do
        if curl --silent --fail --output /dev/null "http://127.0.0.1:$1/readyz"; then return 0; fi
        sleep 0.5
    done
    echo "serve on port $1 is not ready: the other one still answers; see journalctl" >&2
    exit 1
}

set -a; . /etc/madoguchi.env; set +a
.venv/bin/madoguchi migrate
for port in 8000 8002; do
    systemctl restart "madoguchi-serve@$port"
    ready "$port"
done
systemctl restart 'madoguchi-worker@*' madoguchi-cron madoguchi-live
.venv/bin/madoguchi check
