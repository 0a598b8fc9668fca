"""No long tail: short functions, short files; our packages come from the checkout; settings are read in one place."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "config", "matching", "storage", "reports", "monitors", "web", "bot")
FILES = [path for top in (*PACKAGES, "tests") for path in sorted((ROOT / top).rglob("*.py"))]

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
"""Lines."""

NAMES = {"environ", "environb", "getenv", "getenvb"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions_in(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def reads_environment(tree: ast.AST) -> bool:
    """Whether ``os.environ`` or ``os.getenv`` is looked at, however it was imported.

    ``os.environ.setdefault(...)`` as a statement looks at nothing: it is how a library is told something.
    """
    told = {id(found) for node in ast.walk(tree) if (found := told_environ(node)) is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in NAMES and id(node) not in told:
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "os" and NAMES & {alias.name for alias in node.names}:
            return True
    return False


def told_environ(node: ast.AST) -> ast.Attribute | None:
    match node:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ") as found, attr="setdefault"))
        ):
            return found
    return None


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    lengths = {each.name: (each.end_lineno or 0) - each.lineno + 1 for each in functions_in(ast.parse(text))}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_imported_from_the_checkout(package: str) -> None:
    """Names like ``config`` and ``bot`` are common; another distribution must not stand in for ours."""
    found = import_module(package).__file__
    assert found is not None
    assert Path(found).resolve() == ROOT / package / "__init__.py"


def test_the_environment_is_read_in_config_only() -> None:
    readers = [
        name_of(path)
        for path in FILES
        if path.relative_to(ROOT).parts[0] != "tests" and reads_environment(ast.parse(path.read_text("utf-8")))
    ]
    assert [name for name in readers if not name.startswith("config/")] == []
    assert readers != []


@pytest.mark.parametrize(
    "code", ["import os\nos.environ['A']", "from os import getenv as g", "import os as o\no.getenv('A')"]
)
def test_a_look_at_the_environment_is_recognised(code: str) -> None:
    assert reads_environment(ast.parse(code))


def test_telling_a_library_something_is_no_look_at_the_environment() -> None:
    assert not reads_environment(ast.parse("import os\nos.environ.setdefault('A', 'b')"))
    assert reads_environment(ast.parse("import os\nx = os.environ.setdefault('A', 'b')"))
