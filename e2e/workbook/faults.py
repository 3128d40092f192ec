"""The ways of breaking a workbook that make Excel offer a repair or refuse it: each named by the finding it must cause."""

import xlsxwriter

LEADS, NUMBERS, NOTES = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3))
TABLE, STYLES, BOOK = "xl/tables/table1.xml", "xl/styles.xml", "xl/workbook.xml"
STRINGS, TYPES, COMMENTS = "xl/sharedStrings.xml", "[Content_Types].xml", "xl/comments1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def sound(path):
    """A workbook with a table, a chart, conditional formats, a filter, comments, validations, links and formulas."""
    with xlsxwriter.Workbook(path) as book:
        leads, numbers, notes = (book.add_worksheet(name) for name in ("Leads", "Numbers", "Notes"))
        people = [["00Q1", "Acme", 10], ["00Q2", "Bolt", 20]]
        headers = [{"header": header} for header in ("Lead", "Company", "Size")]
        leads.add_table("A1:C3", {"name": "People", "columns": headers, "data": people})
        leads.set_column("A:B", 20)
        numbers.write_column("A1", range(9))
        red = book.add_format({"bg_color": "#FF0000", "num_format": "0.0000"})
        numbers.conditional_format("A1:A9", {"type": "cell", "criteria": "<", "value": 3, "format": red})
        numbers.conditional_format("A1:A9", {"type": "cell", "criteria": "<", "value": 1})
        numbers.write_formula("B1", "=A1+1", red, 1)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Numbers!$A$1:$A$9"})
        numbers.insert_chart("C2", chart)
        notes.write_row("A1", ["Note", "Kind"])
        notes.write_row("A2", ["one", "a"])
        notes.autofilter("A1:B2")
        notes.freeze_panes(1, 0)
        notes.write_comment("A2", "first", {"author": "Someone"})
        notes.write_comment("B2", "second", {"author": "Someone"})
        notes.data_validation("B2", {"validate": "list", "source": ["a", "b"]})
        notes.write_url("A4", "https://example.com/")
        notes.merge_range("D1:E2", "merged")
        notes.set_row(7, 20)
        book.define_name("Sizes", "=Leads!$C$2:$C$3")


# The fault's name; part, pattern, replacement; words of the finding.
FAULTS = [
    ("a cell twice", LEADS, r'<c r="A2"', '<c r="B2"', "after column 2"),
    ("a column past the last", LEADS, r'<c r="A2"', '<c r="XFE2"', "cell XFE2"),
    ("a row past the last", LEADS, r'<row r="3"', '<row r="1048577"', "row 1048577 after row 2"),
    ("a row twice", LEADS, r'<row r="3"', '<row r="2"', "row 2 after row 2"),
    ("a shared text that is not there", LEADS, r't="s"><v>0</v>', 't="s"><v>900</v>', "shared string 900"),
    ("a style that is not there", LEADS, r'<c r="A2"', '<c r="A2" s="99"', "style 99"),
    ("a used range that is too small", LEADS, r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"', "leaves out used cells"),
    ("a number that is none", LEADS, r"<v>10</v>", "<v>ten</v>", "is no value of type n"),
    ("not a number", LEADS, r"<v>10</v>", "<v>NaN</v>", "is no value of type n"),
    ("an unknown error", LEADS, r'<c r="C2"><v>10', '<c r="C2" t="e"><v>#OOPS!', "is no value of type e"),
    ("a truth that is neither", LEADS, r'<c r="C2"><v>10', '<c r="C2" t="b"><v>2', "is no value of type b"),
    ("an unknown type of cell", LEADS, r'<c r="C2"><v>10', '<c r="C2" t="text"><v>10', "type text"),
    ("an inline text without its element", LEADS, r'<c r="C2"><v>10', '<c r="C2" t="inlineStr"><v>10', "without <is>"),
    ("an inline text that is too long", LEADS, r'<c r="C2"><v>10</v>', f'<c r="C2" t="inlineStr"><is><t>{"😀" * 16_384}</t></is>', "32,768 characters"),
    ("a filter before the rows", LEADS, r"(<sheetData>)", r'<autoFilter ref="A1:B2"/>\1', "<sheetData> behind <autoFilter>"),
    ("a filter behind the margins", LEADS, r"<tableParts", '<autoFilter ref="A1:B2"/><tableParts', "out of order"),
    ("two filters", NOTES, r"(<autoFilter [^>]*/>)", r"\1\1", "<autoFilter> stands 2 times"),
    ("a filter over a table", LEADS, r"(</sheetData>)", r'\1<autoFilter ref="A1:C3"/>', "filter over the table"),
    ("a filter over nothing", NOTES, r'<autoFilter ref="A1:B2"', '<autoFilter ref="A1:B0"', "filter over A1:B0"),
    ("a filter and its name apart", NOTES, r'<autoFilter ref="A1:B2"', '<autoFilter ref="A1:B1"', "the filter something else"),
    ("tables counted wrong", LEADS, r'<tableParts count="1"', '<tableParts count="2"', "counts 2, has 1"),
    ("a table without a relation", LEADS, r'(<tablePart [^>]*id=)"[^"]*"', r'\1"rId99"', "relation rId99"),
    ("a link that leads to a comment", NOTES, r'(<hyperlink [^>]*r:id=)"[^"]*"', r'\1"rId3"', "leads to a comments"),
    ("widths that overlap", LEADS, r"(<cols>.*</cols>)", '<cols><col min="1" max="3"/><col min="3" max="4"/></cols>', "overlaps"),
    ("a width for no column", LEADS, r'<col min="1"', '<col min="0"', "<col> from 0"),
    ("a column that is too wide", LEADS, r'(<col min="1"[^>]*width=)"[^"]*"', r'\1"300"', "wider or deeper"),
    ("a row that is too tall", NOTES, r'ht="20"', 'ht="500"', "taller or deeper"),
    ("merged cells in a table", LEADS, r"(</sheetData>)", r'\1<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>', "merged cells"),
    ("merged cells that overlap", NOTES, r'<mergeCells count="1">', '<mergeCells count="2"><mergeCell ref="E2:F3"/>', "merged areas overlap"),
    ("a single merged cell", NOTES, r'<mergeCell ref="D1:E2"', '<mergeCell ref="D1"', "single cell is merged"),
    ("merged cells counted wrong", NOTES, r'<mergeCells count="1"', '<mergeCells count="5"', "<mergeCells> counts 5"),
    ("a formula with its equals sign", NUMBERS, r"<f>A1\+1</f>", "<f>=A1+1</f>", "begins with ="),
    ("a shared formula without the first", NUMBERS, r"<f>A1\+1</f>", '<f t="shared" si="3"/>', "shares formula 3"),
    ("an array formula over nothing", NUMBERS, r"<f>A1\+1</f>", '<f t="array">A1</f>', "array formula over None"),
    ("a conditional style that is not there", NUMBERS, r'dxfId="0"', 'dxfId="9"', "style 9 of 1"),
    ("a conditional priority twice", NUMBERS, r'priority="2"', 'priority="1"', "priority 1 stands twice"),
    ("a conditional priority past the highest", NUMBERS, r'priority="2"', 'priority="2147483648"', "priority 2147483648"),
    ("a conditional format over nothing", NUMBERS, r'sqref="A1:A9"', 'sqref="A0"', "over A0"),
    ("a validation of nothing", NOTES, r'sqref="B2"', 'sqref="2B"', "validation of 2B"),
    ("a validation's list that is too long", NOTES, r"<formula1>[^<]*</formula1>", f'<formula1>"{"a," * 200}"</formula1>', "more than 255 characters"),
    ("validations counted wrong", NOTES, r'<dataValidations count="1"', '<dataValidations count="3"', "<dataValidations> counts 3"),
    ("a link on no cell", NOTES, r'<hyperlink ref="A4"', '<hyperlink ref="A0"', "a link on A0"),
    ("a window that is not there", NOTES, r'workbookViewId="0"', 'workbookViewId="4"', "in window 4 of 1"),
    ("a pane at no cell", NOTES, r'topLeftCell="A2"', 'topLeftCell="2A"', "pane at 2A"),
    ("a comment twice", COMMENTS, r'<comment ref="B2"', '<comment ref="A2"', "a comment on A2"),
    ("a comment by nobody", COMMENTS, r'authorId="0"', 'authorId="7"', "by author 7 of 1"),
    ("a table's column and header apart", TABLE, r'name="Company"', 'name="Firm"', "not what the header cell says"),
    ("a table's column twice", TABLE, r'name="Company"', 'name="Size"', "two columns of one name"),
    ("a table's number of a column twice", TABLE, r'<tableColumn id="2"', '<tableColumn id="1"', "two columns of one number"),
    ("a table's columns counted wrong", TABLE, r'<tableColumns count="3"', '<tableColumns count="4"', "counted as 4"),
    ("a table wider than its columns", TABLE, r'(<table [^>]*) ref="A1:C3"', r'\1 ref="A1:D3"', "over A1:D3"),
    ("a table's filter beside it", TABLE, r'<autoFilter ref="A1:C3"', '<autoFilter ref="A1:B3"', "its filter covers A1:B3"),
    ("a table named like a cell", TABLE, r'displayName="People"', 'displayName="AB12"', "'AB12' cannot be a table's name"),
    ("a table named like a range", TABLE, r'displayName="People"', 'displayName="Sizes"', "taken by a defined name"),
    ("a number as a table's header", LEADS, r'<c r="B1" t="s"><v>\d+</v>', '<c r="B1"><v>7</v>', "not what the header cell says"),
    ("cell formats counted wrong", STYLES, r'<cellXfs count="\d+"', '<cellXfs count="77"', "counts 77"),
    ("a font that is not there", STYLES, r'(<cellXfs[^>]*><xf [^>]*)fontId="0"', r'\1fontId="55"', "fontId 55"),
    ("a number format that is not there", STYLES, r'(<cellXfs[^>]*><xf [^>]*)numFmtId="0"', r'\1numFmtId="190"', "number format 190"),
    ("a number format twice", STYLES, r'<numFmts count="1">(<numFmt [^>]*/>)', r'<numFmts count="2">\1\1', "number format 164 stands twice"),
    ("a named style without a format", STYLES, r'(<cellStyle [^>]*)xfId="0"', r'\1xfId="8"', "uses format 8 of"),
    ("lists of styles out of order", STYLES, r"(<fonts.*</fonts>)(<fills.*</fills>)", r"\2\1", "lists out of order"),
    ("shared texts counted wrong", STRINGS, r'uniqueCount="\d+"', 'uniqueCount="1"', "uniqueCount 1"),
    ("a shared text that is too long", STRINGS, r"Acme", "x" * 32_768, "32,768 characters"),
    ("a character that XML forbids", STRINGS, r"Acme", "Ac&#1;me", "not well-formed"),
    ("a sheet's name twice", BOOK, r'name="Numbers"', 'name="leads"', "stands twice"),
    ("a sheet's name with a colon", BOOK, r'name="Numbers"', 'name="a:b"', "is named 'a:b'"),
    ("a sheet's name that is too long", BOOK, r'name="Numbers"', f'name="{"n" * 32}"', "is named"),
    ("a sheet's number twice", BOOK, r'sheetId="2"', 'sheetId="1"', "stands twice"),
    ("a sheet's number past the highest", BOOK, r'sheetId="2"', 'sheetId="65535"', "has the number '65535'"),
    ("a sheet's number that is none", BOOK, r'sheetId="2"', 'sheetId="0"', "has the number '0'"),
    ("two sheets of one part", BOOK, r'r:id="rId2"', 'r:id="rId1"', "the part of another sheet"),
    ("no sheet to be seen", BOOK, r"<sheet name(.*?)<sheet name(.*?)<sheet name", r'<sheet state="hidden" name\1<sheet state="hidden" name\2<sheet state="veryHidden" name', "no sheet is shown"),
    ("an active sheet that is not there", BOOK, r"<workbookView ", '<workbookView activeTab="9" ', "active sheet is not there"),
    ("a name of a sheet that is not there", BOOK, r'localSheetId="2"', 'localSheetId="7"', "belongs to sheet 7"),
    ("a name with a space", BOOK, r'name="Sizes"', 'name="All sizes"', "'All sizes' cannot be a name"),
    ("a name for nothing", BOOK, r"Leads!\$C\$2:\$C\$3", "", "stands for nothing"),
    ("a name twice", BOOK, r'(<definedName name="Sizes">.*?</definedName>)', r"\1\1", "Sizes stands twice"),
    ("a chart of no sheet", "xl/charts/chart1.xml", r"'?Numbers'?!", "Nowhere!", "which is no sheet here"),
    ("a relation to nothing", RELATIONS, r"worksheets/sheet2.xml", "worksheets/sheet9.xml", "is missing"),
    ("a relation twice", RELATIONS, r'Id="rId2"', 'Id="rId1"', "relation rId1 stands twice"),
    ("a type for nothing", TYPES, r"/xl/styles.xml", "/xl/stylish.xml", "which is missing"),
    ("a type for an ending twice", TYPES, r'(<Default Extension="rels"[^>]*/>)', r"\1\1", "gives a type to one ending twice"),
    ("a sheet that is called styles", TYPES, r'(sheet1.xml" ContentType="[^"]*)worksheet\+xml', r"\1styles+xml", "is listed as"),
    ("macros in a workbook without", TYPES, r"spreadsheetml.sheet.main", "spreadsheetml.template.main", "which no .xlsx is"),
    ("a part that is cut off", LEADS, r"</worksheet>", "", "not well-formed"),
    ("an attribute twice", LEADS, r'<row r="3"', '<row r="3" r="3"', "not well-formed"),
    ("a document type", LEADS, r"(<worksheet)", r"<!DOCTYPE x>\1", "document type declaration"),
]  # fmt: skip

# Changes that are none to Excel: nothing may be found.
HARMLESS = [
    ("no default height", LEADS, r"<sheetFormatPr[^>]*/>", ""),
    ("styles without a type of their own", TYPES, r'<Override PartName="/xl/styles.xml"[^>]*/>', ""),
    ("rows that do not say where they stand", LEADS, r'<row r="3"', "<row"),
    ("a comment in the XML", LEADS, r"<sheetData>", "<sheetData><!-- <row r='1'/> -->"),
]
