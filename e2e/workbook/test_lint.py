"""The lint itself: silent on a sound workbook, and each way of breaking that workbook is found."""

import re
import tempfile
import unittest
import zipfile
from pathlib import Path

import xlsxwriter
from lint import lint

SHEET, TABLE, STYLES = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml"
SECOND = "xl/worksheets/sheet2.xml"

# What is broken: part, pattern, replacement, and words of the finding.
FAULTS = [
    (SHEET, r'<c r="A2"', '<c r="B2"', "after column 2"),
    (SHEET, r'<c r="A2"', '<c r="XFE2"', "cell XFE2"),
    (SHEET, r'<row r="3"', '<row r="2"', "row 2 after row 2"),
    (SHEET, r't="s"><v>0</v>', 't="s"><v>900</v>', "shared string 900"),
    (SHEET, r'<c r="A2"', '<c r="A2" s="99"', "style 99"),
    (SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"', "leaves out used cells"),
    (SHEET, r'<v>10</v>', "<v>ten</v>", "is no value of type n"),
    (SHEET, r'<v>10</v>', "<v>NaN</v>", "is no value of type n"),
    (SHEET, r"<sheetFormatPr[^>]*/>", "", None),
    (SHEET, r"(<sheetData>)", r'<autoFilter ref="A1:B2"/>\1', "out of order"),
    (SHEET, r"<tableParts", '<autoFilter ref="A1:B2"/><tableParts', "out of order"),
    (SHEET, r"(</sheetData>)", r'\1<autoFilter ref="A1:C3"/>', "filter over the table"),
    (SHEET, r'<tableParts count="1"', '<tableParts count="2"', "counts 2, has 1"),
    (SHEET, r'(<tablePart [^>]*id=)"[^"]*"', r'\1"rId99"', "relation rId99"),
    (SHEET, r"(<sheetData>)", r'<cols><col min="1" max="3"/><col min="3" max="4"/></cols>\1', "overlaps"),
    (SHEET, r"(</sheetData>)", r'\1<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>', "merged cells"),
    (SECOND, r'dxfId="0"', 'dxfId="9"', "style 9 of 1"),
    (SECOND, r'priority="2"', 'priority="1"', "priority 1 stands twice"),
    (SECOND, r'sqref="A1:A9"', 'sqref="A0"', "over A0"),
    (TABLE, r'name="Company"', 'name="Firm"', "not what the header cell says"),
    (TABLE, r'name="Company"', 'name="Size"', "two columns of one name"),
    (TABLE, r'<tableColumns count="3"', '<tableColumns count="4"', "counted as 4"),
    (TABLE, r'(<table [^>]*) ref="A1:C3"', r'\1 ref="A1:D3"', "over A1:D3"),
    (STYLES, r'<cellXfs count="\d+"', '<cellXfs count="77"', "counts 77"),
    (STYLES, r'(<cellXfs[^>]*><xf [^>]*)fontId="0"', r'\1fontId="55"', "fontId 55"),
    (STYLES, r'(<cellXfs[^>]*><xf [^>]*)numFmtId="0"', r'\1numFmtId="190"', "number format 190"),
    ("xl/sharedStrings.xml", r'uniqueCount="\d+"', 'uniqueCount="1"', "uniqueCount 1"),
    ("xl/sharedStrings.xml", r"Acme", "x" * 32_768, "32,768 characters"),
    ("xl/workbook.xml", r'name="Numbers"', 'name="leads"', "stands twice"),
    ("xl/workbook.xml", r'name="Numbers"', 'name="a:b"', "is named 'a:b'"),
    ("xl/workbook.xml", r"<definedNames ?/>|(?=<calcPr)", '<definedNames><definedName name="X" localSheetId="7">1</definedName></definedNames>', "belongs to sheet 7"),
    ("xl/charts/chart1.xml", r"'?Numbers'?!", "Nowhere!", "which is no sheet here"),
    ("xl/_rels/workbook.xml.rels", r"worksheets/sheet2.xml", "worksheets/sheet9.xml", "is missing"),
    ("[Content_Types].xml", r'<Override PartName="/xl/styles.xml"[^>]*/>', "", None),
    ("[Content_Types].xml", r"/xl/styles.xml", "/xl/stylish.xml", "which is missing"),
    (SHEET, r"</worksheet>", "", "not well-formed"),
]  # fmt: skip


def sound(path):
    """A workbook with a table, a chart, conditional formats and two sheets."""
    book = xlsxwriter.Workbook(path)
    leads, numbers = book.add_worksheet("Leads"), book.add_worksheet("Numbers")
    people = [["00Q1", "Acme", 10], ["00Q2", "Bolt", 20]]
    headers = [{"header": header} for header in ("Lead", "Company", "Size")]
    leads.add_table("A1:C3", {"name": "People", "columns": headers, "data": people})
    numbers.write_column("A1", range(9))
    red = book.add_format({"bg_color": "#FF0000"})
    numbers.conditional_format("A1:A9", {"type": "cell", "criteria": "<", "value": 3, "format": red})
    numbers.conditional_format("A1:A9", {"type": "cell", "criteria": "<", "value": 1})
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Numbers!$A$1:$A$9"})
    numbers.insert_chart("C2", chart)
    book.close()


def broken(source, target, part, pattern, replacement):
    """A copy with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode()
            if name == part:
                data, times = re.subn(pattern, replacement, data, count=1)
                assert times == 1, f"{part} has no {pattern}"
            new.writestr(name, data)


class Lint(unittest.TestCase):
    def test_sound_and_broken(self):
        with tempfile.TemporaryDirectory() as folder:
            good = Path(folder, "good.xlsx")
            sound(good)
            self.assertEqual(lint(good), [])
            for part, pattern, replacement, words in FAULTS:
                with self.subTest(part=part, replacement=replacement[:40]):
                    bad = Path(folder, "bad.xlsx")
                    broken(good, bad, part, pattern, replacement)
                    found = "\n".join(lint(bad))
                    if words is None:
                        self.assertEqual(found, "")
                    else:
                        self.assertIn(words, found)

    def test_part_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "twice.xlsx")
            sound(path)
            with zipfile.ZipFile(path, "a") as book:
                book.writestr("XL/styles.xml", "<x/>")
            self.assertIn("stands twice in the zip", "\n".join(lint(path)))


if __name__ == "__main__":
    unittest.main()
