//! The records of an old workbook are read as far as they show whether its reader can be given it, and
//! how.

use super::bytes::{u16_at, u32_at};
use super::fault::XlsFault;

/// Excel 97 to 2003 has 65,536 rows and 256 columns; some full sheets of that size.
const MOST_CELLS: u64 = 100_000_000;

/// What the beginning of a stream says of Excel 5 and 95, and of 97 to 2003.
const BIFF5: u16 = 0x0500;
const BIFF8: u16 = 0x0600;
/// Code pages by their numbers ([MS-XLS] 2.4.52 `CodePage`, and what came before it).
const UTF_16: u16 = 1200;
const WINDOWS_LATIN: u16 = 1252;
const MAC_ROMAN: u16 = 10_000;

/// The records of a workbook stream, fed piece by piece. Keeps the first bytes of each.
#[derive(Default)]
pub(crate) struct Records {
    head: Vec<u8>,
    to_skip: usize,
    cells: u64,
    area: Area,
    /// What wrote the stream.
    version: Option<u16>,
    code_page: Option<u16>,
    /// Parts of the stream, as sheets are, that have begun and not ended.
    open: u32,
    /// Parts that have begun within no other: what holds for all sheets, then the sheets.
    parts: u32,
    /// Sheets that are listed.
    listed: u32,
}

/// The rectangle of a sheet's cells.
#[derive(Default)]
struct Area {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Area {
    fn add(&mut self, row: u16, column: u16) {
        let widen = |range: Option<(u16, u16)>, value: u16| {
            Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        };
        self.rows = widen(self.rows, row);
        self.columns = widen(self.columns, column);
    }

    fn cells(&self) -> u64 {
        let length = |range: Option<(u16, u16)>| range.map_or(0, |(low, high)| u64::from(high - low) + 1);
        length(self.rows) * length(self.columns)
    }
}

impl Records {
    /// Whether every sheet that is listed is there to its end.
    pub(crate) fn are_complete(&self) -> bool {
        self.open == 0 && self.parts > self.listed
    }

    /// The code page by which the texts are to be read; `None` where the workbook itself is right about
    /// it. Since Excel 97 texts are UTF-16, or the lower halves of it, whatever the record says: the Perl,
    /// R and PEAR writers put 1252 there. Before, the record was right, in its own numbers.
    pub(crate) fn code_page(&self) -> Option<u16> {
        match (self.version?, self.code_page) {
            (BIFF8, _) => Some(UTF_16),
            (BIFF5, Some(0x8000)) => Some(MAC_ROMAN),
            // ASCII, the old number of Latin, and none that could be.
            (BIFF5, Some(367 | 0x8001 | UTF_16) | None) => Some(WINDOWS_LATIN),
            _ => None,
        }
    }

    pub(crate) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), XlsFault> {
        const HEAD: usize = 4 + 12;
        while !bytes.is_empty() {
            if self.to_skip > 0 {
                let skipped = self.to_skip.min(bytes.len());
                self.to_skip -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head.push(bytes[0]);
            bytes = &bytes[1..];
            if self.head.len() < 4 {
                continue;
            }
            let length = usize::from(u16_at(&self.head, 2));
            if self.head.len() == HEAD || self.head.len() == 4 + length {
                self.to_skip = 4 + length - self.head.len();
                self.take()?;
                self.head.clear();
            }
        }
        Ok(())
    }

    fn take(&mut self) -> Result<(), XlsFault> {
        const FILE_PASS: u16 = 0x002F;
        const BEGIN: u16 = 0x0809;
        const END: u16 = 0x000A;
        const CODE_PAGE: u16 = 0x0042;
        const LISTED: u16 = 0x0085;
        const DIMENSIONS: u16 = 0x0200;
        let kind = u16_at(&self.head, 0);
        let data = &self.head[4..];
        match kind {
            FILE_PASS if data.len() >= 2 && u16_at(data, 0) != 0 => return Err(XlsFault::Encrypted),
            CODE_PAGE if data.len() >= 2 => self.code_page = Some(u16_at(data, 0)),
            LISTED => self.listed += 1,
            END => self.open = self.open.saturating_sub(1),
            BEGIN => {
                self.parts += u32::from(self.open == 0);
                self.open += 1;
                self.version.get_or_insert(u16_at(data, 0));
                self.cells += self.area.cells();
                self.area = Area::default();
            }
            // Rows as 32-bit, columns as 16-bit numbers, each first and past the last.
            DIMENSIONS if data.len() >= 12 => {
                let rows = u64::from(u32_at(data, 4).saturating_sub(u32_at(data, 0)));
                let columns = u64::from(u16_at(data, 10).saturating_sub(u16_at(data, 8)));
                if rows.saturating_mul(columns) > MOST_CELLS {
                    return Err(XlsFault::TooManyCells);
                }
            }
            // FORMULA, LABELSST, NUMBER, LABEL, BOOLERR, RSTRING, RK, MULRK
            0x0006 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x027E | 0x00BD if data.len() >= 4 => {
                self.area.add(u16_at(data, 0), u16_at(data, 2));
            }
            _ => {}
        }
        if self.cells + self.area.cells() > MOST_CELLS {
            return Err(XlsFault::TooManyCells);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn far_apart_cells_are_refused_near_ones_are_not() {
        let number = |row: u16, column: u16| {
            let mut data = [row.to_le_bytes(), column.to_le_bytes()].concat();
            data.extend([0; 10]);
            record(0x0203, &data)
        };
        let mut records = Records::default();
        records.feed(&number(0, 0)).unwrap();
        records.feed(&number(65_535, 255)).unwrap();
        assert!(matches!(records.feed(&number(65_535, 65_535)), Err(XlsFault::TooManyCells)));
    }

    #[test]
    fn an_encryption_record_is_seen_across_a_cut() {
        let bytes = [record(0x0809, &[0; 16]), record(0x002F, &[1, 0, 1, 0])].concat();
        let mut records = Records::default();
        records.feed(&bytes[..21]).unwrap();
        assert!(matches!(records.feed(&bytes[21..]), Err(XlsFault::Encrypted)));
    }

    #[test]
    fn texts_since_excel_97_are_utf16_whatever_the_record_says() {
        let of = |version: u16, page: Option<u16>| {
            let mut records = Records::default();
            records.feed(&record(0x0809, &[&version.to_le_bytes()[..], &[5, 0]].concat())).unwrap();
            if let Some(page) = page {
                records.feed(&record(0x0042, &page.to_le_bytes())).unwrap();
            }
            assert!(!records.are_complete());
            records.feed(&record(0x000A, &[])).unwrap();
            assert!(records.are_complete());
            records.code_page()
        };
        for page in [None, Some(1200), Some(1252), Some(932), Some(0), Some(21_010)] {
            assert_eq!(of(BIFF8, page), Some(1200), "{page:?}");
        }
        for (page, read) in
            [(None, Some(1252)), (Some(0x8000), Some(10_000)), (Some(0x8001), Some(1252)), (Some(1251), None)]
        {
            assert_eq!(of(BIFF5, page), read, "{page:?}");
        }
    }
}
