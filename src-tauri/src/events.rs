//! What the window is told without asking.

use lead_app::{IdsGathered, RowsSaved, RunSnapshot};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// How far a run is; ten times a second at most.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct RunProgress(pub RunSnapshot);

/// How far the saving of a run's workbook is; ten times a second at most.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct SavingProgress(pub RowsSaved);

/// How far the fetching of a source's ids is; ten times a second at most.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct GatheringProgress(pub IdsGathered);

/// Files were dropped on the window, or opened from outside while it was there.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct FilesOpened(pub Vec<String>);

/// Whether files are being dragged over the window.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, Event)]
pub struct DragOver(pub bool);
