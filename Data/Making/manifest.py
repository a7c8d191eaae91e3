"""Lists every data file with its size and SHA-256.

    python manifest.py DATA_FOLDER
"""

import hashlib
import json
import pathlib
import sys

ORIGINS = {
    "Images/Calibration": "drawn by workbook make-pictures --seed 2 --count 320",
    "Images/Evaluation": "drawn by workbook make-pictures --seed 3 --count 1000",
    "Model/pictures.h5": "trained by Data/Making/train.py --seed 0 --epochs 20",
    "Model/classes.csv": "the class folders in order",
    "Reference/Vectors": "computed by Data/Making/vectors.py",
    "Reference/Networks": "made by Data/Making/networks",
    "Reference/calibration-rules.json": "made by Data/Making/calibration_rules.py",
    "Reference/Inputs": "made by Data/Making/inputs.py",
    "Reference": "computed by Data/Making/reference.py",
}


def origin(path):
    for prefix, text in ORIGINS.items():
        if path.startswith(prefix):
            return text
    raise SystemExit(f"{path}: no origin is known; add one to manifest.py")


data = pathlib.Path(sys.argv[1])
files = []
for path in sorted(data.rglob("*"), key=lambda p: p.as_posix()):
    name = path.relative_to(data).as_posix()
    if not path.is_file() or name.startswith("Making/") or name in ("README.md", "manifest.json"):
        continue
    content = path.read_bytes()
    files.append({
        "path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        "origin": origin(name), "licence": "Apache-2.0"})
lines = ",\n".join("  " + json.dumps(file) for file in files)
(data / "manifest.json").write_text('{"files": [\n' + lines + "\n]}\n")
print(len(files), "files,", sum(f["bytes"] for f in files), "bytes")
