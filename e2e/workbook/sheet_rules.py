"""What must hold inside one worksheet."""

from package_parts import LAST_COLUMN, LAST_ROW, MAIN, REL, area, cell, overlap

ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
]  # fmt: skip
ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
LONGEST_TEXT = 32_767
# What is counted in whole numbers with a sign.
HIGHEST = 2**31 - 1
# Characters of a column, points of a row, levels of an outline.
WIDEST, TALLEST, DEEPEST = 255, 409.6, 7
# What an element's relation must lead to.
LEADS_TO = {
    "tablePart": "table", "drawing": "drawing", "legacyDrawing": "vmlDrawing", "hyperlink": "hyperlink", "picture": "image",
}  # fmt: skip
M = f"{{{MAIN}}}"


def units(text):
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def check_sheet(package, part, book):
    """All rules of one worksheet; `book` has the shared strings and styles. Answers what tables compare with."""
    tree = package.tree(part)
    if tree is None:
        return None
    children = [child.tag.removeprefix(M) for child in tree if child.tag.startswith(M)]
    known = [name for name in children if name in ORDER]
    for before, name in zip(known, known[1:], strict=False):
        if ORDER.index(name) < ORDER.index(before):
            package.blame(part, f"elements out of order: <{name}> behind <{before}>")
    for name in set(children) - {"conditionalFormatting"}:
        if children.count(name) > 1:
            package.blame(part, f"<{name}> stands {children.count(name)} times")
    _columns(package, part, tree)
    texts, used, formulas = _cells(package, part, tree, book)
    _areas(package, part, tree, used)
    _formats(package, part, tree, book)
    _validations(package, part, tree)
    _views(package, part, tree, book)
    _links(package, part, tree)
    filters = [area(item.get("ref")) for item in tree.findall(f"{M}autoFilter")]
    return {"texts": texts, "filter": filters[0] if filters else None, "merged": _merged(tree), "formulas": formulas}


def _columns(package, part, tree):
    last = 0
    for col in tree.iterfind(f"{M}cols/{M}col"):
        low, high = int(col.get("min")), int(col.get("max"))
        if not 1 <= low <= high <= LAST_COLUMN:
            package.blame(part, f"<col> from {low} to {high}")
        if low <= last:
            package.blame(part, f"<col> from {low} overlaps or stands before another")
        if float(col.get("width", 0)) > WIDEST or int(col.get("outlineLevel", 0)) > DEEPEST:
            package.blame(part, f"<col> from {low} is wider or deeper than can be")
        last = max(last, high)


def _cells(package, part, tree, book):
    texts, used, last_row, formulas, shared = {}, None, 0, set(), set()
    for row in tree.iterfind(f"{M}sheetData/{M}row"):
        number = int(row.get("r") or last_row + 1)
        if not last_row < number <= LAST_ROW:
            package.blame(part, f"row {number} after row {last_row}")
        last_row, last_column = number, 0
        if float(row.get("ht", 0)) > TALLEST or int(row.get("outlineLevel", 0)) > DEEPEST:
            package.blame(part, f"row {number} is taller or deeper than can be")
        for item in row.iterfind(f"{M}c"):
            where = cell(item.get("r")) if item.get("r") else (number, last_column + 1)
            if where is None or where[0] != number or where[1] <= last_column:
                package.blame(part, f"cell {item.get('r')} in row {number} after column {last_column}")
                continue
            last_column = where[1]
            box = (*where, *where)
            used = box if used is None else _around(used, box)
            texts[where] = _value(package, f"{part} {item.get('r')}", item, book)
            formula = item.find(f"{M}f")
            if formula is not None:
                formulas.add(where)
                _formula(package, f"{part} {item.get('r')}", formula, shared)
    return texts, used, formulas


def _formula(package, where, formula, shared):
    if formula.text and (formula.text.startswith("=") or units(formula.text) > 8_192):
        package.blame(where, "a formula that begins with = or is longer than 8,192 characters")
    if formula.get("t") == "shared":
        if formula.text:
            shared.add(formula.get("si"))
        elif formula.get("si") not in shared:
            package.blame(where, f"shares formula {formula.get('si')}, which no cell before it has")
    if formula.get("t") == "array" and area(formula.get("ref", "")) is None:
        package.blame(where, f"an array formula over {formula.get('ref')}")


def _around(one, other):
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _value(package, where, item, book):
    """Checks one cell; answers its text where it is text."""
    kind, value = item.get("t", "n"), item.findtext(f"{M}v")
    if int(item.get("s", 0)) >= book["formats"]:
        package.blame(where, f"style {item.get('s')} of {book['formats']}")
    if kind == "s":
        strings = book["strings"]
        if value is None or not value.isdigit() or int(value) >= len(strings):
            package.blame(where, f"shared string {value} of {len(strings)}")
            return None
        return strings[int(value)]
    if kind == "inlineStr":
        inline = item.find(f"{M}is")
        if inline is None or value is not None:
            package.blame(where, "an inline text without <is>, or with <v>")
            return None
        text = "".join(run.text or "" for run in inline.iter(f"{M}t"))
        if units(text) > LONGEST_TEXT:
            package.blame(where, f"a text of {units(text):,} characters")
        return text
    if kind == "str":
        if units(value or "") > LONGEST_TEXT:
            package.blame(where, "a text that is too long")
        return value or ""
    good = {"n": _is_number, "b": lambda v: v in ("0", "1"), "e": lambda v: v in ERRORS, "d": bool}.get(kind)
    if good is None:
        package.blame(where, f"type {kind}")
    elif value is not None and not good(value):
        package.blame(where, f"{value!r} is no value of type {kind}")
    return None


def _is_number(value):
    try:
        return abs(float(value)) < 1e309 and value.strip().lower().lstrip("+-") not in ("nan", "inf", "infinity")
    except ValueError:
        return False


def _merged(tree):
    return [box for box in (area(item.get("ref")) for item in tree.iterfind(f"{M}mergeCells/{M}mergeCell")) if box]


def _areas(package, part, tree, used):
    dimension = tree.find(f"{M}dimension")
    if dimension is not None and used is not None:
        told = area(dimension.get("ref"))
        if told is None or _around(told, used) != told:
            package.blame(part, f"dimension {dimension.get('ref')} leaves out used cells")
    merged = _merged(tree)
    for at, box in enumerate(merged):
        if box[:2] == box[2:]:
            package.blame(part, "a single cell is merged")
        if any(overlap(box, other) for other in merged[:at]):
            package.blame(part, "merged areas overlap")
    for name in ("mergeCells", "dataValidations", "tableParts"):
        holder = tree.find(f"{M}{name}")
        if holder is not None and (len(holder) == 0 or int(holder.get("count", len(holder))) != len(holder)):
            package.blame(part, f"<{name}> counts {holder.get('count')}, has {len(holder)}")
    for item in tree.findall(f"{M}autoFilter"):
        if area(item.get("ref")) is None:
            package.blame(part, f"filter over {item.get('ref')}")


def _views(package, part, tree, book):
    for view in tree.iterfind(f"{M}sheetViews/{M}sheetView"):
        if int(view.get("workbookViewId", 0)) >= max(book["views"], 1):
            package.blame(part, f"is seen in window {view.get('workbookViewId')} of {book['views']}")
        for pane in view.iterfind(f"{M}pane"):
            if pane.get("topLeftCell") and cell(pane.get("topLeftCell")) is None:
                package.blame(part, f"pane at {pane.get('topLeftCell')}")


def _validations(package, part, tree):
    for item in tree.iterfind(f"{M}dataValidations/{M}dataValidation"):
        for reference in (item.get("sqref") or "").split() or ["nothing"]:
            if area(reference) is None:
                package.blame(part, f"validation of {reference}")
        listed = item.findtext(f"{M}formula1") or ""
        if item.get("type") == "list" and listed.startswith('"') and units(listed) > 257:
            package.blame(part, "a list of choices of more than 255 characters")


def _formats(package, part, tree, book):
    priorities = set()
    for formatting in tree.findall(f"{M}conditionalFormatting"):
        for reference in (formatting.get("sqref") or "").split() or ["nothing"]:
            if area(reference) is None:
                package.blame(part, f"conditional format over {reference}")
        for rule in formatting.findall(f"{M}cfRule"):
            priority = int(rule.get("priority", 0))
            if not 1 <= priority <= HIGHEST or priority in priorities:
                package.blame(part, f"conditional format priority {priority} stands twice or is out of range")
            priorities.add(priority)
            if rule.get("dxfId") is not None and int(rule.get("dxfId")) >= book["differential"]:
                package.blame(part, f"conditional format style {rule.get('dxfId')} of {book['differential']}")


def _links(package, part, tree):
    relations = package.relations(part)
    links = tree.findall(f"{M}hyperlinks/{M}hyperlink")
    if len(links) > 65_530:
        package.blame(part, f"{len(links):,} links")
    for link in links:
        if area(link.get("ref", "")) is None:
            package.blame(part, f"a link on {link.get('ref')}")
    for element in tree.iter():
        key, name = element.get(f"{{{REL}}}id"), element.tag.split("}")[-1]
        if key is None:
            continue
        if key not in relations:
            package.blame(part, f"<{name}> uses relation {key}, which is missing")
        elif relations[key][0] != LEADS_TO.get(name, relations[key][0]):
            package.blame(part, f"<{name}> uses relation {key}, which leads to a {relations[key][0]}")
