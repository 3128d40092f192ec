"""xlsx-lint: what makes Excel offer to repair a workbook, checked without the code that wrote it.

    python lint.py FILE.xlsx…      prints each finding on a line; exit code 1 where there is one
"""

import re
import sys

import book_rules
import table_rules
from package_parts import Package, check_zip
from sheet_rules import M, check_sheet


def lint(path):
    """What is wrong with the workbook, a line each; empty where nothing is."""
    package = Package(path)
    check_zip(package)
    main = [target for kind, target in package.relations("").values() if kind == "officeDocument"]
    if len(main) != 1 or not package.has(main[0]):
        package.blame("_rels/.rels", f"names {len(main)} workbook parts, one is needed")
        return package.findings
    main = main[0]
    workbook, relations = package.tree(main), package.relations(main)
    if workbook is None:
        return package.findings
    by_kind = {kind: target for kind, target in relations.values()}
    book = {
        "strings": book_rules.strings(package, by_kind.get("sharedStrings")),
        "views": len(workbook.findall(f"{M}bookViews/{M}workbookView")),
        **book_rules.styles(package, by_kind.get("styles")),
    }
    sheets = book_rules.sheets(package, main, workbook, relations)
    names = book_rules.names(package, main, workbook)
    tables, facts = [], {}
    for part in sheets.values():
        told = check_sheet(package, part, book)
        if told is not None:
            facts[part] = told
            table_rules.tables(package, part, told, tables, names)
            table_rules.comments(package, part)
    places = [sheet.get("name") for sheet in workbook.iterfind(f"{M}sheets/{M}sheet")]
    by_place = {at: facts[sheets[name]] for at, name in enumerate(places) if sheets.get(name) in facts}
    book_rules.hidden_filters(package, main, workbook, by_place)
    book_rules.calculation(package, by_kind.get("calcChain"), workbook, relations, facts)
    book_rules.types(package, main, sheets.values())
    _charts(package, set(sheets))
    return package.findings


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
