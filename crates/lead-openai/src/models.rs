//! The models a key may use.

use serde::Deserialize;

/// A model, as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ModelInfo {
    /// Its name.
    pub id: String,
    /// When it is shut down, `2026-12-11`, where that is set.
    #[serde(default)]
    pub shutdown_date: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct ModelList {
    pub(crate) data: Vec<ModelInfo>,
}
