//! What a sandbox is started with.

use crate::scenario::Scenario;

/// What a sandbox is started with. The same leads and seed give the same org, always.
#[derive(Debug, Clone, PartialEq)]
pub struct SandboxOptions {
    /// Leads in the org.
    pub leads: u32,
    /// Decides what the leads are like, and the credentials.
    pub seed: u64,
    /// The port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// How it behaves; a calm day where nothing is given.
    pub scenario: Option<Scenario>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self { leads: 1_000, seed: 1, port: 0, scenario: None }
    }
}
