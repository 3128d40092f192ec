"""What LibreOffice makes of workbooks: opened and converted, many by one process, and their values compared."""

import csv
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

# Every sheet into a file of its own: commas, quotes, UTF-8, values as they are shown.
SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
PROCESSES = os.cpu_count() or 2


def convert(paths, kind, folder):
    """Converts files, by several processes that each have settings of their own. Names must differ without their endings."""
    def some(number):
        ours = paths[number::PROCESSES]
        if not ours:
            return
        settings = (folder / f"settings-{number}").resolve().as_uri()
        command = ["soffice", f"-env:UserInstallation={settings}", "--headless", "--convert-to", kind]
        # Exit codes say nothing: what was not converted is missing.
        subprocess.run([*command, "--outdir", folder / "converted", *ours], check=False, capture_output=True, timeout=900)

    (folder / "converted").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(some, range(PROCESSES)))
    return folder / "converted"


def values(folder, stem):
    """Sheet → its rows, of a workbook that was converted by sheets."""
    found = {}
    for path in folder.glob(f"{stem}-*.csv"):
        with path.open(encoding="utf-8", newline="") as text:
            found[path.stem.removeprefix(f"{stem}-")] = list(csv.reader(text))
    return found


def shown(sheets, sheet, row, column):
    rows = sheets.get(sheet, [])
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def compare_values(before, after, again=None):
    """What LibreOffice shows otherwise than before. `again` is the workbook before, converted once more: what differs
    from one time to the next (the time, random numbers) says nothing.
    """
    findings = [f"LibreOffice: sheet {sheet} is gone" for sheet in before if sheet not in after]
    for sheet, rows in before.items():
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                now = shown(after, sheet, row, column)
                if value and value != now and (again is None or shown(again, sheet, row, column) == value):
                    where = f"{sheet} row {row + 1} column {column + 1}"
                    findings.append(f"LibreOffice: {where} showed {value!r}, shows {now!r}")
    return findings
