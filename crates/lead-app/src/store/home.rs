//! The folder that holds everything the app keeps.

use crate::error::{AppResult, other};
use crate::store::files::why;
use std::path::{Path, PathBuf};

/// The variable that moves everything the app keeps.
pub(crate) const HOME_VARIABLE: &str = "LEADSHEET_HOME";

/// Where everything is kept: `LEADSHEET_HOME`, else the place the system has for an app's data.
pub fn default_home() -> AppResult<PathBuf> {
    if let Some(folder) = std::env::var_os(HOME_VARIABLE).filter(|folder| !folder.is_empty()) {
        return std::path::absolute(PathBuf::from(folder)).map_err(|error| {
            other(format!("The folder that {HOME_VARIABLE} names cannot be used: {}.", why(&error)))
        });
    }
    directories::ProjectDirs::from("app", "", "Leadsheet").map(|dirs| dirs.data_dir().to_owned()).ok_or_else(
        || {
            other(format!(
                "This system names no home folder, so there is no place to keep runs and settings. \
                 Set {HOME_VARIABLE} to a folder."
            ))
        },
    )
}

/// Makes the folder where it is not there yet, readable by its owner alone: runs hold leads.
pub(crate) fn prepare(folder: &Path) -> AppResult<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        other(format!(
            "The folder {} for runs and settings could not be made: {}. Make it, or set {HOME_VARIABLE} to \
             another folder.",
            folder.display(),
            why(&error)
        ))
    })
}
