"""A small window from which the file named on the command line can be dragged, as from a file browser."""

import sys
from pathlib import Path

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uri = Path(sys.argv[1]).resolve().as_uri()


def tell(word):
    print(word, flush=True)


handle = Gtk.EventBox()
handle.add(Gtk.Label(label="Drag"))
handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
handle.drag_source_add_uri_targets()
handle.connect("drag-data-get", lambda _box, _context, data, _info, _time: data.set_uris([uri]))
handle.connect("drag-begin", lambda *_: tell("begun"))
handle.connect("drag-end", lambda *_: tell("ended"))

window = Gtk.Window(title="Files to drag")
window.set_default_size(100, 80)
window.add(handle)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
