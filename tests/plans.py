"""How many rows the database touches for a page: what it costs where no table's statistics are gathered yet, without a clock."""

import json

from django.db import connection


def touched(act):
    """[(rows, sql)] of each SELECT that `act` asks inside a scope, the dearest first; a row counts as often as it is met."""
    found = []

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT") and " FROM " in sql and "set_config" not in sql:
            found.append((_explained(execute, sql, params, context), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        act()
    return sorted(found, reverse=True)


def _explained(execute, sql, params, context):
    execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", params, False, context)
    (plan,) = context["cursor"].fetchone()
    return _rows((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _rows(node):
    """Given on by a node, or looked at and dropped, each time that it was run."""
    removed = sum(rows for name, rows in node.items() if name.startswith("Rows Removed by"))
    here = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return here + sum(map(_rows, node.get("Plans", ())))
