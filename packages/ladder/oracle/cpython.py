"""Runs fixtures under CPython, for `ladder oracle`.

Reads one JSON object with "fixtures": each an "id", a "scriptName", "inputs" (source of a dict), a "seed" and "steps" (programs). Writes one line of
JSON for each: the steps with "value" or "error", and what was printed. Each fixture runs in a forked child with limits, so
that none can disturb another.
"""

import ast
import asyncio
import contextlib
import dataclasses
import datetime
import decimal
import inspect
import io
import json
import os
import pathlib
import random
import resource
import signal
import sys
import types

SECONDS = 10
MEMORY = 2 << 30


def encode(value, open_=()):
    """A value as JSON that tells types apart; decoded in `src/oracle/cpython.ts`."""
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return value
    if value is ...:
        return {"ellipsis": True}
    if kind is int:
        return {"int": hex(value)}
    if kind is float:
        return {"float": value.hex()}
    if id(value) in open_:
        return {"cycle": "{...}" if kind is dict else "[...]" if kind is list else "..."}
    inner = lambda item: encode(item, (*open_, id(value)))  # noqa: E731
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [[f.name, inner(getattr(value, f.name))] for f in dataclasses.fields(value)]
        return {"dataclass": kind.__name__, "frozen": kind.__dataclass_params__.frozen, "fields": fields}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return {"namedtuple": kind.__name__, "fields": list(kind._fields), "items": [inner(v) for v in value]}
    for base, name in ((list, "list"), (tuple, "tuple"), (set, "set"), (frozenset, "frozenset")):
        if kind is base:
            return {name: [inner(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[inner(k), inner(v)] for k, v in value.items()]}
    if kind is bytes:
        return {"bytes": value.hex()}
    if kind is complex:
        return {"complex": [value.real.hex(), value.imag.hex()]}
    if kind is decimal.Decimal:
        return {"decimal": str(value)}
    if isinstance(value, pathlib.PurePath):
        return {"path": str(value)}
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta, datetime.timezone)):
        return moment(value)
    if isinstance(value, BaseException):
        return {"exception": kind.__name__, "message": str(value)}
    if isinstance(value, type):
        return {"class": value.__name__} if value.__module__ == "__main__" else {"type": value.__name__}
    if isinstance(value, types.BuiltinFunctionType):
        return {"function": value.__name__}
    if kind.__module__ == "__main__" and hasattr(value, "__dict__"):
        return {"instance": kind.__name__, "attributes": [[k, inner(v)] for k, v in vars(value).items()]}
    return {"repr": repr(value)}


def moment(value):
    if isinstance(value, datetime.timedelta):
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, datetime.timezone):
        return {"timezone": zone(value)}
    zoned = zone(value.tzinfo) if getattr(value, "tzinfo", None) else None
    names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    parts = {name: getattr(value, name) for name in names if hasattr(value, name)}
    return {type(value).__name__: parts, "zone": zoned}


def zone(tz):
    seconds = int(tz.utcoffset(None).total_seconds())
    return [seconds, tz.tzname(None) if "(" in repr(tz) and "'" in repr(tz) else None]


def run_step(code, script_name, namespace):
    """Executes a program; the value of a last expression is its result, as a REPL shows it."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = compile(code, script_name, "exec", flags | ast.PyCF_ONLY_AST)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    go(compile(tree, script_name, "exec", flags), namespace)
    if last is None:
        return None
    return go(compile(ast.Expression(last.value), script_name, "eval", flags), namespace)


loop = None


def go(code, namespace):
    global loop
    result = eval(code, namespace)
    if not (code.co_flags & inspect.CO_COROUTINE):
        return result
    loop = loop or asyncio.new_event_loop()
    return loop.run_until_complete(result)


def run_fixture(fixture):
    if fixture["seed"] is not None:
        random.seed(fixture["seed"])
    file = os.path.join("/", fixture["scriptName"])
    namespace = {"__name__": "__main__", "__file__": file, "__builtins__": __builtins__}
    known = {"datetime": datetime, "Decimal": decimal.Decimal, "PosixPath": pathlib.PurePosixPath, "inf": float("inf"), "nan": float("nan")}
    namespace.update(eval(fixture["inputs"], known))
    steps = []
    for code in fixture["steps"]:
        out, err = io.StringIO(), io.StringIO()
        step = {}
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                step["value"] = encode(run_step(code, fixture["scriptName"], namespace))
            except BaseException as error:  # noqa: BLE001 - also SystemExit is a result
                step["error"] = {"type": type(error).__qualname__, "message": str(error)}
        step["stdout"], step["stderr"] = out.getvalue(), err.getvalue()
        steps.append(step)
    return steps


def in_child(fixture):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.alarm(SECONDS)
        with os.fdopen(write, "w") as pipe:
            pipe.write(json.dumps(run_fixture(fixture)))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"id": fixture["id"], "steps": json.loads(text) if status == 0 else None, "status": status}


if __name__ == "__main__":
    for one in json.load(sys.stdin)["fixtures"]:
        print(json.dumps(in_child(one)), flush=True)
