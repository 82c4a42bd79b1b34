#!/bin/sh
# What a container does: `web` (the default), `worker`, or any management command.
set -eu
cd "$(dirname "$0")/.."

python manage.py wait_for_database --seconds "${DATABASE_WAIT:-60}"

case "${1:-web}" in
web)
    # A mistake of deployment stops here, with a hint, and not at the first visitor.
    python manage.py check --deploy --fail-level ERROR --database default
    python manage.py migrate --noinput
    exec granian --interface wsgi --no-ws --host "${HOST:-0.0.0.0}" --port "${PORT:-8000}" \
        --workers "${WORKERS:-2}" --blocking-threads "${THREADS:-4}" --respawn-failed-workers \
        evidence.wsgi:application
    ;;
worker)
    # The web container migrates; until it has, there are no tables to work on.
    until python manage.py migrate --check >/dev/null; do
        echo "Waiting for the migrations" >&2
        sleep 2
    done
    exec python manage.py work
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
