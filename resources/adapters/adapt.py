"""Makes the model's requests of rows: a row a line of JSON on standard input, a request a line on standard output."""
import json
import math
import re
import sys
from decimal import Decimal

DECIMAL = re.compile(r"[ \t]*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?[ \t]*")
NUMBERED = re.compile(r"(.+?)(?:_([0-9]{1,6})|\[([0-9]{1,6})\])", re.DOTALL)
MISSING = object()


def adapt(row, spec):
    """The request's body for a row. A row that is a whole request already stays as it is."""
    return row if is_whole(row, spec) else encoded(fields_of(row, spec), spec)


def is_whole(row, spec):
    encoding = spec["encoding"]
    if encoding == "oip-v2":
        return isinstance(row.get("inputs"), list)
    if encoding == "tf-predict":
        return isinstance(row.get("instances"), list)
    if encoding == "mlflow":
        return any(key in row for key in ("dataframe_split", "dataframe_records", "inputs"))
    return False


def fields_of(row, spec):
    mapping, cells = spec["mapping"], spec["cells"]
    fields = with_lists(row, cells) if cells is not None else dict(row)
    taken = [(name, how, fields.get(how.get("from", name), MISSING)) for name, how in mapping.items()]
    for name, how, _found in taken:
        if "from" in how:
            fields.pop(how["from"], None)
        if how.get("drop"):
            fields.pop(name, None)
    for name, how, found in taken:
        if how.get("drop"):
            continue
        there = found is not MISSING and found is not None and not (cells is not None and found == "")
        kind = how.get("cast", "number" if "factor" in how else None)
        value = scaled(cast(found, kind), how) if there else how.get("default", MISSING)
        if value is not MISSING:
            fields[name] = value
    if cells is not None:
        for name, value in list(fields.items()):
            kind = cells.get(name)
            if value == "" and kind is not None and kind != "string":
                del fields[name]
            elif isinstance(value, str) and kind is not None:
                fields[name] = list_of(value) if kind == "list" else cast(value, kind)
    return fields


def with_lists(row, cells):
    lists, rest = {}, {}
    for column, value in row.items():
        match = NUMBERED.fullmatch(column)
        name = match.group(1) if match else None
        if cells.get(name) != "list" or column in cells:
            rest[column] = value
            continue
        at = int(match.group(2) or match.group(3))
        found = lists.setdefault(name, [])
        found.extend([None] * (at + 1 - len(found)))
        found[at] = cast(value, "number")
    return {**rest, **lists}


def cast(value, kind):
    if isinstance(value, list):
        return [cast(each, kind) for each in value]
    if kind == "number":
        return number_of(value)
    if kind == "integer":
        number = number_of(value)
        return number if is_number(number) and math.isfinite(number) and number == int(number) else value
    if kind == "string":
        return text_of(value)
    if kind == "boolean":
        key = value.strip().lower() if isinstance(value, str) else value
        if isinstance(key, str):
            return {"true": True, "false": False, "1": True, "0": False}.get(key, value)
        return key == 1 if is_number(key) and key in (0, 1) else value
    return value


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number_of(value):
    if isinstance(value, bool):
        return 1 if value else 0
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        return value
    number = float(value)
    return number + 0.0 if math.isfinite(number) else value


def text_of(value):
    """Numbers as JavaScript writes them: 1.0 is 1, and 1e-07 is 1e-7."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not is_number(value):
        return value
    number = float(value)
    if number == 0:
        return "0"
    if 1e-6 <= abs(number) < 1e21:
        return re.sub(r"[.]0$", "", format(Decimal(repr(number)), "f"))
    return re.sub(r"e([+-])0*", r"e\1", repr(number))


def scaled(value, how):
    factor, offset = how.get("factor", 1), how.get("offset", 0)
    if factor == 1 and offset == 0:
        return value
    if isinstance(value, list):
        return [scaled(each, how) for each in value]
    return float(value) * factor + offset if is_number(value) else value


def list_of(text):
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, list) else text


def encoded(fields, spec):
    encoding, wrap = spec["encoding"], spec["wrap"]
    if encoding == "oip-v2":
        return {"inputs": [tensor_of(it, fields[it["name"]]) for it in spec["tensors"] if it["name"] in fields]}
    if encoding == "tf-predict":
        return {"instances": [fields]}
    if encoding == "mlflow":
        return {"dataframe_split": {"columns": list(fields), "data": [list(fields.values())]}}
    return fields if wrap is None else [fields] if wrap == "" else {wrap: [fields]}


def tensor_of(tensor, value):
    data = flat(value)
    shape = shape_for(tensor["shape"], value, len(data))
    return {"name": tensor["name"], "shape": shape, "datatype": tensor["datatype"], "data": data}


def flat(value):
    return [each for part in value for each in flat(part)] if isinstance(value, list) else [value]


def sizes_of(value):
    if not isinstance(value, list):
        return []
    return [len(value), *sizes_of(value[0] if value else None)]


def shape_for(shape, value, count):
    nested = sizes_of(value)
    if len(nested) == len(shape):
        return nested
    if len(nested) == len(shape) - 1 and len(nested) > 1:
        return [1, *nested]
    known = math.prod(size for size in shape if size >= 0)
    last = max((at for at, size in enumerate(shape) if size == -1), default=-1)
    left = count // known if known > 0 else 0
    return [size if size >= 0 else left if at == last else 1 for at, size in enumerate(shape)]


def main():
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(adapt(json.loads(line), SPEC), ensure_ascii=False))
