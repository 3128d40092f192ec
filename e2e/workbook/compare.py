"""A workbook beside the one that columns were appended to: what was lost or changed, a line each.

Knows nothing of how the columns were appended: unpacks both, compares the parts byte by byte and those that must change
element by element, and reads both with openpyxl.
"""

import re
import zipfile

import openpyxl
from additions import Additions

# Parts that may have other bytes than before, beside the one sheet; each still has all that it had (additions.py).
CHANGES = re.compile(
    r"^(\[Content_Types\]\.xml|_rels/\.rels|.*workbook\d*\.xml|.*workbook\d*\.xml\.rels|.*styles\d*\.xml"
    r"|.*sharedstrings\d*\.xml|.*/tables?/[^/]*\.xml|.*/table\d*\.xml|.*/querytables/[^/]*\.xml)$",
    re.IGNORECASE,
)
OURS = re.compile(r"^xl/(worksheets|charts|drawings)/(_rels/)?leadsheet\d+\.xml(\.rels)?$")
SIGNATURE = "_xmlsignatures/"


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def compare_parts(before, after):
    """Every part is there with the bytes it had; what must change has all that it had; only our sheets came in."""
    had, has = parts(before), parts(after)
    findings = [f"{name} is gone" for name in had if name not in has and not name.startswith(SIGNATURE)]
    findings += [f"{name} came in" for name in has if name not in had and not OURS.match(name)]
    findings += [f"{name} is left of the signature" for name in has if name.startswith(SIGNATURE)]
    changed = [name for name in had if name in has and had[name] != has[name]]
    sheets = [name for name in changed if not CHANGES.match(name.replace("\\", "/"))]
    if len(sheets) != 1:
        findings.append(f"changed, where one sheet should be: {sheets}")
    for name in changed:
        lost = Additions(had[name], has[name]).lost
        if lost:
            findings.append(f"{name}: {lost}")
    return findings


LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")
OF_SHEETS = ("sheet_state", "freeze_panes", "print_area", "print_title_rows", "print_title_cols", "protection", "page_setup")


def read(path):
    return openpyxl.load_workbook(path, rich_text=True)


def compare_cells(was, now):
    """Every cell has the value, formula, looks, link and comment it had, and sheets are set up as they were."""
    findings = []
    if now.sheetnames[: len(was.sheetnames)] != was.sheetnames:
        findings.append(f"sheets {was.sheetnames} became {now.sheetnames}")
    for name, value in was.defined_names.items():
        if name not in now.defined_names or now.defined_names[name].value != value.value:
            findings.append(f"name {name} was {value.value}")
    same_looks = set()
    for name in was.sheetnames:
        old, new = was[name], now[name]
        if not hasattr(old, "iter_rows"):
            continue
        for cells in old.iter_rows():
            findings += [f"{name}!{cell.coordinate} {told}" for cell in cells for told in _cell(cell, new, same_looks)]
        findings += [f"{name}: {told}" for told in _sheet(old, new)]
    return findings


def _cell(cell, sheet, same_looks):
    if cell.value is None:
        return
    other = sheet[cell.coordinate]
    told = [str(getattr(item.value, "text", item.value)) for item in (cell, other)]
    if told[0] != told[1]:
        yield f"was {told[0]!r}, is {told[1]!r}"
    # Looks are numbers into lists; those compared once need not be again.
    pair = (cell.style_id, other.style_id)
    if pair not in same_looks:
        looks = [look for look in LOOKS if repr(getattr(cell, look)) != repr(getattr(other, look))]
        if looks:
            yield f"has another {looks}"
        else:
            same_looks.add(pair)
    for what in ("comment", "hyperlink"):
        one, two = getattr(cell, what), getattr(other, what)
        if getattr(one, "text", getattr(one, "target", None)) != getattr(two, "text", getattr(two, "target", None)):
            yield f"has another {what}"


def _sheet(old, new):
    for what in OF_SHEETS:
        if repr(getattr(old, what, None)) != repr(getattr(new, what, None)):
            yield f"{what} changed"
    counted = {
        "merged cells": lambda sheet: sorted(map(str, sheet.merged_cells.ranges)),
        "validations": lambda sheet: sorted(str(item.sqref) + str(item.formula1) for item in sheet.data_validations.dataValidation),
        "charts": lambda sheet: len(sheet._charts),  # noqa: SLF001 -- openpyxl has no other way to count them
        "pictures": lambda sheet: len(sheet._images),  # noqa: SLF001
        "pivot tables": lambda sheet: len(sheet._pivots),  # noqa: SLF001
    }
    for what, count in counted.items():
        if count(old) != count(new):
            yield f"{what} changed"
    formats = [
        {str(area.sqref): [repr(rule) for rule in area.rules] for area in sheet.conditional_formatting} for sheet in (old, new)
    ]
    if any(formats[1].get(area) != rules for area, rules in formats[0].items()):
        yield "conditional formats changed"
    for at, dimension in old.row_dimensions.items():
        other = new.row_dimensions[at]
        if (dimension.height, dimension.hidden, dimension.outlineLevel) != (other.height, other.hidden, other.outlineLevel):
            yield f"row {at} has another height or is hidden otherwise"
    for table in old.tables.values():
        columns = [column.name for column in table.tableColumns]
        if [column.name for column in new.tables[table.name].tableColumns][: len(columns)] != columns:
            yield f"table {table.name} has other columns"
