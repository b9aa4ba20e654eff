"""Writes a reference file beside the script that made it."""

import importlib.metadata
import json
import math
import pathlib
import sys


def plain(value):
    """What JSON can hold: infinite as "inf", not a number as null."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist") and getattr(value, "ndim", 0):
        return [plain(inner) for inner in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def write(name, source, packages, cases):
    """`name.json`: where the numbers come from, the versions that made them, and the cases."""
    versions = {p: importlib.metadata.version(p) for p in packages}
    versions["python"] = ".".join(map(str, sys.version_info[:3]))
    text = json.dumps({"source": source, "versions": versions, "cases": plain(cases)}, indent=1, allow_nan=False)
    (pathlib.Path(__file__).parent / f"{name}.json").write_text(text + "\n")
