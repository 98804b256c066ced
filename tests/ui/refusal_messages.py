"""Every sentence with which something can be refused, read from the sources: constants, f-strings, and what they are put together from.

`{0}`, `{1}` stand for what is filled in. Run as `python -m tests.ui.refusal_messages`, it prints those that are still to be
translated as entries for zh.po.
"""

import ast
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

HERE = Path(__file__).parents[2]
SOURCES = ("services/**/*.py", "ui/**/*.py", "pages/**/*.py", "scoring/amounts.py", "scoring/periods.py", "scoring/plan*.py")
ROOTS = {"Refusal", "MappingInvalid", "TableUnreadable", "AmountInvalid", "PeriodInvalid"}
BUILT_IN = {"ValueError"}
HOLE = "\x00"
DEPTH = 6

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """A source file: its constants and functions, its imports, and who calls which function with what."""

    name: str
    tree: ast.Module
    constants: dict[str, list[ast.expr]] = field(default_factory=dict)
    functions: dict[str, Definition] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    calls: dict[str, list[tuple[ast.Call, "Scope"]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: in a module, in functions from the outer to the inner, in a class."""

    module: Module
    functions: tuple[Definition, ...] = ()
    cls: str | None = None


@dataclass
class Found:
    """messages: template -> where it is raised; beyond: what is no text that can be read from the sources."""

    messages: dict[str, str] = field(default_factory=dict)
    beyond: list[str] = field(default_factory=list)


@cache
def modules() -> dict[str, Module]:
    paths = sorted(path for pattern in SOURCES for path in HERE.glob(pattern))
    found = {}
    for path in paths:
        name = ".".join(path.relative_to(HERE).with_suffix("").parts)
        found[name] = _module(name, ast.parse(path.read_text(encoding="utf-8")))
    return found


def _module(name: str, tree: ast.Module) -> Module:
    here = Module(name, tree)
    for node in tree.body:
        for target, value in _assigned(node):
            here.constants.setdefault(target, []).append(value)
        if isinstance(node, ast.ImportFrom) and node.module:
            here.imports |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    for node, scope in _walk(tree, Scope(here)):
        if isinstance(node, Definition):
            here.functions[node.name] = node
        if isinstance(node, ast.Call):
            here.calls.setdefault(_called(node), []).append((node, scope))
    return here


def _walk(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    for child in ast.iter_child_nodes(node):
        yield child, scope
        inner = scope
        if isinstance(child, Definition):
            inner = Scope(scope.module, (*scope.functions, child), scope.cls)
        elif isinstance(child, ast.ClassDef):
            inner = Scope(scope.module, scope.functions, child.name)
        yield from _walk(child, inner)


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of an assignment, also of one name among several that are assigned in turn or in a loop over a written list."""
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Call) and _called(node.iter) == "items":
        yield from _values_of_items(node.target, node.iter)
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
        pairs = [(node.target, node.value)]
    elif isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.iter, (ast.Tuple, ast.List)):
        pairs = [(node.target, each) for each in node.iter.elts]
    else:
        return
    for target, value in pairs:
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            yield from ((t.id, v) for t, v in zip(target.elts, value.elts, strict=True) if isinstance(t, ast.Name))


def _values_of_items(target: ast.expr, items: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """`for key, value in TABLE.items()`: the value is one of the table's."""
    match target, items.func:
        case ast.Tuple(elts=[_, ast.Name(id=name)]), ast.Attribute(value=ast.Name() as table):
            yield name, ast.Subscript(table, ast.Constant(""), ast.Load())


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


@cache
def refusal_classes() -> frozenset[str]:
    known = set(ROOTS)
    bases = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    while more := {name for name, of in bases if of & known} - known:
        known |= more
    return frozenset(known)


def extracted() -> Found:
    """Every message of every refusal."""
    found = Found()
    for module in modules().values():
        for value in module.constants.get("_SENTENCES", ()):
            for text in value.values if isinstance(value, ast.Dict) else ():
                found.messages.setdefault(ast.literal_eval(text), f"{module.name}:{text.lineno}")
        for node, scope in _walk(module.tree, Scope(module)):
            for argument in _messages(node, scope):
                texts = _texts(argument, scope, DEPTH)
                for text in texts or ():
                    found.messages.setdefault(_numbered(text), f"{module.name}:{argument.lineno}")
                if texts is None:
                    found.beyond.append(f"{module.name}: {ast.unparse(argument)}")
    return found


def _messages(node: ast.AST, scope: Scope) -> Iterator[ast.expr]:
    if (
        isinstance(node, ast.Return)
        and scope.module.name == "services.imports.tables.delimited"
        and node.value
        and _is_spoken(node.value, scope)
    ):
        yield node.value
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = _called(node)
    is_super = name == "__init__" and scope.cls in refusal_classes()
    raised = name in refusal_classes() or (name in BUILT_IN and scope.module.name.startswith("services.imports.tables"))
    if name == "refuse" and scope.module.name.startswith("scoring."):
        yield node.args[-1]
    elif scope.module.name.startswith("services.imports.tables") and name in ("lit", "BadRow"):
        yield from (text for text in node.args[-1:] if name == "BadRow" or _is_spoken(text, scope))
    elif ast.unparse(node.func) == "pl.format" and scope.module.name.startswith("services.imports.tables"):
        yield ast.Call(ast.Attribute(node.args[0], "format", ast.Load()), [], [], lineno=node.lineno)
    elif name == "MappingInvalid" and isinstance(node.args[0], ast.List):
        yield from node.args[0].elts
    elif raised or is_super:
        yield node.args[0]


def _is_spoken(node: ast.expr, scope: Scope) -> bool:
    return any(" " in text.strip() for text in _texts(node, scope, DEPTH) or ())


def _numbered(text: str) -> str:
    pieces = text.replace("{", "{{").replace("}", "}}").split(HOLE)
    return pieces[0] + "".join(f"{{{number}}}{piece}" for number, piece in enumerate(pieces[1:]))


def _texts(node: ast.expr, scope: Scope, depth: int) -> list[str] | None:
    """What an expression can say, holes within; None where the sources do not tell."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return _joined([_part(value, scope, depth) for value in values])
        case ast.IfExp(body=one, orelse=other):
            return _either([_texts(one, scope, depth), _texts(other, scope, depth)])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = [_texts(left, scope, depth), _texts(right, scope, depth)]
            return None if sides == [None, None] else _joined([side or [HOLE] for side in sides])
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _unfilled(_texts(value, scope, depth))
        case ast.Call() if depth:
            return _returned(node, scope, depth - 1)
        case ast.Subscript(value=ast.Name(id=name)) if depth:
            tables = [v for v in _values(name, scope) if isinstance(v, ast.Dict)]
            return _either([_texts(v, scope, depth - 1) for table in tables for v in table.values]) if tables else None
        case ast.Name(id=name) if depth:
            return _named(name, scope, depth - 1)
    return None


def _part(node: ast.expr, scope: Scope, depth: int) -> list[str]:
    """A piece of an f-string: words that the sources tell are part of the sentence, anything else is a hole."""
    match node:
        case ast.FormattedValue(value=ast.IfExp() as value):
            return _texts(value, scope, depth) or [HOLE]
        case ast.FormattedValue(value=(ast.Name() | ast.Call()) as value):
            texts = _texts(value, scope, depth) or [HOLE]
            is_chosen_here = isinstance(value, ast.Name) and bool(_values(value.id, scope))
            spoken = [" " in text.strip() for text in texts]
            return texts if (any(spoken) if is_chosen_here else all(spoken)) else [HOLE]
        case ast.FormattedValue():
            return [HOLE]
    return _texts(node, scope, depth) or [HOLE]


def _joined(parts: list[list[str]]) -> list[str]:
    return ["".join(pieces) for pieces in product(*parts)]


def _either(branches: list[list[str] | None]) -> list[str] | None:
    return None if None in branches else [text for branch in branches for text in branch or ()]


def _unfilled(texts: list[str] | None) -> list[str] | None:
    return None if texts is None else [re.sub(r"\{\w*\}", HOLE, text) for text in texts]


def _values(name: str, scope: Scope) -> list[ast.expr]:
    """What is assigned to a name where it is seen from a scope, the innermost first."""
    for function in reversed(scope.functions):
        inside = [value for node in ast.walk(function) for target, value in _assigned(node) if target == name]
        if inside:
            return inside
    if name in scope.module.constants:
        return scope.module.constants[name]
    module, imported = scope.module.imports.get(name, ("", ""))
    return modules()[module].constants.get(imported, []) if module in modules() else []


def _named(name: str, scope: Scope, depth: int) -> list[str] | None:
    values = _values(name, scope)
    if values:
        return _either([_texts(value, scope, depth) for value in values])
    for function in reversed([f for f in scope.functions if f.name != "__init__"]):
        if name in (names := [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]):
            return _given(function, name, names, scope, depth)
    return None


def _given(function: Definition, name: str, names: list[str], scope: Scope, depth: int) -> list[str] | None:
    """What the callers in the module give for an argument."""
    given = []
    for call, there in scope.module.calls.get(function.name, ()):
        at = names.index(name) - (1 if names[0] in ("self", "cls") else 0)
        by_name = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
        value = by_name or (call.args[at] if at < len(call.args) else None)
        given.append(_texts(value, there, depth) if value is not None else None)
    return _either(given) if given else None


def _returned(call: ast.Call, scope: Scope, depth: int) -> list[str] | None:
    """What a function of ours answers."""
    name = _called(call)
    module, name = (scope.module.name, name) if name in scope.module.functions else scope.module.imports.get(name, ("", name))
    if module not in modules() or name not in modules()[module].functions:
        return None
    function = modules()[module].functions[name]
    inner = Scope(modules()[module], (function,))
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    return _either([_texts(value, inner, depth) for value in returns]) if returns else None


def lacking(translated: Container[str]) -> str:
    """Entries for zh.po, still empty, of the messages that are not among those translated."""
    escaped = {m.replace("\\", "\\\\").replace('"', '\\"'): where for m, where in extracted().messages.items() if m not in translated}
    return "\n\n".join(f'#: {where}\nmsgctxt "refusal"\nmsgid "{m}"\nmsgstr ""' for m, where in escaped.items())


if __name__ == "__main__":
    from config.translating import messages

    print(lacking({source for context, source, target in messages("zh") if context == "refusal" and target}))
