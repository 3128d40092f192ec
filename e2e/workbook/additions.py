"""An XML part beside what it became: everything it had is still there, in order, and only what may be added was added."""

from xml.etree import ElementTree

from package_parts import area, cell

# What of an element may differ, and which elements may come in below it, by local names.
MAY_DIFFER = {
    "dimension": {"ref"}, "row": {"spans"}, "autoFilter": {"ref"}, "table": {"ref"}, "tableColumns": {"count"},
    "queryTableRefresh": {"nextId", "unboundColumnsRight"}, "queryTableFields": {"count"},
    "sst": {"count", "uniqueCount"}, "numFmts": {"count"}, "fonts": {"count"}, "fills": {"count"},
    "borders": {"count"}, "cellXfs": {"count"}, "dxfs": {"count"},
}  # fmt: skip
MAY_COME_IN = {
    "worksheet": {"cols", "conditionalFormatting"}, "sheetData": {"row"}, "row": {"c"}, "sst": {"si"},
    "styleSheet": {"numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"}, "numFmts": {"numFmt"}, "fonts": {"font"}, "fills": {"fill"},
    "borders": {"border"}, "cellXfs": {"xf"}, "dxfs": {"dxf"}, "workbook": {"definedNames"}, "sheets": {"sheet"},
    "definedNames": {"definedName"}, "Types": {"Override", "Default"}, "Relationships": {"Relationship"},
    "tableColumns": {"tableColumn"}, "queryTableFields": {"queryTableField"},
}  # fmt: skip
AREAS = ("dimension", "autoFilter", "table")
APPENDED = 10


def local(element):
    return element.tag.rpartition("}")[2]


class Additions:
    """What became of one part. `lost` is the first thing that is gone or changed, as words, and None where all is there."""

    def __init__(self, old, new):
        one, two = ElementTree.fromstring(old), ElementTree.fromstring(new)
        self.columns = set()
        if local(one) == "worksheet":
            name_cells(one)
            name_cells(two)
        self.lost = self.element(one, two, local(one))
        if self.lost is None and self.columns and max(self.columns) - min(self.columns) >= APPENDED:
            self.lost = f"cells changed in the columns {sorted(self.columns)}"

    def element(self, old, new, where):
        name = local(old)
        if old.tag != new.tag:
            return f"{where} became {local(new)}"
        if name in AREAS and not within(old.get("ref"), new.get("ref")):
            return f"{where} covered {old.get('ref')}, covers {new.get('ref')}"
        if name == "cols":
            return self.widths(old, new, where)
        differ = {key for key in {*old.keys(), *new.keys()} if old.get(key) != new.get(key)} - MAY_DIFFER.get(name, set())
        if differ and not is_template(old, new):
            return f"{where} has another {', '.join(sorted(differ))}"
        if (old.text or "").strip() != (new.text or "").strip() and not is_filter_name(old, new):
            return f"{where} said {old.text!r}, says {new.text!r}"
        return self.below(old, new, where)

    def below(self, old, new, where):
        may, at = MAY_COME_IN.get(local(old), set()), 0
        for child in old:
            key = next((child.get(name) for name in ("r", "name", "Id", "PartName") if child.get(name)), "")
            here = f"{where}/{local(child)} {key}".rstrip()
            reason = f"{here} is gone"
            for after in range(at, len(new)):
                other = new[after]
                reason = self.element(child, other, here)
                if reason is None or self.is_in_place_of(child, other):
                    reason, at = None, after + 1
                    break
                if local(other) not in may or is_behind(other, child):
                    break
                self.came(other)
            if reason is not None and not self.may_go(child):
                return reason
        for other in new[at:]:
            if local(other) not in may:
                return f"{where} has one more {local(other)}"
            self.came(other)
        return None

    def came(self, element):
        if local(element) == "c":
            self.columns.add(element.get("column"))

    def is_in_place_of(self, old, new):
        """A cell that only had looks was filled."""
        if local(old) != "c" or len(old) or old.get("r") != new.get("r"):
            return False
        self.columns.add(old.get("column"))
        return True

    def may_go(self, element):
        """A signature ends; a cell that only had looks gives way to ours."""
        if local(element) == "c" and len(element) == 0:
            self.columns.add(element.get("column"))
            return True
        kind, part = element.get("Type", ""), element.get("PartName", "")
        return kind.endswith("/digital-signature/origin") or part.startswith("/_xmlsignatures/")

    def widths(self, old, new, where):
        """Every column is as it was, but for those appended."""
        before, after = spread(old), spread(new)
        bounds = sorted({bound for low, high, _ in before + after for bound in (low, high, high + 1)})
        changed = [column for column in bounds if look_at(before, column) != look_at(after, column)]
        if changed and changed[-1] - changed[0] > APPENDED:
            return f"{where}: columns {changed} have another width"
        return None


def name_cells(sheet):
    """Rows and cells say where they stand, as they would be read."""
    row_number = 0
    for row in next(child for child in sheet if local(child) == "sheetData"):
        row_number = int(row.get("r") or row_number + 1)
        row.set("r", str(row_number))
        column = 0
        for item in row:
            if local(item) == "c":
                where = cell(item.get("r").upper()) if item.get("r") else None
                column = where[1] if where else column + 1
                item.set("column", column)
                item.set("r", f"{row_number}:{column}")


def is_behind(other, child):
    """Whether a row or cell stands where another is, or behind it: what is sought is not further on."""
    if local(other) != local(child):
        return False
    if local(child) == "c":
        return other.get("column") >= child.get("column")
    return local(child) == "row" and int(other.get("r")) >= int(child.get("r"))


def is_template(old, new):
    kinds = [item.get("ContentType", "") for item in (old, new)]
    return kinds[0].replace(".template.", ".sheet.") == kinds[1] != ""


def is_filter_name(old, new):
    """The filter's hidden name grows with the filter."""
    texts = [(item.text or "").split(":")[0].replace("$", "") for item in (old, new)]
    return old.get("name") == "_xlnm._FilterDatabase" and texts[0] == texts[1]


def within(one, other):
    if one == other:
        return True
    inner, outer = (area((text or "").replace("$", "").upper()) for text in (one, other))
    if inner is None or outer is None:
        return False
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def spread(cols):
    """First column, last column and looks of each `<col>`."""
    return [
        (int(col.get("min")), int(col.get("max")), {key: value for key, value in col.items() if key not in ("min", "max")})
        for col in cols
    ]


def look_at(edges, column):
    return next((look for low, high, look in edges if low <= column <= high), None)
