"""The same job done by other tools: read a workbook, append ten columns to each row, write it.

    python others.py NAME SOURCE.xlsx TARGET.xlsx
"""

import sys

COLUMNS = [f"Result {number}" for number in range(1, 11)]


def values(row):
    """What is appended: as many texts and numbers as a run appends, made from nothing but the row's number."""
    return [row % 101, row % 89, row % 97, row * 0.5, "good", f"Explanation of row {row}", "", "", "No", "Analyzed"]


def openpyxl_full(source, target):
    """Keeps the formulas and most styles; holds the whole workbook."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    sheet = book.active
    width = sheet.max_column
    for at, header in enumerate(COLUMNS, 1):
        sheet.cell(1, width + at, header)
    for row in range(2, sheet.max_row + 1):
        for at, value in enumerate(values(row), 1):
            sheet.cell(row, width + at, value)
    book.save(target)


def openpyxl_streamed(source, target):
    """Values only, row by row."""
    import openpyxl

    book = openpyxl.load_workbook(source, read_only=True, data_only=True)
    fresh = openpyxl.Workbook(write_only=True)
    out = fresh.create_sheet(book.sheetnames[0])
    for number, row in enumerate(book[book.sheetnames[0]].iter_rows(values_only=True), 1):
        out.append([*row, *(COLUMNS if number == 1 else values(number))])
    fresh.save(target)


def pandas_openpyxl(source, target):
    """Values only, the sheet as a table in memory."""
    import pandas

    table = pandas.read_excel(source, engine="openpyxl")
    appended = pandas.DataFrame([values(row) for row in range(2, len(table) + 2)], columns=COLUMNS)
    pandas.concat([table, appended], axis=1).to_excel(target, index=False, engine="openpyxl")


def polars_xlsxwriter(source, target):
    """Values only, the sheet as a table of columns in memory; read by fastexcel, which is calamine."""
    import polars

    table = polars.read_excel(source)
    appended = polars.DataFrame([values(row) for row in range(2, len(table) + 2)], schema=COLUMNS, orient="row")
    polars.concat([table, appended], how="horizontal").write_excel(target)


globals()[sys.argv[1]](*sys.argv[2:])
