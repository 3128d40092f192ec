//! The org's use of its daily API calls.

/// Calls of all integrations of the org in the last 24 hours, and how many it may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiUsage {
    /// Calls made.
    pub used: u64,
    /// Calls allowed.
    pub allowed: u64,
}

impl ApiUsage {
    /// Reads the header `Sforce-Limit-Info`: `api-usage=18/5000`, sometimes followed by
    /// `; per-app-api-usage=17/250(appName=…)`.
    pub(crate) fn from_header(header: &str) -> Option<Self> {
        let (_, figures) = header.split([';', ',']).find_map(|part| {
            let (name, figures) = part.trim().split_once('=')?;
            (name == "api-usage").then_some((name, figures))
        })?;
        let (used, allowed) = figures.split_once('/')?;
        Some(Self { used: used.trim().parse().ok()?, allowed: allowed.trim().parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_header_with_and_without_the_app_s_own_figures() {
        let whole = Some(ApiUsage { used: 18, allowed: 5000 });
        assert_eq!(ApiUsage::from_header("api-usage=18/5000"), whole);
        assert_eq!(
            ApiUsage::from_header("api-usage=18/5000; per-app-api-usage=17/250(appName=sample)"),
            whole
        );
        for rubbish in ["", "api-usage=", "api-usage=a/b", "per-app-api-usage=17/250(appName=x)"] {
            assert_eq!(ApiUsage::from_header(rubbish), None, "{rubbish}");
        }
    }
}
