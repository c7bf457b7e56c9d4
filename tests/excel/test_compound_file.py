"""The container that our VBA project lies in: a strict independent reader (olefile) accepts it and finds every stream."""

from __future__ import annotations

import io

import olefile
import pytest

from xltoolkit.excel.compound_file import Tree, compound_file


def read_back(data: bytes) -> dict[str, bytes]:
    """Path → stream, read by olefile with every doubt of its own turned into an exception."""
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert not file.parsing_issues
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


def flattened(tree: Tree, prefix: str = "") -> dict[str, bytes]:
    paths: dict[str, bytes] = {}
    for name, content in tree.items():
        if isinstance(content, bytes):
            paths[prefix + name] = content
        else:
            paths |= flattened(content, f"{prefix}{name}/")
    return paths


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 8, 31, 100])
def test_every_stream_is_found_again_whatever_its_size_and_neighbours(count: int) -> None:
    sizes = (0, 1, 63, 64, 65, 4095, 4096, 4097, 9000)
    inner = {f"stream{i:03d}": bytes([i % 251 + 1]) * sizes[i % len(sizes)] for i in range(count)}
    tree: Tree = {"PROJECT": b"text", "VBA": inner, "Empty": {}, "deep": {"er": {"est": b"x" * 5000}}}
    assert read_back(compound_file(tree)) == flattened(tree)


def test_a_file_that_fills_several_allocation_sectors() -> None:
    tree = {"big": bytes(range(256)) * 2000, "small": b"s"}
    assert read_back(compound_file(tree)) == tree


def test_a_storage_without_any_stream() -> None:
    assert read_back(compound_file({})) == {}


def test_search_tree_is_balanced_ordered_and_never_red_below_red() -> None:
    """[MS-CFB] 2.6.4: shorter names first, then upper case; the same number of black nodes on every way down."""
    names = [f"{'Abc'[i % 3]}{'x' * (i % 7)}{i}" for i in range(53)]
    data = compound_file(dict.fromkeys(names, b"1"))
    entries = directory(data)
    order: list[str] = []

    def walk(number: int, parent_red: bool) -> int:
        if number == 0xFFFFFFFF:
            return 0
        name, color, left, right, _child = entries[number]
        assert not (parent_red and color == 0)
        below = walk(left, color == 0)
        order.append(name)
        assert walk(right, color == 0) == below
        return below + color

    walk(entries[0][4], False)
    assert order == sorted(names, key=lambda name: (len(name), name.upper()))


def directory(data: bytes) -> list[tuple[str, int, int, int, int]]:
    """Name, colour, left, right, child of every entry; the directory's sectors are consecutive in our files."""
    start = 512 * (1 + int.from_bytes(data[48:52], "little"))
    rows = []
    for at in range(start, len(data), 128):
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if not length:
            break
        links = (int.from_bytes(data[at + 68 + 4 * i : at + 72 + 4 * i], "little") for i in range(3))
        rows.append((data[at : at + length - 2].decode("utf-16-le"), data[at + 67], *links))
    return rows


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "x" * 32])
def test_a_name_that_the_format_forbids_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="compound file"):
        compound_file({name: b""})


def test_too_much_for_the_header_is_refused_and_not_written_wrong() -> None:
    with pytest.raises(ValueError, match="DIFAT"):
        compound_file({"huge": bytes(7_200_000)})
