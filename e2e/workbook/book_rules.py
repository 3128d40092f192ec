"""What must hold of the workbook as a whole: its styles and texts, its sheets and their names, the order of calculation."""

import re

from package_parts import REL, TYPES, area, cell
from sheet_rules import LONGEST_TEXT, M, units

LISTS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
MOST_FORMATS = 65_490
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def strings(package, part):
    """The shared texts."""
    tree = package.tree(part) if part else None
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


def styles(package, part):
    """How many cell formats and differential ones there are."""
    tree = package.tree(part) if part else None
    if tree is None:
        return {"formats": 1, "differential": 0}
    have = {}
    for name in LISTS:
        holder = tree.find(f"{M}{name}")
        have[name] = 0 if holder is None else len(holder)
        if holder is not None and int(holder.get("count", len(holder))) != len(holder):
            package.blame(part, f"<{name}> counts {holder.get('count')}, has {len(holder)}")
    order = [child.tag.removeprefix(M) for child in tree if child.tag.removeprefix(M) in LISTS]
    if order != sorted(order, key=LISTS.index):
        package.blame(part, f"lists out of order: {', '.join(order)}")
    if have["cellXfs"] > MOST_FORMATS:
        package.blame(part, f"{have['cellXfs']:,} cell formats")
    _number_formats(package, part, tree)
    for kind in ("cellStyleXfs", "cellXfs"):
        for at, form in enumerate(tree.iterfind(f"{M}{kind}/{M}xf")):
            for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs")):
                if int(form.get(key, 0)) >= max(have[name], 1):
                    package.blame(part, f"{kind} {at} uses {key} {form.get(key)} of {have[name]}")
    for style in tree.iterfind(f"{M}cellStyles/{M}cellStyle"):
        if int(style.get("xfId", 0)) >= max(have["cellStyleXfs"], 1):
            package.blame(part, f"style {style.get('name')!r} uses format {style.get('xfId')} of {have['cellStyleXfs']}")
    return {"formats": max(have["cellXfs"], 1), "differential": have["dxfs"]}


def _number_formats(package, part, tree):
    own = set()
    for item in tree.iterfind(f"{M}numFmts/{M}numFmt"):
        if item.get("numFmtId") in own:
            package.blame(part, f"number format {item.get('numFmtId')} stands twice")
        own.add(item.get("numFmtId"))
        if units(item.get("formatCode", "")) > 255:
            package.blame(part, f"number format {item.get('numFmtId')} is longer than 255 characters")
    for at, form in enumerate(tree.iterfind(f"{M}cellXfs/{M}xf")):
        number = form.get("numFmtId", "0")
        if int(number) >= 164 and number not in own:
            package.blame(part, f"cell format {at} uses number format {number}, which is not defined")


def sheets(package, part, workbook, relations):
    """Sheet name → its part; chart sheets and the like are left out."""
    found, seen, ids, used, shown = {}, set(), set(), set(), 0
    for sheet in workbook.iterfind(f"{M}sheets/{M}sheet"):
        name, number = sheet.get("name"), sheet.get("sheetId", "")
        if not name or units(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.startswith("'") or name.endswith("'"):
            package.blame(part, f"a sheet is named {name!r}")
        if name.lower() in seen or number in ids:
            package.blame(part, f"the name or number of sheet {name!r} stands twice")
        if not number.isdigit() or not 1 <= int(number) <= 65_534:
            package.blame(part, f"sheet {name!r} has the number {number!r}")
        seen.add(name.lower())
        ids.add(number)
        shown += sheet.get("state", "visible") == "visible"
        kind, target = relations.get(sheet.get(f"{{{REL}}}id"), (None, None))
        if kind is None:
            package.blame(part, f"sheet {name!r} has no part")
        elif target in used:
            package.blame(part, f"sheet {name!r} has the part of another sheet")
        elif kind == "worksheet":
            found[name] = target
        used.add(target)
    if not shown:
        package.blame(part, "no sheet is shown")
    views = workbook.findall(f"{M}bookViews/{M}workbookView")
    if any(int(view.get("activeTab", 0)) >= len(seen) for view in views):
        package.blame(part, "the active sheet is not there")
    return found


def names(package, part, workbook):
    """The defined names."""
    seen, count = set(), len(workbook.findall(f"{M}sheets/{M}sheet"))
    for name in workbook.iterfind(f"{M}definedNames/{M}definedName"):
        scope, word = name.get("localSheetId"), name.get("name", "")
        if scope is not None and int(scope) >= count:
            package.blame(part, f"name {word} belongs to sheet {scope}")
        if not re.fullmatch(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*", word) or cell(word.upper()) or len(word) > 255:
            package.blame(part, f"{word!r} cannot be a name")
        if not name.text:
            package.blame(part, f"name {word} stands for nothing")
        key = (word.lower(), scope)
        if key in seen:
            package.blame(part, f"name {word} stands twice")
        seen.add(key)
    return {name for name, _ in seen}


def hidden_filters(package, part, workbook, facts):
    """The hidden name of a sheet's filter covers what the filter covers. `facts` are the sheets', by their place."""
    for name in workbook.iterfind(f"{M}definedNames/{M}definedName"):
        if name.get("name") != "_xlnm._FilterDatabase" or not name.get("localSheetId"):
            continue
        covered = area((name.text or "").rpartition("!")[2])
        filtered = facts.get(int(name.get("localSheetId")), {}).get("filter")
        if filtered and covered and filtered != covered:
            package.blame(part, f"the filter's hidden name covers {name.text}, the filter something else")


def types(package, main, parts):
    """Sheets and the workbook are called what they are, and the file's ending agrees."""
    told = {
        item.get("PartName").lstrip("/").lower(): item.get("ContentType")
        for item in package.tree("[Content_Types].xml").iter(f"{{{TYPES}}}Override")
    }
    for sheet in parts:
        if told.get(sheet.lower(), SHEET_TYPE) != SHEET_TYPE:
            package.blame(sheet, f"is listed as {told[sheet.lower()]}")
    kind = told.get(main.lower(), "")
    if package.zip.filename.lower().endswith(".xlsx") and not kind.endswith("spreadsheetml.sheet.main+xml"):
        package.blame(main, f"is listed as {kind}, which no .xlsx is")
    if package.zip.filename.lower().endswith(".xlsm") and "macroEnabled" not in kind:
        package.blame(main, f"is listed as {kind}, which no .xlsm is")


def calculation(package, part, workbook, relations, facts):
    """Every cell in the order of calculation has a formula. `facts` are those of sheets by their part."""
    tree = package.tree(part) if part else None
    if tree is None:
        return
    by_id = {}
    for sheet in workbook.iterfind(f"{M}sheets/{M}sheet"):
        by_id[sheet.get("sheetId")] = relations.get(sheet.get(f"{{{REL}}}id"), (None, None))[1]
    number = None
    for item in tree.iterfind(f"{M}c"):
        number = item.get("i", number)
        if number not in by_id:
            package.blame(part, f"lists a cell of sheet {number}, which is not there")
        elif by_id[number] in facts and cell(item.get("r")) not in facts[by_id[number]]["formulas"]:
            package.blame(part, f"lists {item.get('r')} of sheet {number}, which has no formula")
