#!/bin/sh
# Removes what install.sh installed.
set -eu
target="${XLTOOLKIT_HOME:-$HOME/.local/share/xltoolkit}/python"
if [ -x "$target/bin/python" ]; then
    "$target/bin/python" -P -m xltoolkit excel uninstall
    rm -rf "$target"
fi
rmdir "$(dirname "$target")" 2>/dev/null || true
echo "已卸载。填报的工作簿都没有动。"
