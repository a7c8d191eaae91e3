"""Copies what is kept of the small networks from the work folder into Data/Reference/Networks.

    python keep.py WORK_FOLDER DATA_FOLDER
"""

import json
import pathlib
import shutil
import sys

import kinds


def text(value, indent="", depth=3):
    """JSON with one line per node: lists and objects are broken into lines down to a depth, then written compactly."""
    if depth > 0 and isinstance(value, dict) and value:
        lines = [f"{indent} {json.dumps(key)}: {text(item, indent + ' ', depth - 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + indent + "}"
    if depth > 0 and isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"{indent} {text(item, depth=0)}" for item in value) + "\n" + indent + "]"
    return json.dumps(value, separators=(",", ":"))


def keep(kind, work, kept):
    source, target = work / kind.name, kept / kind.name
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():
        old.unlink()
    reference = json.loads((source / "reference.json").read_text())
    if (source / "keras3.json").exists():
        reference["keras3"] = json.loads((source / "keras3.json").read_text())
    mct = reference.pop("mct", None)
    reference["files"] = list(kind.files)
    if mct is not None:
        reference["mct"] = mct
    for name in (*kind.files, "probabilities.npy", "mct_outputs.npy"):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
        else:
            assert name == "mct_outputs.npy" and (mct is None or "error" in mct), (kind.name, name)
    if any("weights" in name for name in kind.files):
        # Weights alone need a description beside them.
        for keras in ("keras2", "keras3"):
            if any(name.startswith(keras) and "weights" in name for name in kind.files):
                shutil.copyfile(source / f"{keras}.architecture.json", target / f"{keras}.architecture.json")
    (target / "reference.json").write_text(text(reference) + "\n")
    return sum(path.stat().st_size for path in target.iterdir())


def main():
    work, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    kept = data / "Reference" / "Networks"
    kept.mkdir(parents=True, exist_ok=True)
    chosen = json.loads((work / "pictures.json").read_text())
    (kept / "pictures.json").write_text(json.dumps(chosen, indent=1) + "\n")
    total = 0
    for kind in kinds.KINDS.values():
        size = keep(kind, work, kept)
        total += size
        print(f"{kind.name}: {size} bytes")
    print(f"{len(kinds.KINDS)} kinds, {total} bytes")


if __name__ == "__main__":
    main()
