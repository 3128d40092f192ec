//! The page that the browser shows at the end. Plain, with nothing from elsewhere in it.

use super::error::SignInError;
use super::landing::{Landing, Stray};

/// What the page says about what came.
pub(crate) fn page(landing: Result<&Landing, Stray>) -> (u16, String) {
    match landing {
        Ok(Landing::Code(_)) => (
            200,
            html(
                "Back to Leadsheet",
                "Salesforce's answer has arrived. You can close this and go back to Leadsheet.",
            ),
        ),
        Ok(Landing::Refused { code, description }) => {
            let error = SignInError::Refused { code: code.clone(), description: description.clone() };
            (200, html("Not signed in", &format!("{error} You can close this.")))
        }
        Err(Stray::OtherState) => (
            400,
            html(
                "Not this sign-in",
                "This answer belongs to another sign-in, so Leadsheet did not use it. Go back to Leadsheet and answer \
                 the question that was opened last.",
            ),
        ),
        Err(Stray::Nothing) => {
            (404, html("Nothing here", "There is nothing at this address. You can close this."))
        }
    }
}

fn html(title: &str, text: &str) -> String {
    let (title, text) = (escaped(title), escaped(text));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width\"><style>\
         :root{{color-scheme:light dark}}\
         body{{font:17px/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1.5em}}\
         h1{{font-size:1.4em;font-weight:600}}</style></head>\n\
         <body><main><h1>{title}</h1><p>{text}</p></main></body></html>\n"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_salesforce_says_cannot_become_part_of_the_page() {
        let landing = Landing::Refused { code: "x".into(), description: "<script src=\"//evil\">&".into() };
        let (_, page) = page(Ok(&landing));
        assert!(page.contains("&lt;script src=&quot;//evil&quot;&gt;&amp;") && !page.contains("<script"));
    }

    #[test]
    fn a_code_is_never_shown() {
        let (status, page) = page(Ok(&Landing::Code("aPrx-secret".into())));
        assert!(status == 200 && page.contains("You can close this") && !page.contains("aPrx"));
    }
}
