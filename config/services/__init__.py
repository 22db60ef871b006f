"""Postgres and Valkey from wheels, on private unix sockets, for development and tests.

`python -m config.services CMD...` runs CMD beside this clone's servers, `--ephemeral` beside a throw-away pair.
Standard library and psutil only: this runs before Django can be configured.
"""
