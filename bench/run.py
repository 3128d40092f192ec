"""Measures Leadsheet on this machine: the demo from end to end, and a workbook's way through beside other tools.

    npm run bench                    builds what is needed, runs this, rewrites the tables in bench/README.md
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"


def measure(command, env=None):
    """Runs a program; answers its wall time in seconds, peak memory in MB, and standard output."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.monotonic() - begun
        output.seek(0)
        text = output.read().decode()
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{' '.join(map(str, command))} failed:\n{text[-2000:]}")
    return took, usage.ru_maxrss / 1024, text


def workbook(path, rows):
    """20 columns: 14 of text, ids, numbers, a date, a formula; a second sheet."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet, date = book.add_worksheet("Leads"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["Lead ID", *(f"Text {at}" for at in range(1, 14)), "A", "B", "C", "D", "Date", "Sum"])
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"00Q{row:012d}")
        for at in range(1, 14):
            sheet.write_string(row, at, f"Value {row * 7 % 9973} of column {at}")
        for at in range(14, 18):
            sheet.write_number(row, at, row * at % 1009)
        sheet.write_number(row, 18, 45_000 + row % 900, date)
        sheet.write_formula(row, 19, f"=SUM(O{row + 1}:R{row + 1})", None, sum(row * at % 1009 for at in range(14, 18)))
    book.add_worksheet("Notes").write_string(0, 0, "A second sheet")
    book.close()


def workbooks(append, rows, folder):
    """A table: every tool on the same workbook."""
    source = folder / "source.xlsx"
    workbook(source, rows)
    tools = [
        ("**Leadsheet**, the same workbook", [append], ["Leads", "1"]),
        ("Leadsheet, a report (calamine → rust_xlsxwriter)", [append, "--report"], ["Leads", "1"]),
        ("openpyxl, read-only and write-only", [sys.executable, HERE / "others.py", "openpyxl_streamed"], []),
        ("openpyxl", [sys.executable, HERE / "others.py", "openpyxl_full"], []),
        ("pandas + openpyxl", [sys.executable, HERE / "others.py", "pandas_openpyxl"], []),
        ("polars + XlsxWriter", [sys.executable, HERE / "others.py", "polars_xlsxwriter"], []),
    ]
    lines = ["| tool | time | peak memory | rows a second |", "|---|---:|---:|---:|"]
    for name, command, more in tools:
        took, peak, _ = measure([*command, source, folder / "target.xlsx", *more])
        lines.append(f"| {name} | {took:.1f} s | {peak:,.0f} MB | {rows / took:,.0f} |")
        print(lines[-1], flush=True)
    return lines


def demo(leadsheet, sizes, folder):
    """A table: the whole job on the built-in sandbox, which runs in the same process."""
    lines = ["| leads | rows | time | leads a second | peak memory, sandbox included | Salesforce calls |"]
    lines.append("|---:|---:|---:|---:|---:|---:|")
    for leads in sizes:
        env = {**os.environ, "LEADSHEET_HOME": str(folder / f"home-{leads}")}
        output = folder / f"demo-{leads}.xlsx"
        took, peak, text = measure([leadsheet, "demo", "--leads", str(leads), "--output", output, "--json"], env)
        finished = json.loads(text.strip().splitlines()[-1])
        assert finished["type"] == "finished", finished
        assert sum(finished["status"].values()) == finished["rows"], finished
        rate = finished["performance_metrics"]["leads_per_second"]
        calls = finished["usage"]["salesforce_calls"]
        lines.append(f"| {leads:,} | {finished['rows']:,} | {took:.1f} s | {rate:,.0f} | {peak:,.0f} MB | {calls} |")
        print(lines[-1], flush=True)
    return lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--leadsheet", required=True)
    parser.add_argument("--append", required=True)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--leads", type=int, nargs="*", default=[2_000, 10_000, 50_000])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadsheet-bench-") as name:
        folder = Path(name)
        whole = demo(given.leadsheet, given.leads, folder)
        books = workbooks(given.append, given.rows, folder)
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    title = f"### Read, append ten columns, write: {given.rows:,} rows × 20 columns"
    body = "\n".join(["### The demo from end to end", "", *whole, "", title, "", *books])
    readme.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}")


main()
