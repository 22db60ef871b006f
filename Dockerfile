# One image for every process of the product; docker-compose.yml says what each container runs.
FROM python:3.11-slim AS packages
COPY requirements.txt /tmp/
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r /tmp/requirements.txt

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin lab
COPY --from=packages /srv/venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 STATIC_ROOT=/srv/static MARKS_IN=/tmp
WORKDIR /srv/app
COPY . .
# Settings want a key to be read; this one signs nothing, and stands in the environment of this line alone.
RUN SECRET_KEY=for-collecting-files-only python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
# From here on settings refuse to be read without real secrets.
ENV PRODUCTION=1
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", \
    "--preload", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning", \
    "--graceful-timeout", "20", "--max-requests", "5000", "--max-requests-jitter", "500"]
