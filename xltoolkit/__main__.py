"""`python -m xltoolkit`."""

from __future__ import annotations

from xltoolkit.cli import program

if __name__ == "__main__":
    program()
