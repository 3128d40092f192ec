"""A workbook as the parts of its zip: what they are called, what points where, and what is said twice."""

import posixpath
import re
import zipfile
import zlib
from urllib.parse import unquote
from xml.etree import ElementTree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# Strict workbooks say the same under other names.
STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": REL.encode(),
    b"http://purl.oclc.org/ooxml/drawingml": b"http://schemas.openxmlformats.org/drawingml/2006",
}


class Package:
    """The parts of a workbook, and the list of what was found wrong."""

    def __init__(self, path):
        self.findings = []
        self.zip = zipfile.ZipFile(path)
        names = [name for name in self.zip.namelist() if not name.endswith(("/", "\\"))]
        # Found by the name that spreadsheets compare: letter case and the kind of slash do not matter.
        self._entries = {plain(name).lower(): name for name in names}
        self.names = {plain(name) for name in names}
        self._trees = {}

    def blame(self, where, what):
        self.findings.append(f"{where}: {what}")

    def has(self, part):
        return part.lower() in self._entries

    def read(self, part):
        return self.zip.read(self._entries[part.lower()])

    def tree(self, part):
        """The part as XML; None, and a finding, where it is missing or broken."""
        if part not in self._trees:
            self._trees[part] = self._parse(part)
        return self._trees[part]

    def _parse(self, part):
        if not self.has(part):
            self.blame(part, "is pointed to and missing")
            return None
        try:
            data = self.read(part)
        except (zipfile.BadZipFile, zlib.error) as fault:
            self.blame(part, f"cannot be unpacked: {fault}")
            return None
        if b"<!DOCTYPE" in data[:1024]:
            self.blame(part, "has a document type declaration")
        for strict, ordinary in STRICT.items():
            data = data.replace(strict, ordinary)
        try:
            return ElementTree.fromstring(data)
        except ElementTree.ParseError as fault:
            self.blame(part, f"is not well-formed XML: {fault}")
            return None

    def relations(self, part):
        """Relation id → (kind, the part it points to, or None where it points outside)."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        found = {}
        if not self.has(source):
            return found
        tree = self.tree(source)
        for rel in [] if tree is None else tree.iter(f"{{{PACKAGE_REL}}}Relationship"):
            key = rel.get("Id")
            if key in found:
                self.blame(source, f"relation {key} stands twice")
            target = None
            if rel.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, plain(rel.get("Target")))).lstrip("/")
                if not self.has(target):
                    self.blame(source, f"relation {key} points to {target}, which is missing")
            found[key] = (rel.get("Type").rsplit("/", 1)[-1], target)
        return found


def plain(name):
    """A part's name as spreadsheets compare it, letter case aside: with slashes, and a space is no %20."""
    return unquote(name.replace("\\", "/"))


def check_zip(package):
    """The container: readable, no part twice, every part with a content type, every relation leading somewhere."""
    broken = package.zip.testzip()
    if broken:
        package.blame(broken, "its checksum is wrong")
    seen = {}
    for name in package.zip.namelist():
        if name.lower() in seen:
            package.blame(name, "stands twice in the zip (letter case does not tell parts apart)")
        seen[name.lower()] = name
        if "\\" in name or name.startswith("/") or ".." in name.split("/"):
            package.blame(name, "is not a name that a part may have")
    types = package.tree("[Content_Types].xml")
    if types is None:
        return
    endings = [item.get("Extension").lower() for item in types.iter(f"{{{TYPES}}}Default")]
    defaults = set(endings)
    if len(defaults) != len(endings):
        package.blame("[Content_Types].xml", "gives a type to one ending twice")
    overrides = [plain(item.get("PartName")).lstrip("/") for item in types.iter(f"{{{TYPES}}}Override")]
    for part in overrides:
        if not package.has(part):
            package.blame("[Content_Types].xml", f"gives a type to {part}, which is missing")
        if overrides.count(part) > 1:
            package.blame("[Content_Types].xml", f"gives a type to {part} twice")
    typed = {part.lower() for part in overrides}
    for part in sorted(package.names - {"[Content_Types].xml"}):
        if part.lower() not in typed and part.rsplit(".", 1)[-1].lower() not in defaults:
            package.blame(part, "has no content type")
    for part in sorted(package.names):
        if part.endswith((".xml", ".rels", ".vml")):
            package.tree(part)
        if not part.endswith(".rels"):
            package.relations(part)


# --- cell addresses -----------------------------------------------------------------------------------------

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"^\$?([A-Z]{1,3})\$?([1-9][0-9]*)$")


def cell(reference):
    """`B7` as (row 7, column 2); None where it is not the address of a cell."""
    match = _CELL.match(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area(reference):
    """`A1:C9` or `B7` as (first row, first column, last row, last column); None where it is neither."""
    first, _, last = reference.partition(":")
    start, end = cell(first), cell(last or first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return (*start, *end)


def overlap(one, other):
    """Whether two areas share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
