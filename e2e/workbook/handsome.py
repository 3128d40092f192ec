"""A workbook as a person makes it, from the leads of a sandbox: a title, a styled table, money, a chart, a second sheet.

    python handsome.py LEADS.xlsx HANDSOME.xlsx
"""

import datetime
import sys

import openpyxl
import xlsxwriter

STAGES = ["New", "Contacted", "Qualified", "Nurture"]
ROWS = 14
HEADER = 3


def leads(path):
    """Lead id, campaign and owner of the first leads."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    header = [str(cell).lower() for cell in next(rows)]
    places = [next((at for at, name in enumerate(header) if word in name), 0) for word in ("id", "campaign", "owner")]
    found = [[str(row[at] or "") for at in places] for row in rows]
    return [row for row in found if row[0].startswith("00Q")][:ROWS]


def build(source, target):
    rows = leads(source)
    with xlsxwriter.Workbook(target) as book:
        face = {"font_name": "Georgia", "font_size": 11, "valign": "vcenter"}
        look = lambda **more: book.add_format({**face, **more})
        sheet = book.add_worksheet("Spring fair")
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#7A3E9D")
        sheet.merge_range("A1:G1", "Spring fair 2026: leads to follow up", look(bold=True, font_size=18, font_color="#4A235A"))
        sheet.set_row(0, 34)
        line = {"bottom": 1, "bottom_color": "#D7C4E2"}
        header = look(bold=True, font_color="#FFFFFF", bg_color="#7A3E9D", align="center", text_wrap=True, bottom=2)
        plain, money = look(**line), look(num_format='#,##0 "€"', **line)
        day, share = look(num_format="d mmm yyyy", align="center", **line), look(num_format="0%", align="center", **line)
        names = ["Lead ID", "Campaign", "Stage", "Owner", "First talk", "Worth", "Chance"]
        looks = [plain, plain, plain, plain, day, money, share]
        data = [
            [lead, campaign, STAGES[at % 4], owner, datetime.date(2026, 3, 2 + at), 1_800 + at * at * 310 % 9_400, (1 + at * 7 % 9) / 10]
            for at, (lead, campaign, owner) in enumerate(rows)
        ]
        last = HEADER + len(data)
        sheet.add_table(HEADER - 1, 0, last - 1, len(names) - 1, {
            "name": "Fair", "style": None, "data": data,
            "columns": [{"header": name, "header_format": header, "format": form} for name, form in zip(names, looks, strict=True)],
        })  # fmt: skip
        sheet.set_row(HEADER - 1, 30)
        for at, width in enumerate([23, 30, 12, 17, 14, 12, 10]):
            sheet.set_column(at, at, width)
        sheet.conditional_format(HEADER, 5, last - 1, 5, {"type": "data_bar", "bar_color": "#C39BD3", "bar_solid": True})
        sheet.freeze_panes(HEADER, 1)
        chart = book.add_chart({"type": "column"})
        days, worth = (["Spring fair", HEADER, at, last - 1, at] for at in (4, 5))
        chart.add_series({"name": "Worth", "categories": days, "values": worth, "fill": {"color": "#7A3E9D"}, "gap": 60})
        chart.set_x_axis({"num_format": "d mmm"})
        chart.set_title({"name": "Worth by the day of the first talk", "name_font": {"name": "Georgia", "size": 13}})
        chart.set_legend({"none": True})
        chart.set_size({"width": 780, "height": 260})
        sheet.insert_chart(last + 1, 0, chart)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.set_margins(0.2, 0.2, 0.2, 0.2)
        sheet.fit_to_pages(1, 1)
        totals = book.add_worksheet("Totals")
        totals.write("A1", "Worth in all", look(bold=True))
        totals.write_formula("B1", "=SUM(Fair[Worth])", money, sum(row[5] for row in data))
        book.define_name("Worth", f"='Spring fair'!$F${HEADER + 1}:$F${last}")


if __name__ == "__main__":
    build(*sys.argv[1:])
