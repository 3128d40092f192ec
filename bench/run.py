"""Measures Leadsheet on this machine: the demo from end to end, and a workbook's way through beside other tools.

    npm run bench                                builds what is needed, runs this, rewrites the tables in bench/README.md
    npm run bench -- --rows 50000 --leads --apart            one table alone
    npm run bench -- --rows --leads --apart 50000:rules      one run alone
    npm run bench -- --rows --leads --apart --window 6       the window alone, six runs
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PYTHON = [sys.executable, HERE / "others.py"]
# Beyond this many rows these tools need more time or memory than a desktop has.
TOO_MANY = 200_000

# The model's own limits make a million rows with it a matter of hours.
APART = [
    (5_000, "check"), (5_000, "rules"), (5_000, "model"),
    (50_000, "check"), (50_000, "rules"), (50_000, "model"),
    (1_000_000, "check"), (1_000_000, "rules"),
]  # fmt: skip


class Measured(NamedTuple):
    """What a program took: seconds by the clock, seconds of the processors, megabytes at the peak, and what it said."""

    wall: float
    cpu: float
    peak: float
    text: str


def measure(command, env=None):
    """Runs a program."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        output.seek(0)
        text = output.read().decode()
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{' '.join(map(str, command))} failed:\n{text[-2000:]}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def middle(command, times):
    """The medians of several runs."""
    runs = [measure(command) for _ in range(times)]
    return Measured(*(statistics.median(run[at] for run in runs) for at in range(3)), runs[-1].text)


def workbooks(given, rows, folder):
    """A table: every tool on the same workbook."""
    source, target = folder / f"source-{rows}.xlsx", folder / "target.xlsx"
    # By another process: what this one once held would count as the peak of each it starts.
    subprocess.run([sys.executable, HERE / "source.py", source, str(rows)], check=True)
    tools = [
        ("**Leadsheet**, the same workbook", "everything", 3, [given.append, source, target, "Leads", "1"]),
        ("calamine → rust_xlsxwriter: Leadsheet's report", "values", 3, [given.append, source, target, "Leads", "1", "--report"]),
        ("polars + XlsxWriter", "values", 1, [*PYTHON, "polars_xlsxwriter", source, target]),
        ("openpyxl, read-only and write-only", "values", 1, [*PYTHON, "openpyxl_streamed", source, target]),
        ("pandas + openpyxl", "values", 1, [*PYTHON, "pandas_openpyxl", source, target]),
    ]
    if rows <= TOO_MANY:
        tools.append(("openpyxl", "most", 1, [*PYTHON, "openpyxl_full", source, target]))
        tools.append(("umya-spreadsheet", "most", 1, [given.umya, source, target]))
    lines = ["| tool | keeps | time | processor time | × Leadsheet's | peak memory |", "|---|---|---:|---:|---:|---:|"]
    first = None
    for name, keeps, times, command in tools:
        took = middle(command, times)
        first = first or took
        ratio = f"{took.wall / first.wall:.1f}" if took is not first else ""
        lines.append(f"| {name} | {keeps} | {took.wall:.1f} s | {took.cpu:.1f} s | {ratio} | {took.peak:,.0f} MB |")
        print(lines[-1], flush=True)
        target.unlink()
    ids = middle([given.ids, source, "Leads", "0"], 3)
    lines += ["", f"The ids alone: {ids.wall:.1f} s, {ids.cpu:.1f} s of processor time, {ids.peak:.0f} MB."]
    print(lines[-1], flush=True)
    source.unlink()
    return lines


def demo(leadsheet, sizes, folder):
    """A table: the whole job on the built-in sandbox, which runs in the same process."""
    lines = ["| leads | rows | time | leads a second | peak memory, sandbox included | Salesforce calls |"]
    lines.append("|---:|---:|---:|---:|---:|---:|")
    for leads in sizes:
        env = {**os.environ, "LEADSHEET_HOME": str(folder / f"home-{leads}")}
        output = folder / f"demo-{leads}.xlsx"
        took = measure([leadsheet, "demo", "--leads", str(leads), "--output", output, "--json"], env)
        finished = json.loads(took.text.strip().splitlines()[-1])
        assert finished["type"] == "finished", finished
        assert sum(finished["status"].values()) == finished["rows"], finished
        rate = finished["performance_metrics"]["leads_per_second"]
        calls = finished["usage"]["salesforce_calls"]
        lines.append(f"| {leads:,} | {finished['rows']:,} | {took.wall:.1f} s | {rate:,.0f} | {took.peak:,.0f} MB | {calls} |")
        print(lines[-1], flush=True)
    return lines


def apart(leadsheet, cases, folder):
    """A table: runs against a sandbox in a process of its own, so that what is measured is Leadsheet alone."""
    lines = ["| rows | | time | processor time | peak memory | Salesforce calls |", "|---:|---|---:|---:|---:|---:|"]
    ways = {"check": ("ids checked", ["--check-only"]), "rules": ("read, and judged by the rules", ["--no-ai"]), "model": ("the model too", [])}
    for rows, way in cases:
        workbook = folder / f"apart-{rows}.xlsx"
        command = [leadsheet, "sandbox", "--json", "--leads", str(rows), "--workbook", workbook]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as sandbox:
            told = json.loads(sandbox.stdout.readline())
            env = {
                **os.environ,
                "LEADSHEET_HOME": str(folder / f"apart-{rows}-{way}"),
                "SALESFORCE_URL": told["url"],
                "SALESFORCE_CLIENT_ID": told["client_id"],
                "SALESFORCE_CLIENT_SECRET": told["client_secret"],
                "OPENAI_BASE_URL": told["openai_url"],
                "OPENAI_API_KEY": told["api_key"],
            }
            name, more = ways[way]
            output = folder / f"apart-{rows}-{way}.xlsx"
            took = measure([leadsheet, "run", workbook, "--json", "--output", output, *more], env)
            sandbox.terminate()
        finished = json.loads(took.text.strip().splitlines()[-1])
        assert sum(finished["status"].values()) == finished["rows"] == rows, finished
        calls = finished["usage"]["salesforce_calls"]
        lines.append(f"| {rows:,} | {name} | {took.wall:.1f} s | {took.cpu:.1f} s | {took.peak:,.0f} MB | {calls} |")
        print(lines[-1], flush=True)
        output.unlink()
    return lines


def window(app, runs, folder):
    """A table: what the window's two processes hold after each of several runs in one window."""
    lines = ["| after | run | desktop process | page's process |", "|---|---:|---:|---:|"]
    measured = folder / "window.jsonl"
    script = ["node", HERE / "window.mjs", "--app", app, "--runs", str(runs), "--output", measured]
    subprocess.run([HERE.parent / "scripts" / "desktop.sh", "--screen", *script], check=True)
    before = None
    for line in map(json.loads, measured.read_text().splitlines()):
        name = f"run {line['run']}" if line["run"] else "opening"
        took = f"{line['seconds']:.0f} s" if line["run"] else ""
        held = [line[process]["rss"] for process in ("app", "page")]
        grown = [f" ({mb - then:+.1f})" for mb, then in zip(held, before, strict=True)] if before else ["", ""]
        lines.append(f"| {name} | {took} | {held[0]:.1f} MB{grown[0]} | {held[1]:.1f} MB{grown[1]} |")
        before = held
    print("\n".join(lines), flush=True)
    return lines


def keep(name, lines):
    """Puts a table between its marks in README.md."""
    readme = HERE / "README.md"
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = readme.read_text().partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        sys.exit(f"bench/README.md has no marks {begin} … {end} to put the table between.")
    body = "\n".join(lines)
    readme.write_text(f"{before}{begin}\n\n{body}\n\n{end}{after}")


def case(text):
    """`50000:rules` as rows and a way."""
    rows, _, way = text.partition(":")
    if way not in ("check", "rules", "model"):
        raise argparse.ArgumentTypeError(f"{text} is not like 50000:check, 50000:rules or 50000:model")
    return int(rows), way


def main():
    parser = argparse.ArgumentParser()
    for program in ["leadsheet", "append", "ids", "umya", "app"]:
        parser.add_argument(f"--{program}", required=True)
    parser.add_argument("--rows", type=int, nargs="*", choices=[50_000, 1_000_000], default=[50_000, 1_000_000])
    parser.add_argument("--leads", type=int, nargs="*", default=[2_000, 10_000, 50_000])
    parser.add_argument("--apart", type=case, nargs="*", default=APART, metavar="ROWS:check|rules|model")
    parser.add_argument("--window", type=int, default=6, metavar="RUNS", help="0 for none")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadsheet-bench-") as name:
        folder = Path(name)
        for rows in given.rows:
            keep(f"{rows} rows", workbooks(given, rows, folder))
        if given.leads:
            keep("demo", demo(given.leadsheet, given.leads, folder))
        if given.apart:
            keep("apart", apart(given.leadsheet, given.apart, folder))
        if given.window:
            keep("window", window(given.app, given.window, folder))


main()
