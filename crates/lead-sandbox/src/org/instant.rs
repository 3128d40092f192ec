//! Dates and times as Salesforce writes them.

/// The day the demo's data ends; nothing in it depends on when it is read.
pub(crate) const LAST_DAY: i64 = 20_758; // 2026-11-01
const SECONDS_A_DAY: u64 = 86_400;

/// Year, month and day of a day counted from 1970 (Hinnant, "chrono-compatible low-level date algorithms").
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2011-12-16`
pub(crate) fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2011-12-16T17:43:01.000+0000`, without a colon in the offset.
pub(crate) fn date_time(days: i64, second: u64) -> String {
    let second = second % SECONDS_A_DAY;
    format!("{}T{:02}:{:02}:{:02}.000+0000", date(days), second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(LAST_DAY), "2026-11-01");
        assert_eq!(date_time(15_324, 63_781), "2011-12-16T17:43:01.000+0000");
    }
}
