"""
Reads JSON files with Python's decoder, made as strict as Python lets one make it: UTF-8 alone, no duplicate or reserved names,
plain integers up to 2^53-1, no lone surrogates, 32 levels. Names come from standard input; for each, the value or the refusal.
"""

import json
import sys

LARGEST = 2**53 - 1
LEVELS = 32
RESERVED = {"__proto__", "prototype", "constructor"}


def members(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name is written twice")
    if RESERVED & set(names):
        raise ValueError("a reserved name")
    return dict(pairs)


def integer(text):
    value = int(text)
    if text.startswith("-") or value > LARGEST:
        raise ValueError("out of range")
    return value


def refuse(text):
    raise ValueError(f"{text} is no integer")


def check(value, level=0):
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate has no encoding
    elif isinstance(value, (dict, list)):
        if level == LEVELS:
            raise ValueError("too deep")
        for inner in value.items() if isinstance(value, dict) else value:
            for part in inner if isinstance(inner, tuple) else (inner,):
                check(part, level + 1)


def decode(name):
    with open(name, "rb") as file:
        value = json.loads(
            file.read().decode("utf-8"),
            object_pairs_hook=members,
            parse_int=integer,
            parse_float=refuse,
            parse_constant=refuse,
        )
    check(value)
    return value


def verdict(name):
    try:
        return {"ok": True, "value": decode(name)}
    except (ValueError, RecursionError) as error:
        return {"ok": False, "error": str(error)[:200]}


json.dump([verdict(name) for name in json.load(sys.stdin)], sys.stdout)
