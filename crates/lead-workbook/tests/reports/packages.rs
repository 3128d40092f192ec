//! How the parts of a workbook are packed, called and written.

use crate::book::{BOOK_RELATIONS, RELATIONS, book, row, texts};
use crate::files::{A, B, Folder};
use crate::parts::{BOOK, Parts, SHEET, TYPES};
use crate::report::reports;
use lead_workbook::{WorkbookError, inspect};
use std::fs;
use std::path::Path;

const ROWS: &[&[&str]] = &[&["Lead ID", "Name"], &[A, "Ada"], &[B, "Zoë Müller"]];

fn leads() -> Parts {
    book(&texts(ROWS), &["<t>unused</t>"])
}

fn renamed(parts: &mut Parts, from: &str, to: &str) {
    let bytes = parts.0.remove(from).unwrap();
    parts.0.insert(to.into(), bytes);
}

reports! {
    targets_from_the_root_are_found {
        from: "readxl #294",
        when: "a workbook's relations lead to `/xl/worksheets/sheet.xml` and the like, and the rows are prefixed.",
        then: "sheets, texts and styles are found.",
        file: |folder| {
            let mut parts = leads();
            renamed(&mut parts, SHEET, "xl/worksheets/sheet.xml");
            parts.change(TYPES, |xml| xml.replace("sheet1.xml", "sheet.xml"));
            parts.change(BOOK_RELATIONS, |xml| xml.replace("sheet1.xml", "sheet.xml").replace("Target=\"", "Target=\"/xl/"));
            parts.save(folder, "rooted.xlsx")
        },
        right: |seen| assert!(seen.is_same_workbook() && seen.ids() == [(2, A), (3, B)]),
    }
    every_part_may_have_prefixes {
        from: "ExcelJS #1437",
        when: "the Open XML SDK and Han Cell write `x:` before every element, and relations have a prefix too.",
        then: "all is read, and what is added has the prefixes of its part.",
        file: |folder| {
            let mut parts = leads();
            for part in [SHEET, BOOK, "xl/styles.xml", "xl/sharedStrings.xml"] {
                parts.change(part, |xml| prefixed(&xml, "x").replace("xmlns=", "xmlns:x="));
            }
            for part in [BOOK_RELATIONS, "_rels/.rels", TYPES] {
                parts.change(part, |xml| prefixed(&xml, "ns0").replace("xmlns=", "xmlns:ns0="));
            }
            parts.save(folder, "prefixed.xlsx")
        },
        right: |seen| {
            assert!(seen.is_same_workbook());
            for part in [SHEET, BOOK, "xl/sharedStrings.xml"] {
                let text = seen.part(part);
                let mut tags = text.split('<').skip(1).map(|tag| tag.trim_start_matches(['/', '?']));
                assert!(tags.all(|tag| tag.starts_with("x:") || tag.starts_with("xml ")), "{part}: {text}");
            }
        },
    }
    texts_outside_of_the_workbook_s_folder_are_found {
        from: "xlrd #318",
        when: "Microsoft AX puts the shared strings beside the workbook's folder.",
        then: "they are found by the relation, and added to where they are.",
        file: |folder| {
            let rows = [1, 2, 3].map(|at| row(at, &format!("<c r=\"A{at}\" t=\"s\"><v>{}</v></c>", at - 1)));
            let items = ["Lead ID", A, B].map(|text| format!("<t>{text}</t>"));
            let mut parts = book(&rows.concat(), &items.each_ref().map(String::as_str));
            renamed(&mut parts, "xl/sharedStrings.xml", "sharedStrings.xml");
            parts.change(TYPES, |xml| xml.replace("/xl/sharedStrings", "/sharedStrings"));
            parts.change(BOOK_RELATIONS, |xml| xml.replace("\"sharedStrings.xml\"", "\"../sharedStrings.xml\""));
            parts.save(folder, "ax.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(2, A), (3, B)]);
            assert!(seen.part("sharedStrings.xml").contains("AI_Status"));
        },
    }
    sheets_are_found_by_relation_not_by_place {
        from: "FastExcel #101",
        when: "sheets were moved, so that the first of them is the last of the files.",
        then: "each name has its own rows.",
        file: |folder| {
            let mut parts = leads();
            let other = String::from_utf8(book(&texts(&[&["Account ID"], &["0015g00000DeMoA"]]), &[]).0[SHEET].clone()).unwrap();
            let kind = format!("{RELATIONS}/worksheet");
            let name = "xl/worksheets/sheet2.xml";
            parts.relate(BOOK, &kind, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", other.as_bytes());
            let (leads, accounts) = (parts.0[SHEET].clone(), parts.0[name].clone());
            parts.0.insert(SHEET.into(), accounts);
            parts.0.insert(name.into(), leads);
            parts.change(BOOK, |xml| {
                let id = format!("rIdOf{}", name.replace('/', "."));
                xml.replace("<sheets>", "<sheets><sheet name=\"Accounts\" sheetId=\"7\" r:id=\"rId1\"/>").replace("sheetId=\"1\" r:id=\"rId1\"", &format!("sheetId=\"1\" r:id=\"{id}\""))
            });
            parts.save(folder, "moved.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.info.sheets[1].name, "Leads");
            assert_eq!(seen.ids(), [(2, A), (3, B)]);
            assert!(seen.part("xl/worksheets/sheet2.xml").contains("r=\"C2\"") && seen.after.0[SHEET] == seen.before.0[SHEET]);
        },
    }
    a_workbook_in_utf_16_is_read {
        from: "office_oxide #229",
        when: "the list of sheets is UTF-16 without a mark, the rest UTF-8.",
        then: "the sheets are there; columns cannot be added to such a part, and that is said.",
        file: |folder| {
            let mut parts = leads();
            let xml = String::from_utf8(parts.0[BOOK].clone()).unwrap().replace("UTF-8", "UTF-16BE");
            parts.0.insert(BOOK.into(), xml.encode_utf16().flat_map(u16::to_be_bytes).collect());
            parts.save(folder, "wide.xlsx")
        },
        right: |seen| assert!(!seen.is_same_workbook() && seen.ids() == [(2, A), (3, B)]),
    }
    parts_are_read_in_the_encoding_they_say {
        from: "creek #83",
        when: "a program writes its parts as windows-1252 and says so.",
        then: "letters are what they were, and ours are not written among them in another encoding.",
        file: |folder| {
            let mut parts = leads();
            for name in [SHEET, "xl/sharedStrings.xml"] {
                let xml = String::from_utf8(parts.0[name].clone()).unwrap().replace("UTF-8", "windows-1252");
                let bytes = xml.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
                parts.0.insert(name.into(), bytes);
            }
            parts.save(folder, "latin.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.text(3, 1), "Zoë Müller");
            assert!(!seen.is_same_workbook(), "{:?}", seen.note);
        },
    }
    bytes_before_the_zip_are_passed_over {
        from: "duckdb-wasm #2119",
        when: "a web server puts a line break or some other bytes before the workbook, or behind it.",
        then: "it is read, and what comes back begins as it should.",
        file: |folder| {
            let path = leads().save(folder, "stub.xlsx");
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, [b"\r\n\xEF\xBB\xBF".as_slice(), &bytes, b"\n<!-- served -->\n"].concat()).unwrap();
            path
        },
        right: |seen| assert!(seen.is_same_workbook() && seen.ids() == [(2, A), (3, B)]),
    }
    names_with_spaces_are_found_either_way {
        from: "POI #1264",
        when: "a part's name has a space, written as %20 in the relation and as itself in the zip, or the other way.",
        then: "the part is found.",
        file: |folder| {
            let mut parts = leads();
            renamed(&mut parts, SHEET, "xl/worksheets/my sheet.xml");
            renamed(&mut parts, "xl/sharedStrings.xml", "xl/shared%20strings.xml");
            parts.change(TYPES, |xml| xml.replace("worksheets/sheet1", "worksheets/my%20sheet").replace("sharedStrings.xml", "shared%20strings.xml"));
            parts.change(BOOK_RELATIONS, |xml| xml.replace("worksheets/sheet1", "worksheets/my%20sheet").replace("\"sharedStrings.xml", "\"shared strings.xml"));
            parts.save(folder, "spaces.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(2, A), (3, B)]);
            assert!(seen.after.0.contains_key("xl/worksheets/my sheet.xml") && seen.part("xl/shared%20strings.xml").contains("AI_Status"));
        },
    }
    names_in_utf_8_without_its_mark_stay {
        from: "format_parser #90",
        when: "names of a sheet and a picture have letters beyond ASCII, and the zip does not say that they are UTF-8.",
        then: "they keep their bytes, so that what leads to them still finds them.",
        file: |folder| {
            let mut parts = leads();
            renamed(&mut parts, SHEET, "xl/worksheets/año.xml");
            for list in [TYPES, BOOK_RELATIONS] {
                parts.change(list, |xml| xml.replace("worksheets/sheet1.xml", "worksheets/año.xml"));
            }
            let name = "xl/media/Fotografía.png";
            parts.relate("xl/worksheets/año.xml", &format!("{RELATIONS}/image"), name, "image/png", b"\x89PNG");
            let path = parts.save(folder, "names.xlsx");
            without_utf_8_mark(&path);
            path
        },
        right: |seen| {
            let zip = zip::ZipArchive::new(fs::File::open(&seen.output).unwrap()).unwrap();
            for name in ["xl/media/Fotografía.png", "xl/worksheets/año.xml"] {
                assert!(zip.file_names_raw().any(|raw| raw == name.as_bytes()), "{name}");
            }
            assert!(seen.note.is_none(), "{:?}", seen.note);
        },
    }
    a_rights_managed_workbook_is_told_from_one_with_a_password {
        from: "ImportExcel #1074",
        when: "a sensitivity label encrypts a workbook for the people of a company.",
        then: "no password is asked for that nobody has: the label is named.",
        file: |folder| leads().save(folder, "plain.xlsx"),
        right: |_| {
            let folder = Folder::new();
            for (names, protected_by) in [
                (&["EncryptedPackage", "DRMEncryptedDataSpace"][..], "label"),
                (&["EncryptedPackage", "EncryptionInfo"], "password"),
            ] {
                let path = crate::old_excel::container(&folder, "locked.xlsx", names);
                let error = inspect(&path).unwrap_err();
                assert!(error.to_string().contains(protected_by), "{error}");
                assert_eq!(matches!(error, WorkbookError::PasswordProtected { .. }), protected_by == "password");
            }
        },
    }
    folders_in_the_zip_are_no_parts {
        from: "rubyXL #23",
        when: "a workbook was packed again by a program that lists the folders as well.",
        then: "they are no parts and stay what they are.",
        file: |folder| {
            let mut parts = leads();
            for name in ["_rels/", "xl/", "xl/worksheets/", "xl/_rels/", "docProps/"] {
                parts.0.insert(name.into(), Vec::new());
            }
            parts.save(folder, "folders.xlsx")
        },
        right: |seen| assert!(seen.is_same_workbook() && seen.ids() == [(2, A), (3, B)]),
    }
}

/// Puts a prefix before every element's name.
fn prefixed(xml: &str, prefix: &str) -> String {
    let out = xml.replace("</", "\u{1}").replace("<?", "\u{2}").replace('<', &format!("<{prefix}:"));
    out.replace('\u{1}', &format!("</{prefix}:")).replace('\u{2}', "<?")
}

/// Takes the mark for names in UTF-8 out of every header of a zip.
fn without_utf_8_mark(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    for (signature, flags) in [(b"PK\x03\x04", 7), (b"PK\x01\x02", 9)] {
        for at in places(&bytes, signature) {
            bytes[at + flags] &= !0x08;
        }
    }
    fs::write(path, bytes).unwrap();
}

fn places(bytes: &[u8], signature: &[u8]) -> Vec<usize> {
    bytes.windows(4).enumerate().filter(|(_, window)| *window == signature).map(|(at, _)| at).collect()
}
