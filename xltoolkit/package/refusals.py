"""Why a file cannot be taken in: every refusal's stable code and the one Chinese sentence that says what to do next."""

from __future__ import annotations

from xltoolkit.errors import Refused

SENTENCES: dict[str, str] = {
    # What lies at the path.
    "missing": "找不到这个文件，请核对文件名和所在文件夹",
    "directory": "这是一个文件夹，不是申报表文件",
    "not_regular_file": "这不是普通文件（设备或管道），没有打开",
    "lock_file": "这是 Excel、WPS 打开文件时留下的临时锁文件，不是申报表",
    "unreadable": "文件读不出来，可能正被其他程序打开或没有读取权限，请关闭占用它的程序后再试",
    "empty": "文件是空的（0 字节），可能没有传完，请重新发送",
    "not_synced": "文件内容没有同步完整（全是空字节），请等网盘同步或下载完成后再试",
    "too_large": "文件太大，超出可以读取的范围，请删去多余的工作表、图片后另存再交",
    # What the content is.
    "encrypted": "文件加了密码，请在 Excel 或 WPS 中取消密码后另存再交",
    "xls": "这是旧版 .xls 格式的文件，请在 Excel 或 WPS 中另存为 .xlsx 后再交",
    "ole_other": "这不是 Excel 工作簿（可能是 Word、演示文稿或邮件文件），请交申报表的 .xlsx 文件",
    "html": "这是网页（HTML）内容，只是扩展名像表格，请用 Excel 或 WPS 打开后另存为 .xlsx 再交",
    "spreadsheetml_2003": "这是“XML 表格 2003”格式，请在 Excel 或 WPS 中另存为 .xlsx 后再交",
    "web_archive": "这是网页存档（mht）内容，只是扩展名像表格，请用 Excel 打开后另存为 .xlsx 再交",
    "legacy_failed": "这个旧格式的文件读不出来（可能已损坏），请在 Excel 或 WPS 中打开、另存为 .xlsx 后再交",
    "text": "这是纯文本或 CSV 内容，不是工作簿，请用申报表模板填写后交 .xlsx 文件",
    "pdf": "这是 PDF 文件，不是工作簿，请交申报表的 .xlsx 文件",
    "image": "这是图片，不是工作簿，请交申报表的 .xlsx 文件",
    "document": "这是 Word 文档，不是工作簿，请交申报表的 .xlsx 文件",
    "presentation": "这是演示文稿，不是工作簿，请交申报表的 .xlsx 文件",
    "ods": "这是 OpenDocument（.ods）表格，请另存为 .xlsx 后再交",
    "flat_ods": "这是 OpenDocument 的 XML 表格（.fods），请另存为 .xlsx 后再交",
    "xlsb": "这是 Excel 二进制工作簿（.xlsb），请在 Excel 中另存为 .xlsx 后再交",
    "other_zip": "这是压缩包，不是工作簿，请解压后交其中的申报表文件",
    "other_archive": "这是压缩包（rar、7z 等），不是工作簿，请解压后交其中的申报表文件",
    "unknown": "文件内容不是 Excel 工作簿（也可能被单位的加密软件加了密），请解密后另存为 .xlsx 再交",
    # What is wrong with a workbook's package.
    "truncated": "文件不完整，可能没有下载或上传完，请重新发送原文件",
    "damaged": "文件已损坏，请用 Excel 打开修复并另存后再交，打不开时请重新发送原文件",
    "compression": "文件用了工作簿不该用的压缩方式，没有读取，请用 Excel 打开后另存为 .xlsx 再交，打不开时请重新发送原文件",
    "bomb": "文件展开后异常庞大，为安全起见没有读取，请用申报表模板重新填写后再交",
    "unsafe": "文件内部结构异常，为安全起见没有读取，请在 Excel 中另存为新的 .xlsx 再交",
    "doctype": "文件内部含有不允许的 DTD 定义，为安全起见没有读取，请在 Excel 中另存为新的 .xlsx 再交",
    "too_many_cells": "工作簿里填写的单元格太多，超出申报表的范围，请把附带的明细数据移到另一个文件后再交",
    "no_sheets": "工作簿里没有可以读取的工作表，请核对交的是不是申报表",
    "not_a_form": "这不是绩效目标申报表：没有找到申报表的栏目，请核对是否选错了文件，或用下发的模板填写后再交",
    "unknown_form": "这份表用的表样本机上没有，请向下发模板的单位索取表样文件夹，写进环境变量 XLTOOLKIT_FORMS 后再读",
    "own_ledger": "这是本工具写出的台账、报告或退回清单，不是申报表，请交填好的申报表",
    "missing_sheet": "文件已损坏：工作簿里缺少工作表的内容，请重新发送原文件",
}


NEVER_OPENED = frozenset(("missing", "directory", "not_regular_file", "lock_file", "unreadable"))
"""Codes of what is refused by what lies at the path. Nobody may open it afterwards either: a pipe would never end."""


def refusal(code: str, detail: str = "") -> Refused:
    """The exception for a code of SENTENCES; `detail` (Chinese) is put in brackets behind the sentence."""
    sentence = SENTENCES[code]
    return Refused(code, f"{sentence}（{detail}）" if detail else sentence)
