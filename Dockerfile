# The site as an image: `docker compose up` uses it for the web server and the worker.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/static

WORKDIR /app
COPY requirements.txt .
RUN pip install --disable-pip-version-check --require-hashes --requirement requirements.txt \
    && useradd --system --uid 10001 --home-dir /data touchstone \
    && install --directory --owner touchstone /data
COPY . .
# Collecting needs settings, but none that matter; the real ones come when the container starts.
RUN SECRET_KEY=only-while-building SITE_URL=https://build.invalid DATA_DIR=/tmp/build \
    python manage.py collectstatic --noinput --verbosity 0 && rm -r /tmp/build

USER touchstone
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "docker/health.py"]
ENTRYPOINT ["docker/entrypoint.sh"]
CMD ["web"]
