"""A saved workbook against the one it came from, read by openpyxl: prints what a test wants to know as JSON.

    python read_back.py SOURCE.xlsx SAVED.xlsx [SHEET]
"""

import json
import sys
from collections import Counter

import openpyxl


def rows(path, sheet, values=True):
    book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    return book.sheetnames, [list(row) for row in book[sheet or book.sheetnames[0]].iter_rows(values_only=True)]


def formulas(path, sheet, width):
    return [[cell for cell in row[:width] if str(cell).startswith("=")] for row in rows(path, sheet, values=False)[1]]


def main(source_path, saved_path, sheet=None):
    source_sheets, source = rows(source_path, sheet)
    sheets, saved = rows(saved_path, sheet)
    width = len(source[0])
    appended = saved[0][width:]
    changed = [
        f"row {number}: {before!r} became {after[:width]!r}"
        for number, (before, after) in enumerate(zip(source, saved, strict=False), 1)
        if [value or None for value in before] != [value or None for value in after[:width]]
    ]
    column = {header: width + at for at, header in enumerate(appended)}
    below = {header: [row[at] for row in saved[1:]] for header, at in column.items()}
    status = Counter(below.get("AI_Status", []))
    scores = below.get("Final_Confidence_Score", [])
    print(
        json.dumps(
            {
                "sheets": sheets,
                "source_sheets": source_sheets,
                "formulas": sum(len(row) for row in formulas(source_path, sheet, width)),
                "formulas_kept": formulas(source_path, sheet, width) == formulas(saved_path, sheet, width),
                "rows": len(saved) - 1,
                "source_rows": len(source) - 1,
                "changed": changed[:5],
                "appended": appended,
                "status": status,
                "scored": sum(score is not None for score in scores),
                "out_of_range": sum(not 0 <= score <= 100 for score in scores if score is not None),
            },
            default=str,
        )
    )


main(*sys.argv[1:])
