"""One JSON object a line, with the request's id and nothing about people: no address, name, query string or form value."""

import contextvars
import json
import logging
import time
import traceback
import uuid

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
log = logging.getLogger("lab.request")
QUOTED = dict.fromkeys(("exc", "return_value", "args", "kwargs", "traceback"), "…")  # they may hold a row's words


class JsonFormatter(logging.Formatter):
    def format(self, record):
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": _request_id.get(),
            "says": self.words(record),
        }
        entry.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[0]:
            # The message of an exception can quote a row or an address: its type and the place must do.
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])][
                -8:
            ]
        return json.dumps(entry)

    def words(self, record):
        """Django's request lines carry paths, Celery's what a task raised or gave: of theirs, the message's template is kept."""
        if record.name.startswith("celery.") and isinstance(record.args, dict):
            return str(record.msg) % {**record.args, **QUOTED}  # with the task's name and id
        return str(record.msg) if record.name.startswith(("django.", "celery.")) else record.getMessage()


class RequestIdMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:16]
        token, start = _request_id.set(request.id), time.perf_counter()
        try:
            response = self.get_response(request)
            route = getattr(request.resolver_match, "route", None)
            took = round((time.perf_counter() - start) * 1000)
            facts = {"method": request.method, "route": route, "status": response.status_code, "ms": took}
            log.info("request", extra={"facts": facts})
        finally:
            _request_id.reset(token)
        return response
