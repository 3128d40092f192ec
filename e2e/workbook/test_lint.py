"""The lint itself: silent on a sound workbook, and each way of breaking that workbook is found."""

import re
import tempfile
import unittest
import zipfile
from pathlib import Path

from faults import FAULTS, HARMLESS, sound
from lint import lint

LEAST_FAULTS = 49


def changed(source, target, part, pattern, replacement):
    """A copy with one part changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                text, times = re.subn(pattern, replacement, data.decode(), count=1, flags=re.DOTALL)
                if times != 1:
                    raise AssertionError(f"{part} has no {pattern}")
                data = text.encode()
            new.writestr(name, data)


class Lint(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.good, self.bad = Path(folder.name, "good.xlsx"), Path(folder.name, "bad.xlsx")
        sound(self.good)

    def test_nothing_is_found_where_nothing_is(self):
        self.assertEqual(lint(self.good), [])
        for name, *change in HARMLESS:
            with self.subTest(name):
                changed(self.good, self.bad, *change)
                self.assertEqual(lint(self.bad), [])

    def test_each_fault_is_named(self):
        self.assertGreaterEqual(len({name for name, *_ in FAULTS}), LEAST_FAULTS)
        for name, *change, words in FAULTS:
            with self.subTest(name):
                changed(self.good, self.bad, *change)
                self.assertIn(words, "\n".join(lint(self.bad)))

    def test_a_part_twice(self):
        with zipfile.ZipFile(self.good, "a") as book:
            book.writestr("XL/styles.xml", "<x/>")
        self.assertIn("stands twice in the zip", "\n".join(lint(self.good)))

    def test_a_name_that_no_part_may_have(self):
        with zipfile.ZipFile(self.good, "a") as book:
            book.writestr("../evil.xml", "<x/>")
        self.assertIn("is not a name that a part may have", "\n".join(lint(self.good)))

    def test_bytes_that_do_not_match_their_checksum(self):
        with zipfile.ZipFile(self.good) as old, zipfile.ZipFile(self.bad, "w", zipfile.ZIP_STORED) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        self.bad.write_bytes(self.bad.read_bytes().replace(b"Acme", b"Acne", 1))
        self.assertIn("its checksum is wrong", "\n".join(lint(self.bad)))

    def test_an_order_of_calculation_over_values(self):
        kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relation = f'<Relationship Id="rId90" Type="{kinds}/calcChain" Target="calcChain.xml"/></Relationships>'
        changed(self.good, self.bad, "xl/_rels/workbook.xml.rels", "</Relationships>", relation)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        with zipfile.ZipFile(self.bad, "a") as book:
            book.writestr("xl/calcChain.xml", f'<calcChain xmlns="{main}"><c r="B1" i="2"/><c r="A1"/><c r="A1" i="9"/></calcChain>')
        found = "\n".join(lint(self.bad))
        self.assertIn("lists A1 of sheet 2, which has no formula", found)
        self.assertIn("lists a cell of sheet 9", found)
        self.assertNotIn("lists B1", found)

    def test_a_query_that_lists_other_columns_than_its_table(self):
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/queryTable"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        for fields, words in (((1, 2), "2 fields, counted as 3, for 3 columns"), ((1, 2, 4), "has no field"), ((1, 2, 3), "")):
            numbered = re.compile(r'(<tableColumn id="(\d)")')
            with zipfile.ZipFile(self.good) as old, zipfile.ZipFile(self.bad, "w") as new:
                for name in old.namelist():
                    data = old.read(name).decode()
                    if name == "xl/tables/table1.xml":
                        data = numbered.sub(r'\1 queryTableFieldId="\2"', data)
                    if name == "[Content_Types].xml":
                        own = '<Override PartName="/xl/queryTables/queryTable1.xml" ContentType="q"/></Types>'
                        data = data.replace("</Types>", own)
                    new.writestr(name, data)
                listed = "".join(f'<queryTableField id="{field}" tableColumnId="{field}"/>' for field in fields)
                new.writestr("xl/queryTables/queryTable1.xml", f'<queryTable xmlns="{main}"><queryTableRefresh nextId="9"><queryTableFields count="3">{listed}</queryTableFields></queryTableRefresh></queryTable>')
                leads_to = f'<Relationship Id="rId1" Type="{kind}" Target="../queryTables/queryTable1.xml"/>'
                new.writestr("xl/tables/_rels/table1.xml.rels", f'<Relationships xmlns="{package}">{leads_to}</Relationships>')
            found = "\n".join(lint(self.bad))
            self.assertIn(words, found)
            self.assertEqual(bool(words), bool(found), found)


if __name__ == "__main__":
    unittest.main()
