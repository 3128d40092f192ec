//! Spans of time as the provider writes them.

/// Seconds as the provider writes them: `120ms`, `1.024s`, `6m0s`.
pub(crate) fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    if seconds < 1.0 {
        return format!("{:.0}ms", (seconds * 1e3).ceil());
    }
    let plain = |seconds: f64| {
        let text = format!("{seconds:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if seconds < 60.0 {
        return format!("{}s", plain(seconds));
    }
    format!("{:.0}m{}s", (seconds / 60.0).floor(), plain(seconds % 60.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_like_the_provider_does() {
        for (seconds, text) in [
            (0.0, "0ms"),
            (0.12, "120ms"),
            (1.0, "1s"),
            (1.0245, "1.024s"),
            (360.0, "6m0s"),
            (61.5, "1m1.5s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
