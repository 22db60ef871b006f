"""Access functions without their conditions: what each would let through if it had forgotten who asks.

A function is opened by its syntax tree. Whatever depends on the one who asks, its first parameter, goes: `if`s and conditional
expressions, arguments of queryset methods (and the method with its last one), tests joined by `and` and `or`. What it calls of the
other access functions is opened with it.
"""

import ast
import contextlib
import functools
import importlib
import inspect
import sys
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for app in ("organizations", "notifications", "programs", "pairing", "artifacts", "sessions", "checkins", "metrics")
    for path in sorted((ROOT / app).rglob("access.py"))
]
ASKER = ("membership", "person")


@functools.cache
def guarding():
    """{(module, name): function}: those that are told who asks, in the modules where they are at home."""
    found = {}
    for path in MODULES:
        module = importlib.import_module(path)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == path and next(iter(inspect.signature(function).parameters), "") in ASKER:
                found[path, name] = function
    return found


@contextlib.contextmanager
def replaced(original, other):
    """`other` wherever the product names the original: modules import access functions by name as well."""
    with contextlib.ExitStack() as stack:
        for module in [module for name, module in sys.modules.items() if name.split(".")[0] in _apps()]:
            for name in [name for name, value in vars(module).items() if value is original]:
                stack.enter_context(mock.patch.object(module, name, other))
        yield


def _apps():
    return {path.split(".")[0] for path in MODULES} | {"config"}


def opened(path, name):
    """The function without its conditions, and with those that it calls opened likewise."""
    return _opened_module(path)[name]


def conditional(path, name):
    """Whether it looks at who asks, itself or through another access function that does."""
    module = importlib.import_module(path)
    access, rooms = _access_in(module), _modules_in(module)
    (before,) = ast.parse(inspect.getsource(guarding()[path, name])).body
    (after,) = ast.parse(ast.unparse(before)).body
    if ast.unparse(_open(after, access, rooms)) != ast.unparse(before):
        return True
    called = {part.id for part in ast.walk(before) if isinstance(part, ast.Name)} & access
    homes = [vars(module)[key] for key in called]
    return any(conditional(home.__module__, home.__name__) for home in homes)


@functools.cache
def _opened_module(path):
    module = importlib.import_module(path)
    namespace = dict(vars(module))
    access, rooms = _access_in(module), _modules_in(module)
    for key in access:
        home = namespace[key].__module__
        if home != path:
            namespace[key] = opened(home, namespace[key].__name__)
    tree = ast.parse(inspect.getsource(module))
    tree.body = [_open(node, access, rooms) for node in tree.body if isinstance(node, ast.FunctionDef)]
    exec(compile(ast.fix_missing_locations(tree), f"{path} (opened)", "exec"), namespace)
    return namespace


def _access_in(module):
    known = set(guarding().values())
    return {name for name, value in vars(module).items() if inspect.isfunction(value) and value in known}


def _modules_in(module):
    return {name for name, value in vars(module).items() if inspect.ismodule(value)}


def _open(function, access, rooms):
    asker = next(iter(arg.arg for arg in function.args.args), "")
    return Opener(asker, access, rooms).visit(function) if asker in ASKER else function


class Opener(ast.NodeTransformer):
    def __init__(self, asker, access, rooms):
        self.tainted, self.access, self.rooms = {asker}, access, rooms

    def asks(self, node):
        """Whether it depends on who asks: by the parameter, by what was made of it, or by what another access function found."""
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        return bool(names & (self.tainted | self.access))

    def visit_FunctionDef(self, node):
        body = [kept for part in node.body if (kept := self.visit(part)) is not None]
        node.body = body or [ast.Pass()]
        return node

    def visit_If(self, node):
        return None if self.asks(node.test) else self.generic_visit(node)

    def visit_IfExp(self, node):
        return self.visit(node.body) if self.asks(node.test) else self.generic_visit(node)

    def visit_BoolOp(self, node):
        return ast.Constant(value=True) if self.asks(node) else node

    def visit_Assign(self, node):
        node.value = self.visit(node.value)
        if self._is_condition(node.value):
            self.tainted |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        return node

    def _is_condition(self, value):
        """A Q object made of who asks; what an access function gave is a row or rows, and opened already."""
        return self.asks(value) and any(isinstance(part, ast.Name) and part.id == "Q" for part in ast.walk(value))

    def visit_Call(self, node):
        if self._is_asker(node.func):  # membership.once(f, …) is f(membership, …)
            function, *about = node.args
            return ast.Call(function, [node.func.value, *about], [])
        if not self._is_method(node.func):
            return self._only_arguments(node)
        node.func.value = self.visit(node.func.value)
        asking = [part for part in (*node.args, *node.keywords) if self.asks(part)]
        if not asking:
            return node
        node.args = [part for part in node.args if part not in asking]
        node.keywords = [part for part in node.keywords if part not in asking]
        if not node.args and not node.keywords:
            node.func.attr = "all"
        return node

    def _is_asker(self, called):
        return isinstance(called, ast.Attribute) and called.attr == "once"

    def _is_method(self, called):
        return isinstance(called, ast.Attribute) and getattr(called.value, "id", "") not in self.rooms

    def _only_arguments(self, node):
        """Of a function, called by its name or its module's: it gets who asks, as before."""
        node.args = [self.visit(part) for part in node.args]
        return node
