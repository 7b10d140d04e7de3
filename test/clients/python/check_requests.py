"""Holds requests to AWS's own service models: every member, type, length, range, pattern and enumeration that botocore has.

Reads lines of {"service", "operation", "input"} from a file, prints each distinct finding, and how many requests it looked at last.
botocore's own validator looks at required members, types and least lengths only.
"""

import json
import sys

import botocore.session
import regex

NAMES = {"states": "stepfunctions"}
session = botocore.session.get_session()
models = {}


def service_model(name):
    if name not in models:
        models[name] = session.get_service_model(NAMES.get(name, name))
    return models[name]


def short(value):
    text = json.dumps(value)
    return text if len(text) <= 80 else text[:77] + "..."


def in_range(value, metadata):
    return metadata.get("min", value) <= value <= metadata.get("max", value)


def check_text(shape, value, at):
    if not isinstance(value, str):
        yield f"{at}: expected text, got {short(value)}"
        return
    # AWS counts characters as Java does: in units of UTF-16.
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if not in_range(length, shape.metadata):
        yield f"{at}: {length} characters, expected {shape.metadata}"
    pattern = shape.metadata.get("pattern")
    if pattern and not regex.fullmatch(pattern, value):
        yield f"{at}: {short(value)} does not match {pattern}"
    if getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{at}: {short(value)} is none of {len(shape.enum)} values"


def check_number(shape, value, at):
    whole = shape.type_name in ("integer", "long")
    if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
        yield f"{at}: expected a number, got {short(value)}"
    elif not in_range(value, shape.metadata):
        yield f"{at}: {value}, expected {shape.metadata}"


def check_structure(shape, value, at):
    if not isinstance(value, dict):
        yield f"{at}: expected a structure, got {short(value)}"
        return
    for name in shape.required_members:
        if name not in value:
            yield f"{at}: {name} is missing"
    for name, item in value.items():
        if name not in shape.members:
            yield f"{at}: {name} is unknown"
        else:
            yield from check(shape.members[name], item, f"{at}.{name}")


def check_size(shape, value, at):
    if not in_range(len(value), shape.metadata):
        yield f"{at}: {len(value)} entries, expected {shape.metadata}"


def check(shape, value, at):
    kind = shape.type_name
    if isinstance(value, dict) and "$is" in value:
        if value["$is"] != ("timestamp" if kind == "timestamp" else "blob"):
            yield f"{at}: expected {kind}, got {value['$is']}"
        elif kind == "blob" and "length" in value and not in_range(value["length"], shape.metadata):
            yield f"{at}: {value['length']} bytes, expected {shape.metadata}"
    elif kind == "structure":
        yield from check_structure(shape, value, at)
    elif kind == "list" and not isinstance(value, list):
        yield f"{at}: expected a list, got {short(value)}"
    elif kind == "map" and not isinstance(value, dict):
        yield f"{at}: expected a map, got {short(value)}"
    elif kind == "list":
        yield from check_size(shape, value, at)
        for item in value:
            yield from check(shape.member, item, f"{at}[]")
    elif kind == "map":
        yield from check_size(shape, value, at)
        for key, item in value.items():
            yield from check(shape.key, key, f"{at}{{key}}")
            yield from check(shape.value, item, f"{at}.{key}")
    elif kind in ("integer", "long", "float", "double"):
        yield from check_number(shape, value, at)
    elif kind == "boolean":
        if not isinstance(value, bool):
            yield f"{at}: expected true or false, got {short(value)}"
    elif kind == "timestamp":
        if not isinstance(value, (int, float, str)):
            yield f"{at}: expected a time, got {short(value)}"
    elif kind == "blob":
        if not isinstance(value, str):
            yield f"{at}: expected bytes, got {short(value)}"
    else:
        yield from check_text(shape, value, at)


def main():
    findings, count = {}, 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            request = json.loads(line)
            count += 1
            operation = service_model(request["service"]).operation_model(request["operation"])
            shape, at = operation.input_shape, f"{request['service']}.{request['operation']}"
            for finding in check(shape, request["input"], at) if shape else []:
                findings.setdefault(finding, None)
    for finding in findings:
        print(finding)
    print(f"{count} requests")


main()
