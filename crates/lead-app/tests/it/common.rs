//! An app that is connected to a sandbox's org.

use lead_app::{App, Environment};
use lead_sandbox::Sandbox;
use std::path::Path;

/// The app of a home, signed in by the credentials that the environment gives.
pub async fn connected(home: &Path, org: &Sandbox) -> App {
    let told = [
        ("SALESFORCE_URL", org.url()),
        ("SALESFORCE_CLIENT_ID", org.client_id().to_owned()),
        ("SALESFORCE_CLIENT_SECRET", org.client_secret().to_owned()),
    ];
    let environment = Environment::of(told.map(|(name, value)| (name.to_owned(), value)));
    App::open(home.to_owned(), environment).await.unwrap()
}
