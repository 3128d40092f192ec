//! Which sheet and which column: what was said, else what was found.

use lead_app::{AppError, SheetChoice, WorkbookInfo};

/// The part of a workbook that a run reads.
pub(crate) fn choose(
    info: &WorkbookInfo,
    sheet: Option<&str>,
    column: Option<&str>,
) -> Result<SheetChoice, AppError> {
    let index = match sheet {
        Some(name) => info
            .sheets
            .iter()
            .position(|sheet| sheet.name == name)
            .or_else(|| info.sheets.iter().position(|sheet| sheet.name.eq_ignore_ascii_case(name)))
            .ok_or_else(|| {
                let names: Vec<_> = info.sheets.iter().map(|sheet| format!("“{}”", sheet.name)).collect();
                workbook(format!("There is no sheet “{name}” in {}. It has {}.", info.name, names.join(", ")))
            })?,
        None => match (info.suggested_sheet, column) {
            (Some(index), _) => index as usize,
            // Somebody who names the column of a workbook with one sheet has said it all.
            (None, Some(_)) if info.sheets.len() == 1 => 0,
            (None, _) => {
                return Err(workbook(format!(
                    "No column of {} looks like it holds lead ids. If one does, name it with --id-column, and its \
                     sheet with --sheet.",
                    info.name
                )));
            }
        },
    };
    let Some(sheet) = info.sheets.get(index) else {
        return Err(workbook(format!("{} has no sheets.", info.name)));
    };
    let listed = || {
        let columns = sheet.columns.iter().map(|column| match column.header.trim() {
            "" => column.letter.clone(),
            header => format!("{} “{header}”", column.letter),
        });
        columns.collect::<Vec<_>>().join(", ")
    };
    let id_column = match column {
        None => sheet.id_column.as_ref().map(|found| found.index).ok_or_else(|| {
            workbook(format!(
                "No column of the sheet “{}” looks like it holds lead ids. It has {}. If one does, name it with \
                 --id-column.",
                sheet.name,
                listed()
            ))
        })?,
        Some(wanted) => {
            let named: Vec<_> = sheet
                .columns
                .iter()
                .filter(|column| column.header.trim().eq_ignore_ascii_case(wanted.trim()))
                .collect();
            let letter = match named.as_slice() {
                [] => wanted.trim().to_ascii_uppercase(),
                [one] => one.letter.clone(),
                several => {
                    let letters: Vec<_> = several.iter().map(|column| column.letter.as_str()).collect();
                    return Err(workbook(format!(
                        "Several columns are called “{wanted}”: {}. Name the one by its letter.",
                        letters.join(", ")
                    )));
                }
            };
            sheet.columns.iter().position(|column| column.letter == letter).and_then(|at| u32::try_from(at).ok()).ok_or_else(
                || workbook(format!("The sheet “{}” has no column “{wanted}”. It has {}.", sheet.name, listed())),
            )?
        }
    };
    Ok(SheetChoice {
        path: info.path.clone(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column,
    })
}

fn workbook(message: String) -> AppError {
    AppError { code: "workbook".into(), message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_workbook::{ColumnInfo, IdColumn, SheetInfo};

    fn book(headers: &[&str], found: Option<u32>) -> WorkbookInfo {
        let columns = headers.iter().enumerate().map(|(at, header)| ColumnInfo {
            letter: char::from(b'A' + u8::try_from(at).unwrap()).to_string(),
            header: (*header).to_owned(),
            id_share: 0.0,
        });
        let sheet = SheetInfo {
            name: "Leads".into(),
            hidden: false,
            header_row: Some(1),
            rows: 1,
            columns: columns.collect(),
            id_column: found.map(|index| IdColumn { index, reason: String::new() }),
            preview: Vec::new(),
            first_preview_row: 1,
            notes: Vec::new(),
        };
        WorkbookInfo {
            path: "/tmp/a.xlsx".into(),
            name: "a.xlsx".into(),
            format: "xlsx".into(),
            bytes: 1,
            sheets: vec![sheet],
            suggested_sheet: found.map(|_| 0),
        }
    }

    #[test]
    fn what_was_found_is_taken_unless_something_else_is_said() {
        let info = book(&["Owner", "Lead ID", "Alt ID"], Some(1));
        assert_eq!(choose(&info, None, None).unwrap().id_column, 1);
        assert_eq!(choose(&info, Some("leads"), Some("alt id")).unwrap().id_column, 2);
        assert_eq!(choose(&info, None, Some("a")).unwrap().id_column, 0);
    }

    #[test]
    fn what_cannot_be_chosen_is_told_with_what_there_is() {
        let info = book(&["Id", "Id", "Name"], None);
        for (sheet, column, told) in [
            (None, None, "--id-column"),
            (Some("Contacts"), None, "“Leads”"),
            (None, Some("Id"), "A, B"),
            (None, Some("Q"), "C “Name”"),
        ] {
            let error = choose(&info, sheet, column).unwrap_err();
            assert!(error.message.contains(told), "{}", error.message);
        }
        assert_eq!(choose(&info, None, Some("B")).unwrap().id_column, 1);
    }
}
