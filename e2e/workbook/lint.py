"""xlsx-lint: what makes Excel offer to repair a workbook, checked without the code that wrote it.

    python lint.py FILE.xlsx…      prints each finding on a line; exit code 1 where there is one
"""

import re
import sys

from package_parts import MAIN, REL, Package, area, check_zip, overlap
from sheet_rules import LONGEST_TEXT, M, check_sheet, units


def lint(path):
    """What is wrong with the workbook, a line each; empty where nothing is."""
    package = Package(path)
    check_zip(package)
    main = [target for kind, target in package.relations("").values() if kind == "officeDocument"]
    if len(main) != 1 or not package.has(main[0]):
        package.blame("_rels/.rels", f"names {len(main)} workbook parts, one is needed")
        return package.findings
    workbook, relations = package.tree(main[0]), package.relations(main[0])
    if workbook is None:
        return package.findings
    by_kind = {kind: target for kind, target in relations.values()}
    book = {
        "strings": _strings(package, by_kind.get("sharedStrings")),
        **_styles(package, by_kind.get("styles")),
    }
    sheets = _sheets(package, main[0], workbook, relations)
    names = _defined_names(package, main[0], workbook)
    tables = []
    for part in sheets.values():
        facts = check_sheet(package, part, book)
        if facts is not None:
            _tables(package, part, facts, tables, names)
    _charts(package, set(sheets))
    return package.findings


def _strings(package, part):
    if part is None:
        return []
    tree = package.tree(part)
    if tree is None:
        return []
    items = tree.findall(f"{M}si")
    if tree.get("uniqueCount") not in (None, str(len(items))):
        package.blame(part, f"uniqueCount {tree.get('uniqueCount')}, has {len(items)}")
    texts = ["".join(run.text or "" for run in item.iter(f"{M}t")) for item in items]
    for at, text in enumerate(texts):
        if units(text) > LONGEST_TEXT:
            package.blame(part, f"string {at} has {units(text):,} characters")
    return texts


def _styles(package, part):
    tree = package.tree(part) if part else None
    if tree is None:
        return {"formats": 1, "differential": 0}
    have = {}
    for name in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        holder = tree.find(f"{M}{name}")
        have[name] = 0 if holder is None else len(holder)
        if holder is not None and int(holder.get("count", len(holder))) != len(holder):
            package.blame(part, f"<{name}> counts {holder.get('count')}, has {len(holder)}")
    own = {int(item.get("numFmtId")) for item in tree.iterfind(f"{M}numFmts/{M}numFmt")}
    for at, form in enumerate(tree.iterfind(f"{M}cellXfs/{M}xf")):
        for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs")):
            if int(form.get(key, 0)) >= max(have[name], 1):
                package.blame(part, f"cell format {at} uses {key} {form.get(key)} of {have[name]}")
        number = int(form.get("numFmtId", 0))
        if number >= 164 and number not in own:
            package.blame(part, f"cell format {at} uses number format {number}, which is not defined")
    return {"formats": max(have["cellXfs"], 1), "differential": have["dxfs"]}


def _sheets(package, part, workbook, relations):
    """Sheet name → its part; chart sheets and the like are left out."""
    sheets, seen, ids = {}, set(), set()
    for sheet in workbook.iterfind(f"{M}sheets/{M}sheet"):
        name = sheet.get("name")
        if not name or units(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.startswith("'") or name.endswith("'"):
            package.blame(part, f"a sheet is named {name!r}")
        if name.lower() in seen or sheet.get("sheetId") in ids:
            package.blame(part, f"the name or number of sheet {name!r} stands twice")
        seen.add(name.lower())
        ids.add(sheet.get("sheetId"))
        kind, target = relations.get(sheet.get(f"{{{REL}}}id"), (None, None))
        if kind is None:
            package.blame(part, f"sheet {name!r} has no part")
        elif kind == "worksheet":
            sheets[name] = target
    active = workbook.find(f"{M}bookViews/{M}workbookView")
    if active is not None and int(active.get("activeTab", 0)) >= len(seen):
        package.blame(part, "the active sheet is not there")
    return sheets


def _defined_names(package, part, workbook):
    seen, sheets = set(), len(workbook.findall(f"{M}sheets/{M}sheet"))
    for name in workbook.iterfind(f"{M}definedNames/{M}definedName"):
        scope = name.get("localSheetId")
        if scope is not None and int(scope) >= sheets:
            package.blame(part, f"name {name.get('name')} belongs to sheet {scope}")
        key = (name.get("name").lower(), scope)
        if key in seen:
            package.blame(part, f"name {name.get('name')} stands twice")
        seen.add(key)
    return {name for name, _ in seen}


def _tables(package, sheet, facts, known, names):
    boxes = []
    for kind, part in package.relations(sheet).values():
        table = package.tree(part) if kind == "table" and part else None
        if table is None:
            continue
        box, name = area(table.get("ref")), table.get("displayName", "").lower()
        if box is None:
            package.blame(part, f"covers {table.get('ref')}")
            continue
        if (table.get("id"), name) in known or any(name == other or table.get("id") == key for key, other in known):
            package.blame(part, f"its number or name {name!r} is taken by another table")
        if name in names:
            package.blame(part, f"its name {name!r} is taken by a defined name")
        known.append((table.get("id"), name))
        columns = [item.get("name") for item in table.iterfind(f"{M}tableColumns/{M}tableColumn")]
        told = table.find(f"{M}tableColumns").get("count")
        if len(columns) != box[3] - box[1] + 1 or told not in (None, str(len(columns))):
            package.blame(part, f"{len(columns)} columns, counted as {told}, over {table.get('ref')}")
        if len({column.lower() for column in columns}) != len(columns):
            package.blame(part, "two columns of one name")
        if table.get("headerRowCount") != "0":
            for at, column in enumerate(columns):
                # Line breaks in a header are written as an escape in the table and as themselves in the cell.
                plain = column.replace("_x000a_", "\n").replace("_x000A_", "\n")
                if facts["texts"].get((box[0], box[1] + at)) != plain:
                    package.blame(part, f"column {column!r} is not what the header cell says")
        filtered = table.find(f"{M}autoFilter")
        if filtered is not None and (facts["filter"] and overlap(facts["filter"], box)):
            package.blame(part, "the sheet has a filter over the table’s own")
        if any(overlap(box, other) for other in boxes + facts["merged"]):
            package.blame(part, "overlaps another table or merged cells")
        boxes.append(box)


def _charts(package, sheets):
    for part in sorted(name for name in package.names if re.search(r"(^|/)charts/chart\d*\.xml$", name)):
        tree = package.tree(part)
        for reference in [] if tree is None else tree.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}f"):
            sheet = (reference.text or "").rsplit("!", 1)[0].strip("'").replace("''", "'")
            if sheet not in sheets:
                package.blame(part, f"draws from {reference.text}, which is no sheet here")


if __name__ == "__main__":
    found = [f"{path}: {finding}" for path in sys.argv[1:] for finding in lint(path)]
    print("\n".join(found) or f"{len(sys.argv) - 1} workbook(s), nothing that Excel would repair")
    sys.exit(1 if found else 0)
