//! Texts with separators: how they are encoded, cut and quoted.

use crate::files::{A, B, C};
use crate::report::reports;
use encoding_rs::{Encoding, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

/// A csv file whose names are in some language and encoding.
fn in_encoding(encoding: &'static Encoding, names: [&str; 3]) -> Vec<u8> {
    let [company, first, second] = names;
    let text = format!("{company};Lead ID;Id\r\n{first};{A};1\r\n{second};{B};2\r\n");
    encoding.encode(&text).0.into_owned()
}

reports! {
    a_mark_before_a_quoted_header_is_no_part_of_it {
        from: "Data Loader #94",
        when: "a csv file begins with the mark of UTF-8, once or twice, and its first header is quoted.",
        then: "the header is read without mark and quotes.",
        file: |folder| {
            let text = format!("\u{feff}\u{feff}\"Lead ID\",\"Name, first\"\r\n\"{A}\",\"Ada\"\r\n\"{B}\",\"Bob\"\r\n");
            folder.text("marked.csv", text)
        },
        right: |seen| {
            let headers: Vec<&str> = seen.info.sheets[0].columns.iter().map(|column| column.header.as_str()).collect();
            assert_eq!((headers, seen.ids()), (vec!["Lead ID", "Name, first"], vec![(2, A), (3, B)]));
        },
    }
    a_tab_inside_of_a_cell_separates_nothing {
        from: "SheetJS #732",
        when: "cells hold tabs, and commas and quotes separate.",
        then: "the cells are those between the commas.",
        file: |folder| folder.text("tabs.csv", format!("Id,Note\n{A},\"with\ttab, and comma\"\n{B},\"a\tb\tc\"\n")),
        right: |seen| assert!(seen.text(2, 1) == "with\ttab, and comma" && seen.ids() == [(2, A), (3, B)]),
    }
    the_separator_that_a_file_names_is_taken {
        from: "SheetJS #1943",
        when: "the first line says `sep=&`, and lines end in a return and a feed.",
        then: "that line is no row, and cells end at the sign.",
        file: |folder| folder.text("named.csv", format!("sep=&\r\nId&Name, first\r\n{A}&Ada\r\n{B}&Bob\r\n")),
        right: |seen| assert!(seen.text(2, 1) == "Ada" && seen.ids() == [(2, A), (3, B)]),
    }
    the_separator_may_be_named_in_quotes {
        from: "csv #68",
        when: "the first line is `\"sep=;\"`, in quotes, as writers that quote everything make it.",
        then: "it means the same as without.",
        file: |folder| folder.text("quoted.csv", format!("\u{feff}\"sep=;\"\r\n\"Id\";\"Name\"\r\n\"{A}\";\"Ada, Inc\"\r\n")),
        right: |seen| assert!(seen.text(2, 1) == "Ada, Inc" && seen.ids() == [(2, A)]),
    }
    a_quote_that_ends_within_a_cell_shifts_nothing {
        from: "Salesforce Inspector Reloaded #748",
        when: "a cell begins with a quoted word and goes on behind it.",
        then: "row and columns are what they were, and the text is there.",
        file: |folder| folder.text("word.csv", format!("Name,Lead ID\n\"pseudo\" lastname,{A}\n\"x\",{B}\n")),
        right: |seen| assert!(seen.text(2, 0) == "pseudo lastname" && seen.ids() == [(2, A), (3, B)]),
    }
    quotes_within_quotes_that_are_not_doubled_shift_nothing {
        from: "jsforce #1739",
        when: "somebody's text has quotes that the writer did not double.",
        then: "the rows below keep their ids.",
        file: |folder| folder.text("inner.csv", format!("Name,Lead ID\n\"The \"Best\" Company\",{A}\n\"5\" pipe, \"large\"\",{C}\nBolt,{B}\n")),
        right: |seen| assert!(seen.ids().contains(&(4, B)) && seen.ids()[0] == (2, A), "{:?}", seen.rows),
    }
    japanese_names_are_read {
        from: "SheetJS #2355",
        when: "a csv file by a Japanese Excel is Shift_JIS.",
        then: "names are what they were.",
        file: |folder| folder.text("sjis.csv", in_encoding(SHIFT_JIS, ["会社名", "株式会社アクメ", "ソフト表示サービス"])),
        right: |seen| assert_eq!((seen.text(2, 0), seen.text(3, 0)), ("株式会社アクメ", "ソフト表示サービス")),
    }
    chinese_names_are_read {
        from: "SheetJS #892",
        when: "a csv file is in the “ANSI” of a Chinese Windows.",
        then: "names are what they were.",
        file: |folder| folder.text("gbk.csv", in_encoding(GBK, ["公司名称", "上海贸易有限公司", "北京科技发展有限公司"])),
        right: |seen| assert_eq!((seen.text(2, 0), seen.text(3, 0)), ("上海贸易有限公司", "北京科技发展有限公司")),
    }
    russian_names_are_read {
        from: "SheetJS #2613",
        when: "a csv file by a Russian Excel is windows-1251.",
        then: "names are what they were.",
        file: |folder| folder.text("cyrillic.csv", in_encoding(WINDOWS_1251, ["Компания", "Торговый дом Север", "Строительные материалы"])),
        right: |seen| assert_eq!((seen.text(2, 0), seen.text(3, 0)), ("Торговый дом Север", "Строительные материалы")),
    }
    western_names_are_not_taken_for_japanese {
        from: "encoding.js #12",
        when: "a short csv file by a western Excel has a few letters with accents.",
        then: "they are read as windows-1252.",
        file: |folder| folder.text("western.csv", in_encoding(WINDOWS_1252, ["Prénom", "invitéàçù01", "testéç – 5 €"])),
        right: |seen| assert_eq!((seen.text(2, 0), seen.text(3, 0)), ("invitéàçù01", "testéç – 5 €")),
    }
    a_broken_letter_does_not_change_the_others {
        from: "actual #8924",
        when: "an exporter cut a text in the middle of a letter; all else is UTF-8.",
        then: "that letter is lost, and no other.",
        file: |folder| {
            let mut bytes = format!("Firma;Lead ID\nMüller & Söhne;{A}\nGroß").into_bytes();
            bytes.pop();
            bytes.extend(format!(";{B}\nÉcole Supérieure;{C}\n").bytes());
            folder.text("cut.csv", bytes)
        },
        right: |seen| {
            assert_eq!((seen.text(2, 0), seen.text(4, 0)), ("Müller & Söhne", "École Supérieure"));
            assert_eq!((seen.text(3, 0), seen.ids()), ("Gro\u{fffd}", vec![(2, A), (3, B), (4, C)]));
        },
    }
}
