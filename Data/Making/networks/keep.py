"""Puts what is kept of the small networks from the work folder into Data/Reference/Networks.

    python keep.py WORK_FOLDER DATA_FOLDER

A kind's files are zipped: HDF5 leaves most of so small a file empty.
"""

import json
import pathlib
import shutil
import sys
import zipfile

import kinds

FILES = ("keras2.h5", "keras2.keras", "keras2.weights.h5", "keras2.legacy-weights.h5", "keras2.architecture.json",
         "keras3.h5", "keras3.keras", "keras3.weights.h5", "keras3.architecture.json")


def text(value, indent="", depth=3):
    """JSON with one line per node: objects are broken into lines down to a depth, then written compactly."""
    if depth > 0 and isinstance(value, dict) and value:
        lines = [f"{indent} {json.dumps(key)}: {text(item, indent + ' ', depth - 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + indent + "}"
    if depth > 0 and isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"{indent} {text(item, depth=0)}" for item in value) + "\n" + indent + "]"
    return json.dumps(value, separators=(",", ":"))


def zipped(names, source, target):
    """Without times, so that the same files make the same archive."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, (source / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)


def keep(kind, work, kept):
    source, target = work / kind.name, kept / kind.name
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    reference = json.loads((source / "reference.json").read_text())
    mct = reference.pop("mct", None)
    reference["keras3"] = json.loads((source / "keras3.json").read_text())
    reference["files"] = [name for name in FILES if (source / name).exists()]
    if mct is not None:
        reference["mct"] = mct
    (target / "reference.json").write_text(text(reference) + "\n")
    zipped(reference["files"], source, target / "files.zip")
    shutil.copyfile(source / "probabilities.npy", target / "probabilities.npy")
    if mct is not None and "error" not in mct:
        shutil.copyfile(source / "mct_outputs.npy", target / "mct_outputs.npy")
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
