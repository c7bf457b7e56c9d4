"""The command line: `main` parses, runs one command, and turns every failure into one Chinese line and an exit code.

`program` is the same as a process of its own.
"""

from __future__ import annotations

import gc
import os
import sys

from xltoolkit.cli.console import complain, say
from xltoolkit.errors import FormError, Refused, UsageError, XltoolkitError

DONE, FOUND, USAGE, REFUSED, PARTLY = 0, 1, 2, 3, 4
"""Exit codes: done without error-level finding; error-level findings; wrong arguments; everything refused; some refused."""


DEBUG_VARIABLE = "XLTOOLKIT_DEBUG"


def program() -> None:
    """What the installed command and `python -m xltoolkit` run: nothing is spent on tidying up after so short a life."""
    gc.set_threshold(30_000)  # more than one check makes; nearly nothing of it is garbage that only the collector finds
    code = main()
    if "threading" not in sys.modules:  # no pool, no library that wants to be closed in order
        try:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        except OSError:
            pass
    sys.exit(code)


def main(words: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Never a traceback for anything that a file or an argument can cause."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help", "help"):
        from xltoolkit.cli.help import overview

        say(overview())
        return DONE if words else USAGE
    if words[0] == "--version":
        from xltoolkit import __version__

        say(f"xltoolkit {__version__}")
        return DONE
    try:
        code = _run(words)
        sys.stdout.flush()  # a reader that went away is met here, not at the end of Python
        return code
    except (UsageError, FormError) as error:
        complain(str(error))
        return USAGE
    except XltoolkitError as error:
        complain(str(error))
        return REFUSED
    except KeyboardInterrupt:
        complain("已中断，没有写出任何结果。")
        return 130
    except BrokenPipeError:  # `| head`: nobody reads the rest, and Python must not complain about that at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        from xltoolkit.package.files import reason

        complain(f"{error.filename}：{reason(error)}" if error.filename else reason(error))
        return REFUSED
    except UnicodeEncodeError:  # Python was told not to use UTF-8 for file names
        complain("系统的语言环境写不了中文文件名，请设 PYTHONUTF8=1 再运行。")
        return REFUSED
    except Exception as error:  # a fault of ours: still one line, and a way to see more
        if DEBUG_VARIABLE in os.environ:
            raise
        complain(
            f"程序内部出错（{type(error).__name__}），没有写出结果。请把文件和这行文字发给维护人员；设 {DEBUG_VARIABLE}=1 可看详情。"
        )
        return REFUSED


def _run(words: list[str]) -> int:
    from xltoolkit.cli.arguments import parse

    if any(word in ("-h", "--help") for word in words):
        from xltoolkit.cli.help import command_help

        say(command_help([word for word in words if not word.startswith("-")]))
        return DONE
    arguments = parse(words)
    if arguments.options:
        from xltoolkit.cli.outputs import protect_inputs

        protect_inputs(arguments)
    module, _, function = arguments.command.run.partition(":")
    run = getattr(__import__(f"xltoolkit.cli.{module}", fromlist=[function]), function)  # importlib would cost more
    try:
        code: int = run(arguments)
    except Refused as error:
        if arguments.command.at_most != 1 or arguments.operands[0] in str(error):
            raise
        raise Refused(error.code, f"{arguments.operands[0]}：{error}") from None
    return code
