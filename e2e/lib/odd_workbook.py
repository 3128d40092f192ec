"""A workbook of leads as people keep them: titles above the table, which starts at C6, a filter, hidden rows.

    python odd_workbook.py SOURCE.xlsx ODD.xlsx
"""

import sys

import openpyxl


def main(source, path):
    leads = openpyxl.load_workbook(source, read_only=True, data_only=True).worksheets[0]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Spring fair"
    sheet["C2"] = "Leads of the spring fair"
    sheet["C3"] = "Booth 14, collected by the field team"
    top, left = 6, 3
    for down, cells in enumerate(leads.iter_rows(values_only=True)):
        for right, value in enumerate(cells):
            sheet.cell(top + down, left + right, value)
    last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
    sheet.auto_filter.ref = f"C{top}:{last}"
    for row in range(top + 20, top + 44):
        sheet.row_dimensions[row].hidden = True
    book.save(path)


main(*sys.argv[1:])
