"""Builds the offline folder: everything an administrator needs to install xltoolkit on machines without a network.

    python packaging/build.py windows-x64 -o OUT      the folder for Windows (can be built on Linux)
    python packaging/build.py linux-x64 -o OUT        its twin, which is installed and tried without a network in the tests
    python packaging/build.py windows-x64 --lock      resolve anew and rewrite packaging/windows-x64.lock

The wheels are pinned with hashes in packaging/*.lock. Building needs a package index (or pip's cache); installing does not.
Standard library and pip only.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHON = "3.11"


class Platform(NamedTuple):
    """`tags`: wheel platforms, the preferred first. `markers`: how PEP 508 calls it. `scripts`: file → encoding, line end."""

    tags: tuple[str, ...]
    markers: dict[str, str]
    scripts: dict[str, tuple[str, str]]


PLATFORMS = {
    "windows-x64": Platform(
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        # A Chinese Windows reads .cmd files in code page 936; its notepad reads UTF-8 with a byte order mark.
        {"install.cmd": ("gbk", "\r\n"), "uninstall.cmd": ("gbk", "\r\n"), "安装说明.txt": ("utf-8-sig", "\r\n")},
    ),
    "linux-x64": Platform(
        ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        {"install.sh": ("utf-8", "\n"), "uninstall.sh": ("utf-8", "\n")},
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platform", choices=PLATFORMS)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--lock", action="store_true")
    options = parser.parse_args()
    if options.lock:
        print(write_lock(options.platform))
    elif options.output:
        print(build(options.platform, options.output))
    else:
        parser.error("-o OUT or --lock")


def build(name: str, folder: Path) -> Path:
    """The offline folder; an existing one is replaced. Raises SystemExit with the reason if the wheels do not fit together."""
    platform = PLATFORMS[name]
    if folder.exists():
        shutil.rmtree(folder)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    lock = (HERE / f"{name}.lock").read_text("utf-8")
    download(platform, wheels, "--require-hashes", "--no-deps", "-r", str(HERE / f"{name}.lock"))
    own = own_wheel(wheels)
    (folder / "requirements.lock").write_text(f"{lock}{pinned(own)}\n", "utf-8")
    if missing := unmet(wheels, platform):
        raise SystemExit("the lock is not complete: " + "; ".join(missing))
    for script, (encoding, line_end) in platform.scripts.items():
        text = (HERE / script).read_text("utf-8").replace("\n", line_end)
        (folder / script).write_bytes(text.encode(encoding))
        (folder / script).chmod(0o755)
    (folder / "许可证.txt").write_text(licences(wheels), "utf-8-sig")
    (folder / "SHA256SUMS").write_text(checksums(folder), "utf-8")
    return folder


def write_lock(name: str) -> Path:
    """Resolve the project's dependencies for a platform and pin every wheel with its hash."""
    platform = PLATFORMS[name]
    folder = ROOT / "build" / f"lock-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    download(platform, folder, *wanted(platform))
    lines = sorted(pinned(wheel) for wheel in folder.glob("*.whl"))
    heading = f"# Wheels for {name}, Python {PYTHON}. Written by packaging/build.py --lock.\n"
    target = HERE / f"{name}.lock"
    target.write_text(heading + "\n".join(lines) + "\n", "utf-8")
    return target


def wanted(platform: Platform) -> list[str]:
    """Direct dependencies; pip judges markers by the machine it runs on, so what Windows alone needs is named here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = [requirement.partition(";")[0].strip() for requirement in project["dependencies"]]
    return requirements + (["pywin32>=306", "tzdata"] if platform.markers["sys_platform"] == "win32" else [])


def download(platform: Platform, folder: Path, *what: str) -> None:
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--python-version", PYTHON, "--implementation", "cp", *tags, "-d", str(folder), *what]
    subprocess.run(command, check=True)


def own_wheel(folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("xltoolkit-*.whl")
    return wheel


def pinned(wheel: Path) -> str:
    """name==version --hash=sha256:…, as pip install --require-hashes wants it."""
    name, version = wheel.name.split("-")[:2]
    return f"{name.replace('_', '-').lower()}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def metadata(wheel: Path) -> dict[str, list[str]]:
    """The fields of a wheel's METADATA, each with all its values."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        message = Parser().parsestr(archive.read(name).decode("utf-8"))
    return {
        key: message.get_all(key, [])
        for key in ("Name", "Version", "License", "License-Expression", "Classifier", "Requires-Dist")
    }


def unmet(folder: Path, platform: Platform) -> list[str]:
    """Dependencies of the wheels, judged for the target platform, that no wheel of the folder meets."""
    from pip._vendor.packaging.requirements import Requirement  # pip's own copy: nothing else to install
    from pip._vendor.packaging.utils import canonicalize_name

    known = {canonicalize_name(m["Name"][0]): m["Version"][0] for m in map(metadata, sorted(folder.glob("*.whl")))}
    environment = platform.markers | {
        "python_version": PYTHON,
        "python_full_version": f"{PYTHON}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    problems = []
    for wheel in sorted(folder.glob("*.whl")):
        for text in metadata(wheel)["Requires-Dist"]:
            requirement = Requirement(text)
            if requirement.marker is not None and not requirement.marker.evaluate(environment):
                continue
            version = known.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                problems.append(f"{wheel.name} needs {requirement}, there is {version}")
    return problems


def licences(folder: Path) -> str:
    """One line for each wheel: name, version, licence as its own metadata says."""
    lines = ["本安装包包含的软件及其许可证（取自各软件包自己的说明）：", ""]
    for fields in map(metadata, sorted(folder.glob("*.whl"))):
        said = [*fields["License-Expression"], *(text.partition("\n")[0] for text in fields["License"])]
        said += [text.rpartition(" :: ")[2] for text in fields["Classifier"] if text.startswith("License ::")]
        lines.append(f"{fields['Name'][0]} {fields['Version'][0]}：{next(filter(None, said), '见软件包')}")
    return "\n".join(lines) + "\n"


def checksums(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )


if __name__ == "__main__":
    main()
