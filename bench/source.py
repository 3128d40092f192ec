"""The workbook that all tools are measured on: 20 columns as Excel writes them, its texts in the shared strings.

    python source.py TARGET.xlsx ROWS
"""

import sys
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"'
    f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{TYPE}{kind}+xml"/>'
        for part, kind in [
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("worksheets/sheet2", "worksheet"),
            ("styles", "styles"), ("sharedStrings", "sharedStrings"),
        ]
    )
    + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATION}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets><sheet name="Leads" sheetId="1" r:id="rId1"/>'
    '<sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{at}" Type="{RELATION}/{kind}" Target="{part}.xml"/>'
        for at, kind, part in [
            (1, "worksheet", "worksheets/sheet1"), (2, "worksheet", "worksheets/sheet2"),
            (3, "styles", "styles"), (4, "sharedStrings", "sharedStrings"),
        ]
    )
    + "</Relationships>",
    "xl/styles.xml": f'<styleSheet {MAIN}><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf numFmtId="14" xfId="0"'
    ' applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    "xl/worksheets/sheet2.xml": f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
}
LETTERS = "ABCDEFGHIJKLMNOPQRST"


def texts(row):
    """Fourteen texts: the id, four of the row's own, nine that return."""
    yield f"00Q{row:012d}"
    for at in range(4):
        yield f"Text {at} of row {row}"
    for at in range(9):
        yield f"Value {row * 7 % 9973} of column {at}"


def sheet(rows, strings):
    """The first sheet's XML, a row at a time; `strings` gathers the texts."""
    yield f'{HEAD}<worksheet {MAIN}><dimension ref="A1:T{rows + 1}"/><sheetData><row r="1">'
    for letter in LETTERS:
        yield f'<c r="{letter}1" t="s"><v>{strings.setdefault(f"Column {letter}", len(strings))}</v></c>'
    yield "</row>"
    for row in range(1, rows + 1):
        line = row + 1
        cells = [
            f'<c r="{letter}{line}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
            for letter, text in zip(LETTERS, texts(row), strict=False)
        ]
        numbers = [row * at % 1009 for at in range(14, 18)]
        cells += [f'<c r="{letter}{line}"><v>{number}</v></c>' for letter, number in zip("OPQR", numbers, strict=True)]
        cells.append(f'<c r="S{line}" s="1"><v>{45_000 + row % 900}</v></c>')
        cells.append(f'<c r="T{line}"><f>SUM(O{line}:R{line})</f><v>{sum(numbers)}</v></c>')
        yield f'<row r="{line}" spans="1:20">{"".join(cells)}</row>'
    yield f'</sheetData><autoFilter ref="A1:T{rows + 1}"/></worksheet>'


def shared(rows, strings):
    """The shared strings' XML."""
    yield f'{HEAD}<sst {MAIN} count="{14 * rows + 20}" uniqueCount="{len(strings)}">'
    for text in strings:
        yield f"<si><t>{text}</t></si>"
    yield "</sst>"


def workbook(path, rows):
    """Writes it."""
    strings = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, HEAD + text)
        for name, lines in [("xl/worksheets/sheet1.xml", sheet(rows, strings)), ("xl/sharedStrings.xml", shared(rows, strings))]:
            with archive.open(name, "w", force_zip64=True) as part:
                for line in lines:
                    part.write(line.encode())


workbook(sys.argv[1], int(sys.argv[2]))
