//! What proves that an answer belongs to this sign-in: state and PKCE (RFC 7636).

use crate::SignInError;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// 256 bits, which nobody guesses in five minutes or ever.
const RANDOM_BYTES: usize = 32;

/// The two random values of one sign-in.
pub(crate) struct Proof {
    /// Comes back with the browser.
    pub(crate) state: State,
    /// Never leaves this process before the code is exchanged.
    pub(crate) verifier: SecretString,
}

/// The value by which an answer is recognised as one to our question.
#[derive(Clone)]
pub(crate) struct State(SecretString);

impl Proof {
    pub(crate) fn new() -> Result<Self, SignInError> {
        Ok(Self { state: State(random()?), verifier: random()? })
    }

    /// What Salesforce is shown first: the verifier's SHA-256.
    pub(crate) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose_secret()))
    }
}

impl State {
    pub(crate) fn text(&self) -> &str {
        self.0.expose_secret()
    }

    /// Compares in a time that tells nothing of where the two differ.
    pub(crate) fn is(&self, other: &str) -> bool {
        self.text().as_bytes().ct_eq(other.as_bytes()).into()
    }
}

fn random() -> Result<SecretString, SignInError> {
    let mut bytes = [0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| SignInError::NoRandomness)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // The example of RFC 7636, appendix B.
        let verifier = SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let proof = Proof { state: State("s".into()), verifier };
        assert_eq!(proof.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn no_two_sign_ins_are_alike() {
        let [one, two] = [Proof::new().unwrap(), Proof::new().unwrap()];
        assert_eq!(one.verifier.expose_secret().len(), 43);
        assert_ne!(one.verifier.expose_secret(), two.verifier.expose_secret());
        assert!(one.state.is(one.state.text()));
        assert!(
            !one.state.is(two.state.text()) && !one.state.is("") && !one.state.is(&one.state.text()[1..])
        );
    }
}
