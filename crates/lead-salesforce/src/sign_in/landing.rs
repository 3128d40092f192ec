//! The address the browser landed on, come by itself or pasted.

use super::proof::State;
use crate::SignInError;
use secrecy::SecretString;
use std::collections::HashMap;
use url::{Url, form_urlencoded};

/// What Salesforce let the browser bring.
pub(crate) enum Landing {
    /// A code to be exchanged, good once.
    Code(SecretString),
    /// A no, and its reason.
    Refused { code: String, description: String },
}

/// Why an address is not the answer that is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stray {
    /// It belongs to another sign-in, or somebody made it up.
    OtherState,
    /// It holds neither a code nor a reason.
    Nothing,
}

/// As much of Salesforce's own words as fits into a sentence.
const MOST_WORDS: usize = 200;

/// Reads the query of an address that came to the listener.
pub(crate) fn read(query: &str, state: &State) -> Result<Landing, Stray> {
    let values: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
    let value = |name: &str| values.get(name).map(AsRef::as_ref).filter(|text: &&str| !text.is_empty());
    if value("code").or(value("error")).is_none() {
        return Err(Stray::Nothing);
    }
    if !value("state").is_some_and(|brought| state.is(brought)) {
        return Err(Stray::OtherState);
    }
    match (value("error"), value("code")) {
        (Some(code), _) => Ok(refused(code, value("error_description"))),
        (None, Some(code)) => Ok(Landing::Code(code.into())),
        (None, None) => Err(Stray::Nothing),
    }
}

/// Reads what somebody pasted: a whole address, or what stands behind its question mark. The
/// address of one of Salesforce's own error pages gives the reason it names.
pub(crate) fn read_pasted(text: &str, state: &State) -> Result<Landing, SignInError> {
    let text = text.trim().trim_matches(['"', '<', '>', '“', '”']);
    let url = Url::parse(text).ok();
    let query = match &url {
        Some(url) => url.query().unwrap_or_default(),
        None => text.trim_start_matches('?'),
    };
    match read(query, state) {
        Ok(landing) => Ok(landing),
        Err(Stray::OtherState) => {
            let values: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
            // A reason without a state comes from a page that never redirected. Whoever pasted it
            // saw it, and it gives nothing away.
            match values.get("error").filter(|_| !values.contains_key("state")) {
                Some(code) => Ok(refused(code, values.get("error_description").map(AsRef::as_ref))),
                None => Err(SignInError::OtherSignIn),
            }
        }
        Err(Stray::Nothing) if url.is_some_and(|url| url.path().ends_with("/services/oauth2/authorize")) => {
            Err(SignInError::PastedTheQuestion)
        }
        Err(Stray::Nothing) => Err(SignInError::NotALanding),
    }
}

fn refused(code: &str, description: Option<&str>) -> Landing {
    let plain = |text: &str| {
        let words: Vec<_> = text.split_whitespace().collect();
        words.join(" ").chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect::<String>()
    };
    Landing::Refused { code: plain(code), description: plain(description.unwrap_or_default()) }
}

#[cfg(test)]
mod tests {
    use super::super::proof::Proof;
    use super::*;
    use secrecy::ExposeSecret;

    fn told(landing: Result<Landing, SignInError>) -> String {
        match landing {
            Ok(Landing::Code(code)) => format!("code {}", code.expose_secret()),
            Ok(Landing::Refused { code, description }) => format!("{code}: {description}"),
            Err(error) => error.code().to_owned(),
        }
    }

    #[test]
    fn a_pasted_address_is_read_in_every_form() {
        let state = Proof::new().unwrap().state;
        let right = format!("code=aPrx%3D%3D&state={}", state.text());
        for (pasted, meant) in [
            (format!(" http://localhost:17417/callback?{right}\n"), "code aPrx=="),
            (format!("?{right}"), "code aPrx=="),
            (right.clone(), "code aPrx=="),
            (format!("“http://localhost:1/callback?{right}”"), "code aPrx=="),
            ("http://localhost:17417/callback?code=x&state=other".into(), "other_sign_in"),
            ("http://localhost:17417/callback?code=x".into(), "other_sign_in"),
            ("http://localhost:17417/callback?error=x&state=other".into(), "other_sign_in"),
            (
                "https://acme.my.salesforce.com/x?error=OAUTH_APP_BLOCKED&error_description=app+is%0Ablocked"
                    .into(),
                "OAUTH_APP_BLOCKED: app is blocked",
            ),
            (format!("https://l.example/cb?error=access_denied&state={}", state.text()), "access_denied: "),
            (
                "https://login.salesforce.com/services/oauth2/authorize?client_id=x".into(),
                "pasted_the_question",
            ),
            ("https://login.salesforce.com/".into(), "not_a_landing"),
            ("hello".into(), "not_a_landing"),
            (String::new(), "not_a_landing"),
        ] {
            assert_eq!(told(read_pasted(&pasted, &state)), meant, "{pasted}");
        }
    }

    #[test]
    fn what_comes_by_itself_must_know_the_state_even_to_say_no() {
        let state = Proof::new().unwrap().state;
        assert_eq!(read("error=access_denied", &state).err(), Some(Stray::OtherState));
        assert_eq!(read("code=x&state=", &state).err(), Some(Stray::OtherState));
        assert_eq!(read("", &state).err(), Some(Stray::Nothing));
    }
}
