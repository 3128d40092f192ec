"""What must hold of tables and comments on a sheet."""

import re

from package_parts import area, cell, overlap
from sheet_rules import M


def tables(package, sheet, facts, known, names):
    """The tables of one sheet. `known` are the numbers and names met so far; `names` the workbook's defined ones."""
    boxes = []
    for kind, part in package.relations(sheet).values():
        table = package.tree(part) if kind == "table" and part else None
        if table is None:
            continue
        box, name = area(table.get("ref")), table.get("displayName", "")
        if box is None:
            package.blame(part, f"covers {table.get('ref')}")
            continue
        if not re.fullmatch(r"[^\W\d][\w.]*|\\[\w.]*", name) or cell(name.upper()):
            package.blame(part, f"{name!r} cannot be a table's name")
        if any(name.lower() == other or table.get("id") == key for key, other in known):
            package.blame(part, f"its number or name {name!r} is taken by another table")
        if name.lower() in names:
            package.blame(part, f"its name {name!r} is taken by a defined name")
        known.append((table.get("id"), name.lower()))
        _columns(package, part, table, box, facts)
        queries(package, part, table)
        filtered = table.find(f"{M}autoFilter")
        if filtered is not None:
            inner = area(filtered.get("ref"))
            if inner is None or inner[0] != box[0] or inner[1] != box[1] or inner[3] != box[3] or inner[2] > box[2]:
                package.blame(part, f"its filter covers {filtered.get('ref')}")
            if facts["filter"] and overlap(facts["filter"], box):
                package.blame(part, "the sheet has a filter over the table’s own")
        if any(overlap(box, other) for other in boxes + facts["merged"]):
            package.blame(part, "overlaps another table or merged cells")
        boxes.append(box)


def _columns(package, part, table, box, facts):
    listed = table.findall(f"{M}tableColumns/{M}tableColumn")
    columns = [item.get("name") for item in listed]
    told = table.find(f"{M}tableColumns").get("count")
    if len(columns) != box[3] - box[1] + 1 or told not in (None, str(len(columns))):
        package.blame(part, f"{len(columns)} columns, counted as {told}, over {table.get('ref')}")
    if len({column.lower() for column in columns}) != len(columns):
        package.blame(part, "two columns of one name")
    if len({item.get("id") for item in listed}) != len(listed):
        package.blame(part, "two columns of one number")
    if table.get("headerRowCount") == "0":
        return
    for at, column in enumerate(columns):
        # Line breaks in a header are written as an escape in the table and as themselves in the cell.
        shown = facts["texts"].get((box[0], box[1] + at))
        if shown is None or unguarded(shown) != unguarded(column):
            package.blame(part, f"column {column!r} is not what the header cell says")


def unguarded(text):
    """`_x000a_` is one character to Excel."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)


def queries(package, part, table):
    """A table that a query fills has a field of the query for each of its columns."""
    listed = table.findall(f"{M}tableColumns/{M}tableColumn")
    for kind, query in package.relations(part).values():
        tree = package.tree(query) if kind == "queryTable" and query else None
        refresh = None if tree is None else tree.find(f"{M}queryTableRefresh")
        if refresh is None:
            continue
        fields = {item.get("id"): item.get("tableColumnId") for item in refresh.iter(f"{M}queryTableField")}
        told = refresh.find(f"{M}queryTableFields").get("count")
        if len(fields) != len(listed) or told not in (None, str(len(listed))):
            package.blame(query, f"{len(fields)} fields, counted as {told}, for {len(listed)} columns")
        if any(int(field) >= int(refresh.get("nextId", 1)) for field in fields):
            package.blame(query, f"the next field is {refresh.get('nextId')}, which is taken")
        for column in listed:
            if fields.get(column.get("queryTableFieldId")) != column.get("id"):
                package.blame(query, f"column {column.get('name')!r} has no field")


def comments(package, sheet):
    """Comments stand on cells, one on each, by authors that are listed."""
    for kind, part in package.relations(sheet).values():
        tree = package.tree(part) if kind == "comments" and part else None
        if tree is None:
            continue
        authors, seen = len(tree.findall(f"{M}authors/{M}author")), set()
        for comment in tree.iterfind(f"{M}commentList/{M}comment"):
            place = comment.get("ref")
            if cell(place) is None or place in seen:
                package.blame(part, f"a comment on {place}, which is no cell or has one already")
            seen.add(place)
            if int(comment.get("authorId", 0)) >= authors:
                package.blame(part, f"the comment on {place} is by author {comment.get('authorId')} of {authors}")
