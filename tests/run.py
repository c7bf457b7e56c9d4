"""One command for each thing that a developer does: `python3 tests/run.py [setup] [test] [lint] [types] [floors] [bench] [docs]`.

Without a word: `setup test`. Needs nothing but Python 3.11+; makes .venv beside the checkout's files, installs the project
with its development tools, and LibreOffice and Chromium through the system's package manager where it may.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
IN_CI = bool(os.environ.get("CI"))

OFFICE_PACKAGES = {
    "apt-get": ["libreoffice-calc", "python3-uno", "poppler-utils", "fonts-noto-cjk", "chromium"],
    "dnf": ["libreoffice-calc", "libreoffice-pyuno", "poppler-utils", "google-noto-sans-cjk-fonts", "chromium"],
    "brew": ["--cask", "libreoffice"],
}


def run(*words: str | Path, check: bool = True) -> int:
    """Run a command where the project lies; stop with its exit code if it fails."""
    print("$", *words, flush=True)
    code = subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode
    if check and code:
        sys.exit(code)
    return code


def setup() -> None:
    """The virtual environment, the project in it (editable), the office program and the browser."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is run by whatever Python is there
        sys.exit("xltoolkit needs Python 3.11 or newer; this is " + sys.version.split()[0])
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", ENVIRONMENT)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[dev]")
    run(
        PYTHON, "-m", "compileall", "-q", "xltoolkit"
    )  # as pip does for an installed package, also where Python may not write bytecode by itself
    install_office()


def install_office() -> None:
    """LibreOffice and Chromium, through whichever package manager is here and allowed. Their absence is said loudly."""
    if not office_is_complete():
        manager = next((name for name in OFFICE_PACKAGES if shutil.which(name)), None)
        if manager:
            sudo = ["sudo", "-n"] if hasattr(os, "geteuid") and os.geteuid() != 0 and manager != "brew" else []
            if manager == "apt-get":
                run(*sudo, manager, "update", "-qq", check=False)
                os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
            flags = [] if manager == "brew" else ["-y"]
            run(*sudo, manager, "install", *flags, *OFFICE_PACKAGES[manager], check=False)
    if not office_is_complete():
        print(
            "=" * 78,
            "\nLibreOffice, python3-uno or Chromium is MISSING: the tests that need a real office",
            file=sys.stderr,
        )
        print("program or browser cannot run. Install them and run this command again.\n" + "=" * 78, file=sys.stderr)
        if IN_CI:
            sys.exit(1)


def office_is_complete() -> bool:
    office = shutil.which("soffice") or shutil.which("libreoffice") or Path("/Applications/LibreOffice.app").exists()
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return bool(office and browser and shutil.which("pdftoppm"))


def test() -> None:
    """Everything, in as many processes as there are cores."""
    run(PYTHON, "-m", "pytest", "-n", "auto", "--dist", "loadfile")


def lint() -> None:
    run(PYTHON, "-m", "ruff", "check", "xltoolkit", "tests", "bench")
    run(PYTHON, "-m", "ruff", "format", "--check", "--quiet", "xltoolkit", "tests", "bench")


def types() -> None:
    run(PYTHON, "-m", "mypy")


def floors() -> None:
    """Imports go down only (pyproject.toml, tool.importlinter)."""
    run(PYTHON.with_name("lint-imports"))


def bench() -> None:
    """Everything side by side; checkers of tables that cannot be installed here are named and left out."""
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[bench]", check=False)
    run(PYTHON, "-m", "bench")


def docs() -> None:
    """Write the generated pages: docs/rules, docs/commands.md."""
    run(PYTHON, "-m", "tests.generate_docs")


VERBS = {verb.__name__: verb for verb in (setup, test, lint, types, floors, bench, docs)}


def main(words: list[str]) -> None:
    unknown = [word for word in words if word not in VERBS]
    if unknown:
        sys.exit(f"unknown: {' '.join(unknown)}; known: {' '.join(VERBS)}")
    for word in words or ["setup", "test"]:
        VERBS[word]()


if __name__ == "__main__":
    main(sys.argv[1:])
