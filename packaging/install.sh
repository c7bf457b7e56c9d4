#!/bin/sh
# Offline installation for one user: an environment of its own, wheels checked by their hashes, no network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="${XLTOOLKIT_HOME:-$HOME/.local/share/xltoolkit}/python"
python="${PYTHON:-python3.11}"

echo "第 1 步：建立独立的运行环境 $target"
"$python" -m venv "$target"
echo "第 2 步：从本文件夹安装（不联网，逐个核对校验值）"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" \
    --require-hashes -r "$here/requirements.lock"
echo "第 3 步：登记启动程序，LibreOffice 中的按钮要用"
"$target/bin/python" -P -m xltoolkit excel install
echo "第 4 步：自检"
"$target/bin/python" -P -m xltoolkit doctor
echo "安装完成。命令行程序：$target/bin/xltoolkit"
