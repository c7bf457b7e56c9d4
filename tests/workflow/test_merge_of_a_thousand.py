"""A thousand workbooks arrive, one of each defect among them: one run, and 读取情况 says of every file exactly what became of it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from tests.handmade import workbook as handmade
from tests.ledger.offices import Bureau, codes, fates, ledger_rows, total
from xltoolkit.marks import set_values
from xltoolkit.workflow.check import check_file
from xltoolkit.workflow.copies import annotate_file
from xltoolkit.workflow.merge import Progress, merge_files

HEALTHY = 970


def send_the_defects(bureau: Bureau) -> tuple[dict[str, str], dict[str, str]]:
    """One file of each kind; gives name → fate, and name → a word of the cause for those refused."""
    good = bureau.content(project_name="好工程")
    whole = bureau.put("缺陷/原件.xlsx", bureau.content(project_name="原件工程", annual_amount=1))
    expected = {"原件.xlsx": "已汇总"}
    annotate_file(check_file(str(whole)))
    expected["原件_检查结果.xlsx"] = "我们的检查副本"
    original = bureau.put("缺陷/改过.xlsx", bureau.content(project_name="改过工程", annual_amount=50))
    copy = Path(annotate_file(check_file(str(original))))
    copy.write_bytes(set_values(copy.read_bytes(), {bureau.place("/annual_amount"): 2}))
    expected |= {"改过.xlsx": "被新版本代替", "改过_检查结果.xlsx": "已汇总"}
    bureau.put("缺陷/单位000/重复.xlsx", (bureau.folder / "单位000/项目0000.xlsx").read_bytes())
    expected["重复.xlsx"] = "重复"  # the folder 单位000 comes before 缺陷
    bureau.send("单位001/项目0010(新).xlsx", project_name="第10号工程", annual_amount=3)
    expected |= {"项目0010.xlsx": "被新版本代替", "项目0010(新).xlsx": "已汇总"}
    refused = {
        "空.xlsx": (b"", "空"),
        "没有同步.xlsx": (bytes(4096), "同步"),
        "截断.xlsx": (good[: len(good) // 2], ""),
        "文本.xlsx": ("项目名称,金额\n".encode("gbk"), "文本"),
        "图片.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        "扫描件.pdf": (b"%PDF-1.7\n", "PDF"),
        "压缩包.zip": (_zipped({"a.txt": b"a"}), ""),
        "加密.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024), ""),
        "别的表.xlsx": (
            handmade({"Sheet1": '<row r="1"><c r="A1" t="inlineStr"><is><t>工资表</t></is></c></row>'}),
            "",
        ),
        "坏XML.xlsx": (_zipped(_parts(good) | {"xl/workbook.xml": b"<workbook"}), ""),
        "没有后缀": (b"\0\1\2", ""),
    }
    for name, (content, _) in refused.items():
        bureau.put("缺陷/" + name, content)
        expected[name] = "拒收"
    os.mkfifo(bureau.folder / "缺陷" / "管道.xlsx")
    os.symlink("没有这个文件.xlsx", bureau.folder / "缺陷" / "断了的链接.xlsx")
    expected |= {"管道.xlsx": "拒收", "断了的链接.xlsx": "拒收"}
    bureau.put("缺陷/~$原件.xlsx", b"lock")
    bureau.put("缺陷/.~lock.原件.xlsx#", b"lock")
    bureau.put("缺陷/.DS_Store", b"")
    bureau.put("缺陷/名字很怪 '#%&+[1].xlsx", bureau.content(project_name="怪名工程", annual_amount=4))
    expected["名字很怪 '#%&+[1].xlsx"] = "已汇总"
    bureau.put("缺陷/改了后缀.xls", bureau.content(project_name="后缀工程", annual_amount=5))
    expected["改了后缀.xls"] = "已汇总"
    bureau.put("缺陷/空白.xlsx", _blank(bureau))
    expected["空白.xlsx"] = "已汇总"
    return expected, {name: word for name, (_, word) in refused.items()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    import io

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    import io

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _blank(bureau: Bureau) -> bytes:
    from xltoolkit.form.load import load_form
    from xltoolkit.template import make_template

    return make_template(load_form("jiangyin-project"), 2020)


def test_a_thousand_workbooks_with_one_of_each_defect(filled_example: Path, tmp_path: Path) -> None:
    bureau = Bureau(filled_example, tmp_path / "收到")
    expected = {}
    for number in range(HEALTHY):
        name = f"项目{number:04d}.xlsx"
        bureau.send(f"单位{number // 10:03d}/{name}", project_name=f"第{number}号工程", annual_amount=number)
        expected[name] = "已汇总"
    more, words = send_the_defects(bureau)
    expected |= more
    seen: list[Progress] = []
    ledger = merge_files([str(bureau.folder)], str(bureau.output), seen.append)
    try:
        rows = ledger_rows(bureau.output)
        assert fates(rows) == expected
        assert [row["序号"] for row in rows["读取情况"]] == list(range(1, len(expected) + 1))
        for row in rows["读取情况"]:
            name = os.path.basename(row["来源文件"])
            if row["结果"] == "拒收":
                assert row["说明"], name
                assert words.get(name, "") in row["说明"], row["说明"]
                assert "内部出错" not in row["说明"], name
        counting = sum(fate == "已汇总" for fate in expected.values())
        assert ledger.counted == counting == len(rows["项目一览"])
        assert total(rows) == sum(range(HEALTHY)) - 10 + 3 + 1 + 2 + 4 + 5
        refused = sum(fate == "拒收" for fate in expected.values())
        assert ledger.refused == refused == len(codes(rows)["MRG012"])
        assert {name: len(found) for name, found in codes(rows).items() if name != "MRG012"} == {
            "MRG001": 1,
            "MRG002": 2,
        }
        assert seen[-1].done == seen[-1].total == len(expected)
        assert [one.done for one in seen] == sorted(one.done for one in seen)
    finally:
        ledger.close()
