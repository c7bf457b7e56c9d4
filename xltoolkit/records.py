"""NamedTuple as in `typing`, at a twentieth of its cost: `typing` compiles every annotation when a class is made (0.2 ms a class).

A fresh check makes some eighty such classes; with these it keeps its budget of four bare interpreter starts. To type checkers
this is `typing.NamedTuple` itself. Also TYPE_CHECKING and Any: on the way of a check nothing imports `typing` (2 ms).
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any as Any
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter

    _OFTEN = 300
    """Records of a class that were made, after which it gets a constructor of its own."""
    _made = {}

    class _RecordType(type):
        """Makes a tuple with named fields of a class body; a class derived from one keeps its fields."""

        def __new__(mcls, name, bases, namespace):
            if bases and bases[0] is not NamedTuple:
                return type.__new__(mcls, name, bases, {"__slots__": (), **namespace})
            fields = tuple(namespace.pop("__annotations__", ()))
            defaults = {}
            for position, field in enumerate(fields):
                assert field[0] != "_"
                if field in namespace:
                    defaults[field] = namespace[field]
                namespace[field] = _tuplegetter(position, None)
            namespace |= {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return type.__new__(mcls, name, (_Record,), namespace)

    class _Record(tuple):
        """What every record can do; the same as a named tuple of `collections`."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values = cls._completed(values, named)
            _made[cls] = made = _made.get(cls, 0) + 1
            if made == _OFTEN:
                cls._compile()
            return tuple.__new__(cls, values)

        @classmethod
        def _completed(cls, values, named):
            defaults, wanted = cls._field_defaults, cls._fields[len(values) :]
            try:
                rest = [named[field] if field in named else defaults[field] for field in wanted]
            except KeyError:
                return cls._told(values, named)
            if sum(map(named.__contains__, wanted)) != len(named) or len(values) > len(cls._fields):
                return cls._told(values, named)
            return (*values, *rest)

        @classmethod
        def _compile(cls):
            """Give the class a constructor of its own, five times as quick, at the price of thirty others."""
            fields = ", ".join(cls._fields)
            code = f"lambda _cls, {fields}: _new(_cls, ({fields},))"
            made = eval(code, {"_new": tuple.__new__})  # names of fields and nothing else
            made.__defaults__ = tuple(cls._field_defaults.values())
            cls.__new__ = staticmethod(made)

        @classmethod
        def _told(cls, values, named):
            """Says which values are wrong."""
            given = dict(zip(cls._fields, values, strict=False))
            twice = given.keys() & named.keys()
            unknown = named.keys() - set(cls._fields)
            missing = set(cls._fields) - cls._field_defaults.keys() - given.keys() - named.keys()
            wrong = ", ".join(sorted(twice | unknown | missing)) or "values"
            raise TypeError(f"{cls.__name__}: unexpected, repeated or missing {wrong}")

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, **named):
            values = [named.pop(field, value) for field, value in zip(self._fields, self, strict=True)]
            return tuple.__new__(type(self), values) if not named else self._told(values, named)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)

    Any = object
    NamedTuple = None
    NamedTuple = _RecordType("NamedTuple", (), {})
