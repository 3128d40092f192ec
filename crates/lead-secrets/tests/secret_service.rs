//! The vault against a real Secret Service, and without one.
//!
//! With `LEADSHEET_TEST_KEYRING=1` there must be an unlocked Secret Service on the session bus (the
//! project's test script starts one of its own) and the test fails where there is none. Without the
//! variable nobody's own keychain is touched: the test runs itself again with a bus that is not there.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it cannot go on")]

use lead_secrets::{Kept, Vault};
use secrecy::ExposeSecret;
use std::process::Command;

const WITH_KEYRING: &str = "LEADSHEET_TEST_KEYRING";
const WITHOUT_BUS: &str = "LEADSHEET_TEST_WITHOUT_BUS";

fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| value == "1")
}

fn read(vault: &Vault, name: &str) -> Option<String> {
    vault.get(name).unwrap().map(|secret| secret.expose_secret().to_owned())
}

/// What another program finds in the Secret Service.
fn found_by_another_program(name: &str) -> Option<String> {
    let output = Command::new("secret-tool")
        .args(["lookup", "service", "Leadsheet", "username", name])
        .output()
        .expect("secret-tool (package libsecret-tools) is needed");
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_keychain_keeps_credentials_or_its_absence_is_said() {
    if is_set(WITH_KEYRING) {
        stores_reads_overwrites_and_forgets();
    } else if is_set(WITHOUT_BUS) {
        keeps_for_the_session_and_says_why();
    } else {
        let itself = std::env::current_exe().unwrap();
        let status = Command::new(itself)
            .env(WITHOUT_BUS, "1")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .status()
            .unwrap();
        assert!(status.success(), "the test without a session bus failed");
    }
}

fn stores_reads_overwrites_and_forgets() {
    let name = format!("test-{}", std::process::id());
    let vault = Vault::open();
    assert!(vault.status().available, "{}", vault.status().sentence);
    assert_eq!(read(&vault, &name), None);
    assert_eq!(found_by_another_program(&name), None);

    let long = "00D!AQ§ü".repeat(200);
    for secret in ["first", &long, "last"] {
        assert_eq!(vault.put(&name, &secret.into()), Ok(Kept::Keychain));
        // Another vault has nothing in memory: this comes from the keychain.
        assert_eq!(read(&Vault::open(), &name).as_deref(), Some(secret));
        assert_eq!(found_by_another_program(&name).as_deref(), Some(secret));
    }

    vault.forget(&name).unwrap();
    vault.forget(&name).unwrap();
    assert_eq!(read(&vault, &name), None);
    assert_eq!(found_by_another_program(&name), None);
}

fn keeps_for_the_session_and_says_why() {
    let vault = Vault::open();
    let status = vault.status();
    assert!(!status.available && status.sentence.contains("until Leadsheet closes"), "{}", status.sentence);
    assert_eq!(vault.put("salesforce", &"token".into()), Ok(Kept::Session));
    assert_eq!(read(&vault, "salesforce").as_deref(), Some("token"));
    assert_eq!(read(&Vault::open(), "salesforce"), None);
    vault.forget("salesforce").unwrap();
    assert_eq!(read(&vault, "salesforce"), None);
}
