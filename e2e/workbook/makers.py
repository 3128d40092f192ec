"""Workbooks with everything that appending must keep right, by two programs."""

import datetime

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

HEADERS = ["Lead ID", "Company", "Value", "Day", "Sum", "AI_Status"]


def row(number):
    return [f"00Q5g{number:010d}", f"Company <{number}> & sons ", number * 1.5, datetime.date(2026, 1, 1 + number % 28)]


def openpyxl_styled(folder):
    """Styles, a filter, validation, names, a chart, merged titles, conditional formats, a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Leads & more"
    sheet.append(HEADERS)
    for number in range(1, 60):
        sheet.append([*row(number), f"=C{number + 1}*2", "theirs"])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(name="Arial", bold=True, color="FFFFFF"), PatternFill("solid", fgColor="305496")
        cell.border, cell.alignment = Border(bottom=Side("thin")), Alignment("center", wrap_text=True)
    sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows = "A1:F60", "B2", "1:1"
    sheet.column_dimensions["B"].width, sheet.row_dimensions[7].hidden, sheet.row_dimensions[9].height = 31, True, 40
    sheet.conditional_formatting.add("C2:C60", CellIsRule("greaterThan", ["50"], fill=PatternFill(bgColor="FFC7CE")))
    choice = DataValidation("list", formula1='"a,b"')
    choice.add("B2:B60")
    sheet.add_data_validation(choice)
    other = book.create_sheet("Other")
    other.merge_cells("A1:D1")
    other["A1"], other["A2"].hyperlink = "Title", "https://example.com/?a=1&b=2"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=60), titles_from_data=True)
    other.add_chart(chart, "A4")
    book.defined_names["Values"] = DefinedName("Values", attr_text="'Leads & more'!$C$2:$C$60")
    book.create_sheet("Summary").sheet_state = "hidden"
    book.save(folder / "openpyxl-styled.xlsx")
    return folder / "openpyxl-styled.xlsx"


def openpyxl_table(folder):
    """A table over the rows, and blank rows inside."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADERS[:4])
    for number in range(1, 30):
        sheet.append(row(number) if number % 7 else [])
    sheet.add_table(Table(displayName="Leads", ref="A1:D30"))
    book.save(folder / "openpyxl-table.xlsx")
    return folder / "openpyxl-table.xlsx"


def openpyxl_from_1904(folder):
    """Dates that count from 1904; a protected sheet."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(HEADERS[:4])
    sheet.append(row(1))
    sheet.protection.sheet = True
    book.save(folder / "openpyxl-1904.xlsx")
    return folder / "openpyxl-1904.xlsx"


def xlsxwriter_rich(folder):
    """Rich texts, an array formula, a comment, a picture-like shape, outlines, sparklines, a table with totals beside."""
    path = folder / "xlsxwriter-rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, bold = book.add_worksheet("Issues"), book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        sheet.write_row(0, 0, HEADERS, bold)
        for number in range(1, 80):
            sheet.write_row(number, 0, [*row(number)[:3], 45_000 + number])
            sheet.write_formula(number, 4, f"=C{number + 1}+1", None, number * 1.5 + 1)
        sheet.write_rich_string("B3", "plain ", bold, "bold", " _x0041_ \n end")
        sheet.write_array_formula("F2:F5", "{=C2:C5*2}", None, 3)
        sheet.write_comment("A2", "a comment")
        sheet.insert_textbox("J3", "a box")
        sheet.add_sparkline("I2", {"range": "Issues!C2:C20"})
        sheet.set_row(5, 30, None, {"level": 1, "hidden": True})
        sheet.set_column("A:B", 22, bold)
        sheet.set_column("H:XFD", None, None, {"hidden": True})
        sheet.conditional_format("C2:C80", {"type": "data_bar", "data_bar_2010": True})
        sheet.autofilter("A1:F80")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Issues!$C$2:$C$80"})
        book.add_worksheet("Charts").insert_chart("A1", chart)
        big = book.add_chart({"type": "column"})
        big.add_series({"values": "=Issues!$C$2:$C$9"})
        book.add_chartsheet("Big").set_chart(big)
        book.define_name("Issues!Local", "=Issues!$A$1")
    return path


def xlsxwriter_table(folder):
    """A styled table with a row of totals, and words beside it."""
    path = folder / "xlsxwriter-table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        columns = [{"header": name} for name in HEADERS[:4]]
        sheet.add_table("A1:D40", {"data": [row(at)[:3] + [at] for at in range(39)], "columns": columns, "name": "Rows"})
        sheet.add_table("A50:B52", {"name": "More"})
    return path


def xlsxwriter_streamed(folder):
    """Texts in the cells themselves, as programs write that stream."""
    path = folder / "xlsxwriter-streamed.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Données")
        for at in range(200):
            sheet.write_row(at, 0, HEADERS if at == 0 else row(at)[:3])
    return path


MAKERS = [openpyxl_styled, openpyxl_table, openpyxl_from_1904, xlsxwriter_rich, xlsxwriter_table, xlsxwriter_streamed]
