"""The table of commands: names, arguments, options, one Chinese sentence each. Parser, help and docs/commands.md come from it."""

from __future__ import annotations

from xltoolkit.records import NamedTuple


class Option(NamedTuple):
    """One option. `value` names its argument, '' for a switch, '[目录]' for an argument that may be left out."""

    name: str
    value: str
    help: str
    required: bool = False

    @property
    def key(self) -> str:
        return self.name.lstrip("-").replace("-", "_") if self.name != "-o" else "output"


class Command(NamedTuple):
    """One command. `run` is 'module:function' below xltoolkit.cli; the function takes Arguments and returns the exit code."""

    name: str
    operands: str
    at_least: int
    at_most: int | None
    summary: str
    run: str
    options: tuple[Option, ...] = ()

    @property
    def usage(self) -> str:
        words = ["xltoolkit", self.name]
        if self.operands:
            words.append(self.operands)
        for option in self.options:
            word = f"{option.name} {option.value}".rstrip()
            words.append(word if option.required else f"[{word}]")
        return " ".join(words)


_FORM = Option("--form", "ID", "表样的编号，默认 jiangyin-project；见 xltoolkit forms。")
_YEAR = Option("--year", "年度", "申报年度，默认用表样自己的年度。")
_OUTPUT = Option("-o", "文件", "结果写到哪个文件。", required=True)

COMMANDS: tuple[Command, ...] = (
    Command("template", "", 0, 0, "生成官方申报表模板。", "files:template", (
        _FORM, _YEAR,
        Option("--data", "DOC.json", "把这份数据预先填进模板；数据里写明了表样和年度的，按它的。"),
        Option("--button", "", "加上“检查工作簿”按钮（.xlsm）。"),
        _OUTPUT,
    )),
    Command("read", "FILE", 1, 1, "读出一份工作簿的全部数据（JSON）。", "files:read", (
        Option("-o", "DOC.json", "写到文件，而不是屏幕。"),
    )),
    Command("check", "FILE|DIR...", 0, None, "检查工作簿，逐条说明问题。", "check:check", (
        Option("--json", "", "结果用 JSON 输出（UTF-8）。"),
        Option("--annotate", "[目录]", "给有问题的工作簿写一份带标记的副本 NAME_检查结果。"),
        Option("--strict", "", "只要有任何问题（包括提示和建议），退出码就是 1。"),
        Option("--select", "编号", "只运行这些规则，用逗号分开，可以只写开头（BUD）。"),
        Option("--ignore", "编号", "不运行这些规则。"),
        Option("--active", "", "检查正在 Excel 或 WPS 中打开的工作簿。"),
    )),
    Command("clear", "FILE", 1, 1, "清除我们的标记（检查结果工作表、底色和批注）。", "files:clear", (
        Option("-o", "OUT", "写到另一个文件；不写就改原文件。"),
    )),
    Command("fix", "FILE", 1, 1, "把能确定的小毛病改好，写到副本，并逐条列出。", "files:fix", (
        _OUTPUT,
        Option("--unsafe", "", "连需要人核对的改法也一并采用。"),
    )),
    Command("merge", "FILE|DIR...", 1, None, "把许多工作簿汇总成一本台账。", "bulk:merge", (
        _OUTPUT,
        Option("--resume", "", "接着上次没有做完的汇总继续。"),
        Option("--roster", "花名册", "应报单位花名册：主管部门、单位编码、单位名称、别名、联系人。"),
        Option("--ceilings", "控制数", "一下控制数：主管部门或项目与控制数。"),
        Option("--previous", "上次台账", "与上一轮台账比较：已改、未改、新增。"),
        Option("--returns", "目录", "按单位写出要退回的带标记副本和退回清单。"),
        Option("--db", "F.sqlite", "SQLite 数据库写到这个文件。"),
        Option("--parquet", "目录", "另存 Parquet 文件（需要 xltoolkit[parquet]）。"),
        Option("--scheduler", "地址", "在 dask.distributed 集群上运行（需要 xltoolkit[dask]）。"),
        Option("--round", "轮次", "一上、一下、二上或二下。"),
    )),
    Command("report", "LEDGER", 1, 1, "把台账画成一页可离线打开的报告。", "bulk:report", (_OUTPUT,)),
    Command("upgrade", "OLD", 1, 1, "把上年（或另一版）的工作簿转入今年的模板。", "files:upgrade", (_OUTPUT, _FORM, _YEAR)),
    Command("rules", "[CODE]", 0, 1, "列出全部规则，或说明一条规则。", "knowledge:rules"),
    Command("schema", "", 0, 0, "输出表样文档的 JSON Schema。", "knowledge:schema", (_FORM,)),
    Command("demo", "[DIR]", 0, 1, "在一个文件夹里演示全过程。", "demo:demo"),
    Command("doctor", "[FILE]", 0, 1, "检查安装情况；给出文件时，说明模板被改了什么、数据怎样保住。", "knowledge:doctor"),
    Command("excel build", "", 0, 0, "编译 Excel 加载项（.xlam）。", "excel:build", (Option("-o", "文件", "写到哪里，默认 xltoolkit.xlam。"),)),
    Command("excel install", "", 0, 0, "给当前用户安装加载项和“发送到”快捷方式。", "excel:install"),
    Command("excel uninstall", "", 0, 0, "把安装时写下的东西全部删除。", "excel:uninstall"),
    Command("forms", "", 0, 0, "列出现有表样。", "knowledge:forms", (Option("--check", "", "检查每个表样的定义和模板。"),)),
    Command("forms export", "ID", 1, 1, "把表样导出成可以在 Excel 里修改的工作簿。", "knowledge:forms_export", (_OUTPUT,)),
    Command("forms import", "表样定义.xlsx", 1, 1, "把改好的表样定义导入成一个表样文件夹。", "knowledge:forms_import", (
        Option("-o", "DIR", "表样文件夹写到哪里。", required=True),
    )),
)  # fmt: skip
