//! Processes to test with: a sandbox, and `leadsheet` in a home of its own.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Nothing here may take longer; it is there so that a fault ends a test instead of hanging it.
const AT_MOST: Duration = Duration::from_mins(4);

/// `leadsheet sandbox` as a process of its own, with a workbook that matches it.
pub(crate) struct Sandbox {
    process: Child,
    folder: TempDir,
    told: Value,
    pub leads: u32,
}

pub(crate) const SEED: u64 = 11;

impl Sandbox {
    pub(crate) fn start(leads: u32) -> Self {
        Self::start_with(leads, "{}")
    }

    pub(crate) fn start_with(leads: u32, scenario: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("scenario.json");
        std::fs::write(&file, scenario).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_leadsheet"))
            .args(["sandbox", "--json", "--leads", &leads.to_string(), "--seed", &SEED.to_string()])
            .arg("--scenario")
            .arg(&file)
            .arg("--workbook")
            .arg(folder.path().join("Leads.xlsx"))
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        Self { process, folder, told, leads }
    }

    pub(crate) fn told(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.told))
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn workbook(&self) -> PathBuf {
        self.folder.path().join("Leads.xlsx")
    }

    /// The sandbox's own counts.
    pub(crate) fn stats(&self) -> Value {
        serde_json::from_str(&self.exchange("GET", "/__stats", "")).unwrap()
    }

    /// Puts another scenario in force.
    pub(crate) fn change(&self, scenario: &str) {
        self.exchange("PUT", "/__scenario", scenario);
    }

    fn exchange(&self, method: &str, path: &str, body: &str) -> String {
        let host = self.told("url").trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 ") || head.contains(" 204 "), "{answer}");
        body.to_owned()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// A home folder and the environment to start `leadsheet` in.
pub(crate) struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
    keychain: bool,
}

impl Home {
    /// Without credentials.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new(), keychain: false }
    }

    /// Without credentials, and with the keychain of the session that the tests run in.
    pub(crate) fn with_keychain() -> Self {
        Self { keychain: true, ..Self::empty() }
    }

    /// With the credentials of a sandbox in the environment.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let mut home = Self::empty();
        for (name, told) in [
            ("SALESFORCE_URL", "url"),
            ("SALESFORCE_CLIENT_ID", "client_id"),
            ("SALESFORCE_CLIENT_SECRET", "client_secret"),
            ("OPENAI_BASE_URL", "openai_url"),
            ("OPENAI_API_KEY", "api_key"),
        ] {
            home.set(name, sandbox.told(told));
        }
        home
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.variables.retain(|(known, _)| known != name);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadsheet"));
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if self.keychain {
            command.envs(std::env::vars_os().filter(|(name, _)| {
                name.to_str().is_some_and(|name| name.starts_with("DBUS_") || name.starts_with("XDG_"))
            }));
        } else {
            // Not the keychain of whoever runs the tests.
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
        }
        command
            .env("LEADSHEET_HOME", self.folder())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// Runs to the end.
    pub(crate) fn output<const N: usize>(&self, arguments: [&str; N]) -> Ended {
        Ended::from(self.command().args(arguments).output().unwrap())
    }

    /// Runs to the end with something to read on stdin.
    pub(crate) fn output_with<const N: usize>(&self, arguments: [&str; N], typed: &str) -> Ended {
        let mut process = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        Ended::from(process.wait_with_output().unwrap())
    }

    /// Starts and reads along.
    pub(crate) fn spawn<const N: usize>(&self, arguments: [&str; N]) -> Running {
        let mut process =
            self.command().args(arguments).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Running { process, lines, seen: Vec::new() }
    }

    /// The names of the runs there are.
    pub(crate) fn runs(&self) -> Vec<Value> {
        self.output(["runs", "--json"]).lines()
    }
}

/// A process that has ended.
pub(crate) struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Its lines, each of which is JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The `finished` line, which is the last.
    pub(crate) fn finished(&self) -> Value {
        let last = self.lines().pop().unwrap_or_else(|| panic!("no line; on stderr: {}", self.stderr));
        assert_eq!(last["type"], "finished", "{last}");
        last
    }

    #[track_caller]
    pub(crate) fn must_end_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// A process under way.
pub(crate) struct Running {
    pub process: Child,
    lines: BufReader<ChildStdout>,
    seen: Vec<Value>,
}

impl Running {
    /// Reads lines until one satisfies; gives that one.
    #[track_caller]
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            assert!(
                self.lines.read_line(&mut line).unwrap() > 0,
                "ended early; the last line: {:?}",
                self.seen.last()
            );
            let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            self.seen.push(value.clone());
            if wanted(&value) {
                return value;
            }
        }
    }

    /// The run's name, which is told at once.
    pub(crate) fn run(&mut self) -> String {
        let started = self.until(|_| true);
        assert_eq!(started["type"], "started", "{started}");
        started["run"].as_str().unwrap().to_owned()
    }

    /// Waits until the model has answered for so many leads.
    pub(crate) fn until_assessed(&mut self, leads: u64) -> Value {
        self.until(|line| stage(line, "assess").is_some_and(|done| done >= leads))
    }

    /// As by `kill -9`: the process gets no chance to tidy up.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// As by Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Waits for the end; gives the exit code and the last line.
    pub(crate) fn end(mut self) -> (i32, Value) {
        let began = Instant::now();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        if let Some(line) = rest.lines().last() {
            self.seen.push(serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
        }
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return (status.code().unwrap_or(-1), self.seen.pop().unwrap_or_default());
            }
            assert!(began.elapsed() < AT_MOST, "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// How many a stage of a snapshot has done.
fn stage(line: &Value, name: &str) -> Option<u64> {
    line["stages"].as_array()?.iter().find(|stage| stage["stage"] == name)?["done"].as_u64()
}

/// The cells of a workbook's data sheet as text, header first. Without what tells the time.
pub(crate) fn cells(workbook: &Path) -> Vec<Vec<String>> {
    let info = lead_workbook::inspect(workbook).unwrap();
    let sheet = &info.sheets[0];
    let headers: Vec<_> = sheet.columns.iter().map(|column| column.header.clone()).collect();
    let choice = lead_workbook::SheetChoice {
        path: workbook.to_string_lossy().into_owned(),
        sheet: sheet.name.clone(),
        header_row: None,
        id_column: 0,
    };
    let hidden = headers.iter().position(|header| header == "Assessed_At");
    let mut rows = Vec::new();
    lead_workbook::for_each_row(&choice, &mut |row| {
        let columns = (0..headers.len()).filter(|column| Some(*column) != hidden);
        rows.push(columns.map(|column| row.text(u32::try_from(column).unwrap())).collect());
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// The files below a folder that hold a text.
pub(crate) fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()) {
            found.push(path);
        }
    }
    found
}
