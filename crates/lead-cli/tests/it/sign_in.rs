//! Signing in by browser and by the Salesforce command line, between commands.
//!
//! What a sign-in leaves has to outlive its command, so most of this needs a keychain to test with,
//! which `LEADSHEET_TEST_KEYRING=1` says there is.

use crate::support::{Home, Sandbox, files_with};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{ChildStdin, Command, Stdio};

/// Sessions end every few calls, so that a run renews its session again and again.
const SHORT_SESSIONS: &str =
    r#"{"latency":{"salesforce_ms":5,"model_ms":5},"limits":{"salesforce":{"session_calls":16}}}"#;

fn there_is_a_keychain() -> bool {
    std::env::var_os("LEADSHEET_TEST_KEYRING").is_some()
}

/// `leadsheet login salesforce`, waiting for the browser.
struct Login {
    process: std::process::Child,
    typed: ChildStdin,
    address: String,
}

impl Login {
    fn begin(home: &Home, sandbox: &Sandbox) -> Self {
        let (url, key) = (sandbox.told("url"), sandbox.told("client_id"));
        let mut process = home
            .command()
            .args(["login", "salesforce", "--no-browser", "--url", url, "--client-id", key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        lines.read_line(&mut address).unwrap();
        process.stdout = Some(lines.into_inner());
        let typed = process.stdin.take().unwrap();
        Self { process, typed, address: address.trim().to_owned() }
    }

    /// The address the browser is sent to when the question is answered.
    fn landing(&self, decision: &str) -> String {
        let (to, fields) = self.address.split_once('?').unwrap();
        let answer = exchange("POST", to, &format!("{fields}&decision={decision}"));
        let location = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "))
            .unwrap_or_else(|| panic!("{answer}"));
        location.trim().to_owned()
    }

    fn end(self) -> crate::support::Ended {
        drop(self.typed);
        crate::support::Ended::from(self.process.wait_with_output().unwrap())
    }
}

/// One plain exchange, as a browser makes it.
fn exchange(method: &str, address: &str, body: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} /{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn sign_in(home: &Home, sandbox: &Sandbox) {
    let login = Login::begin(home, sandbox);
    let page = exchange("GET", &login.landing("allow"), "");
    assert!(page.contains("You can close this"), "{page}");
    let ended = login.end().must_end_with(0);
    assert!(ended.stdout.contains("ada.byron@"), "{}", ended.stdout);
}

/// What the keychain holds for the active org, read by another program.
fn kept(home: &Home) -> serde_json::Value {
    let id = home.output(["orgs", "--json"]).lines()[0]["id"].as_str().unwrap().to_owned();
    let found = Command::new("secret-tool")
        .args(["lookup", "service", "Leadsheet", "username", &id])
        .output()
        .unwrap();
    serde_json::from_slice(&found.stdout).unwrap_or_default()
}

#[test]
fn without_a_keychain_nobody_is_sent_to_a_browser_for_nothing() {
    let home = Home::empty();
    let told = home.output(["login", "salesforce", "--client-id", "3MVG9"]).must_end_with(1);
    assert!(told.stderr.contains("keychain") && told.stdout.is_empty(), "{}", told.stderr);
    let asked = home.output(["login", "salesforce", "--ask-admin"]).must_end_with(0);
    for wanted in ["http://localhost:17417/callback", "refresh_token", "PKCE", "Local", "Rotation: on"] {
        assert!(asked.stdout.contains(wanted), "{wanted}: {}", asked.stdout);
    }
}

#[test]
fn a_sign_in_lasts_from_command_to_command_and_is_in_no_file() {
    if !there_is_a_keychain() {
        return;
    }
    let sandbox = Sandbox::start_with(900, SHORT_SESSIONS);
    let home = Home::with_keychain();
    sign_in(&home, &sandbox);
    let first = kept(&home);
    let workbook = sandbox.workbook();
    let arguments = ["run", workbook.to_str().unwrap(), "--check-only", "--batch-size", "50", "--json"];
    let finished = home.output(arguments).must_end_with(0).finished();
    assert_eq!(finished["state"], "done", "{finished}");
    let later = kept(&home);
    assert_ne!(
        first["refresh_token"], later["refresh_token"],
        "it was renewed, and the new token is in the keychain"
    );
    for name in ["access_token", "refresh_token"] {
        for tokens in [&first, &later] {
            let secret = tokens[name].as_str().unwrap();
            assert!(files_with(home.folder(), secret).is_empty(), "{name}");
        }
    }

    // Shared with a colleague, who still has to sign in.
    let file = sandbox.folder().join("org.toml");
    let file = file.to_str().unwrap();
    let orgs = home.output(["orgs", "--json"]).lines();
    home.output(["orgs", "share", orgs[0]["name"].as_str().unwrap(), file]).must_end_with(0);
    let text = std::fs::read_to_string(file).unwrap();
    assert!(
        text.contains(sandbox.told("client_id")) && !text.contains(later["refresh_token"].as_str().unwrap())
    );

    home.output(["logout", "salesforce"]).must_end_with(0);
    assert_eq!(sandbox.stats()["calls"]["revoke"], 1);
    assert!(home.output(["orgs", "--json"]).lines().is_empty());
    assert_eq!(kept_under(orgs[0]["id"].as_str().unwrap()), "");
}

fn kept_under(id: &str) -> String {
    let found = Command::new("secret-tool")
        .args(["lookup", "service", "Leadsheet", "username", id])
        .output()
        .unwrap();
    String::from_utf8(found.stdout).unwrap()
}

#[test]
fn two_processes_share_a_sign_in_whose_tokens_are_good_once() {
    if !there_is_a_keychain() {
        return;
    }
    let sandbox = Sandbox::start_with(900, SHORT_SESSIONS);
    let home = Home::with_keychain();
    sign_in(&home, &sandbox);
    let workbook = sandbox.workbook();
    let arguments = ["run", workbook.to_str().unwrap(), "--check-only", "--batch-size", "50", "--json"];
    let both = [home.spawn(arguments), home.spawn(arguments)];
    for running in both {
        let (code, last) = running.end();
        assert_eq!((code, &last["state"]), (0, &"done".into()), "{last}");
    }
    home.output(["logout", "salesforce"]).must_end_with(0);
}

#[test]
fn the_landing_can_be_pasted_and_a_denial_is_told() {
    if !there_is_a_keychain() {
        return;
    }
    let sandbox = Sandbox::start(50);
    let home = Home::with_keychain();
    let mut login = Login::begin(&home, &sandbox);
    let landing = login.landing("allow");
    writeln!(login.typed, "http://localhost:1/callback?code=x&state=y\n{landing}").unwrap();
    let ended = login.end().must_end_with(0);
    assert!(ended.stderr.contains("belongs to another sign-in"), "{}", ended.stderr);
    home.output(["logout", "salesforce"]).must_end_with(0);

    let login = Login::begin(&home, &sandbox);
    exchange("GET", &login.landing("deny"), "");
    let ended = login.end().must_end_with(1);
    assert!(ended.stderr.contains("“Deny” was chosen"), "{}", ended.stderr);
    assert!(home.output(["orgs", "--json"]).lines().is_empty());
}

#[test]
fn one_of_several_orgs_is_read_and_credentials_go_where_they_belong() {
    if !there_is_a_keychain() {
        return;
    }
    let (first, second) = (Sandbox::start(60), Sandbox::start(60));
    let home = Home::with_keychain();
    sign_in(&home, &first);
    sign_in(&home, &second);
    let orgs = home.output(["orgs", "--json"]).lines();
    assert_eq!((orgs.len(), &orgs[1]["active"]), (2, &true.into()), "the latest is in use");
    let ids: Vec<_> = orgs.iter().map(|org| org["id"].as_str().unwrap()).collect();
    let reads = |sandbox: &Sandbox| sandbox.stats()["calls"]["collections"].as_u64().unwrap();
    let workbook = first.workbook();
    let workbook = workbook.to_str().unwrap();

    home.output(["run", workbook, "--check-only"]).must_end_with(0);
    assert_eq!((reads(&first), reads(&second) > 0), (0, true));
    let told = home.output(["orgs", "use", "127.0.0.1"]).must_end_with(1);
    assert!(told.stderr.contains("Several orgs"), "{}", told.stderr);
    home.output(["orgs", "use", ids[0]]).must_end_with(0);
    let before = reads(&second);
    home.output(["run", workbook, "--check-only"]).must_end_with(0);
    assert_eq!((reads(&first) > 0, reads(&second)), (true, before));
    // An address that is named finds its own org, whichever is in use.
    home.output(["run", workbook, "--check-only", "--salesforce-url", second.told("url")]).must_end_with(0);
    assert!(reads(&second) > before);

    for id in ids {
        home.output(["orgs", "forget", id]).must_end_with(0);
    }
    assert_eq!([&first, &second].map(|org| org.stats()["calls"]["revoke"].as_u64()), [Some(1), Some(1)]);
}

#[cfg(unix)]
#[test]
fn a_sign_in_of_sf_needs_no_keychain() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::start(50);
    let (url, token) = (sandbox.told("url"), sandbox.told("access_token"));
    let sf = sandbox.folder().join("sf");
    let script = format!(
        "#!/bin/sh\ncase \"$2\" in\ndisplay) echo '{{\"status\":0,\"result\":{{\"instanceUrl\":\"{url}\"}}}}' ;;\n\
         auth) echo '{{\"status\":0,\"result\":{{\"accessToken\":\"{token}\"}}}}' ;;\nesac\n"
    );
    std::fs::write(&sf, script).unwrap();
    std::fs::set_permissions(&sf, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut home = Home::empty();
    home.set("PATH", &format!("{}:{}", sandbox.folder().display(), std::env::var("PATH").unwrap()));
    let ended = home.output(["login", "salesforce", "--sf", "ada@acme.com"]).must_end_with(0);
    assert!(ended.stdout.contains("as ada@acme.com"), "{}", ended.stdout);
    let workbook = sandbox.workbook();
    home.output(["run", workbook.to_str().unwrap(), "--check-only"]).must_end_with(0);
    assert!(files_with(home.folder(), token).is_empty());
}
