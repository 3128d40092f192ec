//! Credentials between commands: kept by the system's keychain, and nowhere else.
//!
//! The keychain part needs one to test with, which `LEADSHEET_TEST_KEYRING=1` says there is; nobody's
//! own is touched without being told.

use crate::support::{Home, Sandbox, files_with};

#[test]
fn without_a_keychain_nothing_is_kept_and_that_is_said() {
    let home = Home::empty();
    let refused = home.output_with(["login", "openai"], "sk-typed-here\n").must_end_with(1);
    assert!(
        refused.stderr.contains("keychain") && refused.stderr.contains("environment"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("sk-typed-here"));
    assert!(files_with(home.folder(), "sk-typed-here").is_empty());
    let empty = home.output_with(["login", "openai"], "\n").must_end_with(1);
    assert!(empty.stderr.contains("Nothing was changed"), "{}", empty.stderr);
}

#[test]
fn what_one_command_keeps_the_next_one_uses() {
    if std::env::var_os("LEADSHEET_TEST_KEYRING").is_none() {
        return;
    }
    let sandbox = Sandbox::start(50);
    let home = Home::with_keychain();
    let (url, model) = (sandbox.told("url"), sandbox.told("openai_url"));
    let (secret, key) = (sandbox.told("client_secret"), sandbox.told("api_key"));
    let id = sandbox.told("client_id");
    let org = ["login", "salesforce", "--with", "secret", "--url", url, "--client-id", id];
    home.output_with(org, &format!("{secret}\n")).must_end_with(0);
    home.output_with(["login", "openai", "--url", model], &format!("{key}\n")).must_end_with(0);

    let workbook = sandbox.workbook();
    let finished = home.output(["run", workbook.to_str().unwrap(), "--json"]).must_end_with(0).finished();
    assert_eq!(finished["state"], "done");
    for secret in [secret, key] {
        assert!(files_with(home.folder(), secret).is_empty());
    }

    // Keys kept for one server never travel to another.
    let other = Sandbox::start(50);
    let refused = home
        .output(["run", workbook.to_str().unwrap(), "--salesforce-url", other.told("url")])
        .must_end_with(1);
    assert!(refused.stderr.contains("were not sent there"), "{}", refused.stderr);
    assert_eq!(other.stats()["calls"]["token"], 0);

    for provider in ["salesforce", "openai"] {
        home.output(["logout", provider]).must_end_with(0);
    }
    let told = home.output(["run", workbook.to_str().unwrap()]).must_end_with(1);
    assert!(told.stderr.contains("no credentials"), "{}", told.stderr);
}
