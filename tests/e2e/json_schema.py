"""As much of JSON Schema 2020-12 as the published schemas use; raises on a keyword it does not know, so that it cannot
pass by ignorance."""
import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None)}
SILENT = {"$schema", "$id", "title", "description", "default", "examples"}


def is_of(value, name):
    if isinstance(value, bool) and name != "boolean":
        return False
    return isinstance(value, TYPES[name])


def problems(schema, value, place="$"):
    """What is wrong with `value`, as texts."""
    if isinstance(schema, bool):
        return [] if schema else [f"{place}: nothing may be here"]
    found = []
    for word, rule in schema.items():
        if word in SILENT:
            continue
        found += KEYWORDS[word](schema, rule, value, place)
    return found


def refuse(is_bad, place, text):
    return [f"{place}: {text}"] if is_bad else []


def types(_, rule, value, place):
    names = [rule] if isinstance(rule, str) else rule
    return refuse(not any(is_of(value, name) for name in names), place, f"{value!r} is no {rule}")


def properties(_, rule, value, place):
    if not isinstance(value, dict):
        return []
    return [each for name, inner in rule.items() if name in value for each in problems(inner, value[name], f"{place}.{name}")]


def additional(schema, rule, value, place):
    if not isinstance(value, dict):
        return []
    declared = schema.get("properties", {})
    return [each for name in value if name not in declared for each in problems(rule, value[name], f"{place}.{name}")]


def items(_, rule, value, place):
    if not isinstance(value, list):
        return []
    return [each for i, one in enumerate(value) for each in problems(rule, one, f"{place}[{i}]")]


def names(_, rule, value, place):
    return [each for name in value for each in problems(rule, name, f"{place}.{name}")] if isinstance(value, dict) else []


def required(_, rule, value, place):
    return refuse(isinstance(value, dict) and not set(rule) <= set(value), place, f"wants {rule}")


KEYWORDS = {
    "type": types, "properties": properties, "additionalProperties": additional, "items": items, "propertyNames": names,
    "required": required,
    "enum": lambda _, rule, value, place: refuse(value not in rule, place, f"{value!r} is none of {rule}"),
    "const": lambda _, rule, value, place: refuse(value != rule, place, f"{value!r} is not {rule!r}"),
    "minimum": lambda _, rule, value, place: refuse(isinstance(value, (int, float)) and value < rule, place, f"{value} < {rule}"),
    "pattern": lambda _, rule, value, place: refuse(isinstance(value, str) and not re.search(rule, value), place, f"{value!r}"),
    "anyOf": lambda _, rule, value, place: refuse(all(problems(each, value) for each in rule), place, f"{value!r}"),
}
