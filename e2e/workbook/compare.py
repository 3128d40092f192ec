"""A workbook beside the one that columns were appended to: what was lost or changed, a line each.

Knows nothing of how the columns were appended: unpacks both, compares the parts byte by byte, and reads both with openpyxl.
"""

import re
import zipfile

import openpyxl

# Parts that must change when columns and sheets are added, and what may change in any of them is checked by reading.
CHANGES = re.compile(
    r"^(\[Content_Types\]\.xml|_rels/\.rels|.*workbook\d*\.xml|.*workbook\d*\.xml\.rels|.*styles\d*\.xml"
    r"|.*sharedstrings\d*\.xml|.*/tables?/[^/]*\.xml|.*/table\d*\.xml|_xmlsignatures/.*)$",
    re.IGNORECASE,
)


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def compare_parts(before, after):
    """Every part of the source is in the result, and only those that must change have changed: one sheet among them."""
    had, has = parts(before), parts(after)
    findings = [f"{name} is gone" for name in had if name not in has and not name.startswith("_xmlsignatures/")]
    changed = [name for name in had if name in has and had[name] != has[name] and not CHANGES.match(name.replace("\\", "/"))]
    if len(changed) > 1:
        findings.append(f"changed besides the sheet: {changed}")
    ours = re.compile(r"^xl/(worksheets|charts|drawings)/(_rels/)?leadsheet\d+\.xml(\.rels)?$")
    findings += [f"{name} came in" for name in has if name not in had and not ours.match(name)]
    return findings


LOOKS = ("font", "fill", "border", "alignment", "number_format", "protection")


def compare_cells(before, after):
    """Every cell has the value, formula and looks it had; names, filters and what is merged are as they were."""
    was, now = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    findings = []
    if now.sheetnames[: len(was.sheetnames)] != was.sheetnames:
        findings.append(f"sheets {was.sheetnames} became {now.sheetnames}")
    for name in was.sheetnames:
        old, new = was[name], now[name]
        if not hasattr(old, "iter_rows"):
            continue
        for row in old.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style:
                    continue
                other = new[cell.coordinate]
                told = [str(getattr(item.value, "text", item.value)) for item in (cell, other)]
                if told[0] != told[1] and not (cell.value is None and other.value is not None):
                    findings.append(f"{name}!{cell.coordinate} was {told[0]!r}, is {told[1]!r}")
                elif cell.value is not None:
                    looks = [look for look in LOOKS if getattr(cell, look) != getattr(other, look)]
                    if looks:
                        findings.append(f"{name}!{cell.coordinate} has another {looks}")
        if sorted(map(str, old.merged_cells.ranges)) != sorted(map(str, new.merged_cells.ranges)):
            findings.append(f"{name}: merged cells changed")
        if len(old.data_validations.dataValidation) != len(new.data_validations.dataValidation):
            findings.append(f"{name}: validations changed")
        for at, dimension in old.row_dimensions.items():
            if (dimension.height, dimension.hidden) != (new.row_dimensions[at].height, new.row_dimensions[at].hidden):
                findings.append(f"{name}: row {at} has another height")
    if set(was.defined_names) - set(now.defined_names):
        findings.append(f"names lost: {set(was.defined_names) - set(now.defined_names)}")
    return findings


def compare(before, after):
    """All that is worse in the result."""
    return compare_parts(before, after) + compare_cells(before, after)
