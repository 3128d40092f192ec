//! `settings.toml`: what the user chose. A file that cannot be read is told of and never lost;
//! what a newer version wrote into it stays.

use crate::error::{AppResult, coded, other};
use crate::store::files::{in_line, read_kept, why, write_whole};
use crate::{App, Settings};
use lead_model::{RunSettings, SettingOverrides};
use std::path::{Path, PathBuf};

const FILE: &str = "settings.toml";

impl App {
    /// What the user chose.
    pub async fn settings(&self) -> AppResult<Settings> {
        self.aside(|parts| load(parts.home.folder())).await
    }

    /// Keeps what the user chose.
    pub async fn save_settings(&self, settings: Settings) -> AppResult<()> {
        self.aside(move |parts| save(parts.home.folder(), &settings)).await
    }
}

/// Where the settings lie.
pub(crate) fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

/// The settings; the defaults where none were saved.
pub(crate) fn load(home: &Path) -> AppResult<Settings> {
    let path = path(home);
    let Some(text) = read(&path)? else { return Ok(Settings::default()) };
    toml::from_str(&text).map_err(|error| broken(&path, &text, &error))
}

/// As [`load`], for whoever does as the settings say: one that cannot be taken is told with its line.
pub(crate) fn load_to_use(home: &Path) -> AppResult<Settings> {
    let settings = load(home)?;
    let Err(error) = check(&settings) else { return Ok(settings) };
    let path = path(home);
    // The setting's own name is the one of the environment, in small letters.
    let name = error.message.split_whitespace().next().unwrap_or_default().to_lowercase();
    let text = read(&path)?.unwrap_or_default();
    let is_it = |line: &str| line.trim_start().to_lowercase().starts_with(&name);
    let line = text.lines().position(is_it).map(|line| format!(", line {}", line + 1)).unwrap_or_default();
    Err(coded(
        "setting",
        format!("{}{line}: {} Correct it there or under Settings.", path.display(), error.message),
    ))
}

fn save(home: &Path, settings: &Settings) -> AppResult<()> {
    check(settings)?;
    let path = path(home);
    let mut table = match read(&path)? {
        None => toml::Table::new(),
        Some(text) => text.parse::<toml::Table>().map_err(|error| broken(&path, &text, &error))?,
    };
    let said = serde_json::to_value(settings)
        .map_err(|error| other(format!("The settings could not be written down: {error}")))?;
    overlay(&mut table, &said);
    write(&path, &table.to_string())
}

/// Refuses now what a run would refuse later.
fn check(settings: &Settings) -> AppResult<()> {
    let silent = SettingOverrides::default();
    RunSettings::resolve(&silent, &silent, &settings.batching)?;
    if settings.max_spend_usd.is_some_and(|cap| !cap.is_finite() || cap < 0.0) {
        return Err(coded("setting", "The spending cap must be a number of dollars, 0 or more."));
    }
    Ok(())
}

/// Sets what is said, takes out what is said to be nothing, leaves all else.
fn overlay(table: &mut toml::Table, said: &serde_json::Value) {
    for (name, value) in said.as_object().into_iter().flatten() {
        if value.is_null() {
            table.remove(name);
        } else if value.is_object() {
            let inner = table.entry(name.as_str()).or_insert_with(|| toml::Table::new().into());
            if let toml::Value::Table(inner) = inner {
                overlay(inner, value);
            }
        } else if let Ok(value) = toml::Value::try_from(value) {
            table.insert(name.clone(), value);
        }
    }
}

fn read(path: &Path) -> AppResult<Option<String>> {
    read_kept(path).map_err(|error| {
        coded("settings_file", format!("{} could not be read: {}.", path.display(), why(&error)))
    })
}

fn write(path: &Path, text: &str) -> AppResult<()> {
    write_whole(path, text).map_err(|error| {
        coded(
            "settings_file",
            format!("The settings could not be saved to {}: {}.", path.display(), why(&error)),
        )
    })
}

fn broken(path: &Path, text: &str, error: &toml::de::Error) -> crate::AppError {
    coded(
        "settings_file",
        format!(
            "{} cannot be read as settings, and nothing was changed in it. Correct it, or move it away to start \
             with the defaults. {}",
            path.display(),
            in_line(text, error)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Theme;

    #[test]
    fn what_was_saved_is_read_back_and_nothing_else_is_lost() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(path(home.path()), "from_the_future = 3\nmodel = \"old\"\nmax_spend_usd = 5.0\n")
            .unwrap();
        let mut settings = load(home.path()).unwrap();
        assert_eq!((settings.model.as_str(), settings.max_spend_usd), ("old", Some(5.0)));
        settings.theme = Theme::Dark;
        settings.max_spend_usd = None;
        settings.batching.batch_size_ai = Some(25);
        save(home.path(), &settings).unwrap();
        assert_eq!(load(home.path()).unwrap(), settings);
        assert!(std::fs::read_to_string(path(home.path())).unwrap().contains("from_the_future = 3"));
    }

    #[test]
    fn a_broken_file_is_told_of_and_left_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(path(home.path()), "theme = [").unwrap();
        assert_eq!(load(home.path()).unwrap_err().code, "settings_file");
        assert_eq!(save(home.path(), &Settings::default()).unwrap_err().code, "settings_file");
        assert_eq!(std::fs::read_to_string(path(home.path())).unwrap(), "theme = [");
    }

    #[test]
    fn a_slip_is_told_with_its_line() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(path(home.path()), "model = \"m\"\n[batching]\nbatch_size_ai = 9\n").unwrap();
        let error = load_to_use(home.path()).unwrap_err();
        assert!(error.message.contains("settings.toml, line 3: BATCH_SIZE_AI is 9"), "{}", error.message);
        assert!(load(home.path()).is_ok(), "what it says is still to be seen");
        std::fs::write(path(home.path()), "model = \"m\"\ntheme = [\n").unwrap();
        let error = load(home.path()).unwrap_err();
        assert!(error.message.contains("Line 2: "), "{}", error.message);
    }

    #[test]
    fn a_setting_out_of_range_is_not_saved() {
        let home = tempfile::tempdir().unwrap();
        let mut settings = Settings::default();
        settings.batching.batch_size_ai = Some(9);
        let error = save(home.path(), &settings).unwrap_err();
        assert!(error.message.contains("between 10 and 100"), "{}", error.message);
        assert!(!path(home.path()).exists());
    }
}
