"""`python -m xltoolkit`."""

from __future__ import annotations

import sys

from xltoolkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
