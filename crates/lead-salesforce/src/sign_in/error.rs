//! Why a sign-in did not come about, and what to do.

use crate::SalesforceError;

/// Why a sign-in did not come about. Never holds a code, a token or a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Not an address where Salesforce signs people in.
    #[error(
        "“{address}” cannot be used to sign in: {why}. Choose Production or Sandbox, or enter your org's My Domain \
         address."
    )]
    Host {
        /// What was entered.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No consumer key.
    #[error(
        "The consumer key of your org's app for Leadsheet is needed to sign in. It is one for the whole team: take it \
         from a colleague's connection file, or ask your Salesforce admin for it."
    )]
    NoConsumerKey,
    /// The system gives no random numbers.
    #[error(
        "This computer gave no random numbers, without which a sign-in is not safe. Nothing was started; restart the \
         computer and try again."
    )]
    NoRandomness,
    /// A code or a reason that belongs to another sign-in.
    #[error(
        "This address belongs to another sign-in than the one that is waiting, so it was not used. Paste the address \
         that the browser tab opened last shows now, or start the sign-in again."
    )]
    OtherSignIn,
    /// The address of Salesforce's own question.
    #[error(
        "This is the address of Salesforce's question, not the one the browser lands on after it. Answer the question \
         in the browser first; then copy the address that begins with http://localhost."
    )]
    PastedTheQuestion,
    /// Something else altogether.
    #[error(
        "This is not the address the browser landed on. It begins with http://localhost and holds “code=”; the page \
         itself may say that it cannot be reached, which does not matter."
    )]
    NotALanding,
    /// Salesforce, or the person asked, said no.
    #[error("Salesforce did not allow the sign-in ({}). {}", words(.code, .description), advice(.code))]
    Refused {
        /// OAuth's or Salesforce's code.
        code: String,
        /// What Salesforce wrote.
        description: String,
    },
    /// Nothing came back in time.
    #[error(
        "Nothing came back from the browser within {minutes} minutes, so the sign-in was given up. When Salesforce \
         shows an error page it never comes back by itself: look at what the browser says, and send your admin the \
         settings under “Ask my admin”."
    )]
    NoAnswer {
        /// How long was waited.
        minutes: u64,
    },
    /// Given up by the user.
    #[error("The sign-in was cancelled. Nothing was changed.")]
    Cancelled,
    /// It is over; nothing can be pasted into it.
    #[error("This sign-in is over already. Start it again.")]
    Over,
    /// The token endpoint could not be asked.
    #[error(transparent)]
    Salesforce(#[from] SalesforceError),
    /// `sf` could not be asked.
    #[error("{0}")]
    Sf(String),
}

impl SignInError {
    /// A short name for what a host acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Host { .. } => "sign_in_host",
            Self::NoConsumerKey => "no_consumer_key",
            Self::NoRandomness => "no_randomness",
            Self::OtherSignIn => "other_sign_in",
            Self::PastedTheQuestion => "pasted_the_question",
            Self::NotALanding => "not_a_landing",
            Self::Refused { .. } => "sign_in_refused",
            Self::NoAnswer { .. } => "no_answer",
            Self::Cancelled => "cancelled",
            Self::Over => "sign_in_over",
            Self::Salesforce(error) => error.code(),
            Self::Sf(_) => "sf",
        }
    }
}

fn words(code: &str, description: &str) -> String {
    match (code.is_empty(), description.is_empty()) {
        (false, false) => format!("{code}: {description}"),
        (false, true) => code.to_owned(),
        (true, false) => description.to_owned(),
        (true, true) => "without a reason".to_owned(),
    }
}

/// What a person does about a refusal.
fn advice(code: &str) -> &'static str {
    match code {
        "access_denied" => "“Deny” was chosen in the browser. To sign in, start again and choose “Allow”.",
        "OAUTH_APP_BLOCKED" => {
            "An admin has blocked the app in this org. Ask your admin to unblock it under External Client Apps, OAuth \
             Usage."
        }
        "OAUTH_APP_ACCESS_DENIED" => {
            "The app is open to chosen users only, and this user is not among them. Ask your admin to add your profile \
             or permission set to the app's policies."
        }
        "OAUTH_EC_APP_NOT_FOUND" | "OAUTH_APPROVAL_ERROR_GENERIC" => {
            "The app is not set up in the org you signed in to. Check that you signed in to the right org; if so, ask \
             your admin to set the app up there."
        }
        "invalid_client_id" | "invalid_client" | "unauthorized_client" => {
            "The consumer key is not known there, or the app asks for a secret. Check the key and the org; the app must \
             not require a secret for the web server flow or the refresh token flow. A new app takes up to ten minutes \
             to become known."
        }
        "redirect_uri_mismatch" => {
            "The app lacks Leadsheet's callback addresses. Ask your admin to add all of them, exactly as under “Ask my \
             admin”."
        }
        "invalid_scope" => "The app lacks a scope. Ask your admin to add “api” and “refresh_token”.",
        "invalid_grant" => {
            "The answer was used before, took too long, or the user may not sign in from here at this time. Start the \
             sign-in again; if it happens again, ask your admin about login hours and IP ranges."
        }
        _ => "If the words do not tell what to do, send them to your admin.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_says_what_to_do() {
        let told = |code: &str, description: &str| {
            SignInError::Refused { code: code.into(), description: description.into() }.to_string()
        };
        assert!(told("OAUTH_APP_BLOCKED", "this app is blocked by admin").contains("unblock"));
        assert!(told("access_denied", "").contains("“Allow”"));
        assert_eq!(
            told("", ""),
            "Salesforce did not allow the sign-in (without a reason). If the words do not tell what to do, send them \
             to your admin."
        );
    }
}
