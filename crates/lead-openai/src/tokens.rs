//! How many tokens a text is, without the model's own vocabulary.

/// About how many tokens a text is; leans high, since it is used for what is reserved and paced.
/// What a request was really charged is read from its answer.
#[must_use]
pub fn estimate_tokens(text: &str) -> u64 {
    let mut tokens = 0;
    let mut run = Run { kind: Kind::Space, length: 0 };
    for character in text.chars() {
        let kind = Kind::of(character);
        if kind == run.kind {
            run.length += 1;
        } else {
            tokens += run.tokens();
            run = Run { kind, length: 1 };
        }
    }
    tokens + run.tokens()
}

/// Characters of one kind in a row.
struct Run {
    kind: Kind,
    length: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// A single space belongs to the word after it.
    Space,
    Mark,
    Other,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '0'..='9' => Self::Digit,
            ' ' | '\n' | '\t' | '\r' => Self::Space,
            _ if character.is_ascii() => Self::Mark,
            _ => Self::Other,
        }
    }
}

impl Run {
    fn tokens(&self) -> u64 {
        match self.kind {
            // Common words are one token up to seven letters or so; names and codes break sooner.
            Kind::Letter => self.length.div_ceil(5),
            Kind::Digit => self.length.div_ceil(3),
            Kind::Space => u64::from(self.length > 1),
            Kind::Mark => self.length.div_ceil(2),
            // Breaks the word it stands in, too.
            Kind::Other => self.length + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted with `OpenAI`'s o200k vocabulary (js-tiktoken).
    const COUNTED: [(&str, u64); 5] = [
        ("Judge whether the company, the website and the number of employees agree with each other. ", 18),
        (r#"{"leads":[{"ref":"r01","company":"Acme","employees":1200}]}"#, 21),
        ("Løvenskiold Skogselskap AS, Færøyene 12, 0283 Oslo", 22),
        (
            r#"{"ref":"r07","company":"Brightwater Logistics GmbH","website":"www.brightwater-logistics.de","email_domain":"brightwater-logistics.de","zoominfo_company":"Brightwater Logistics","zoominfo_employees":1240,"country":"Germany","title":"Head of Procurement","segment":"Mid-Market","not_in_tam":false}"#,
            72,
        ),
        (
            "You are a data-quality analyst. Judge each lead by its own fields only. Each check has an outcome of \
             pass, caution or fail, and a note of one sentence. Never cite a source that you were not given; say \
             model_memory where you rely on what you remember.",
            56,
        ),
    ];

    #[test]
    fn prose_and_data_come_out_somewhat_high_and_never_wild() {
        for (text, tokens) in COUNTED {
            let estimate = estimate_tokens(text);
            assert!((tokens..=tokens * 8 / 5).contains(&estimate), "{estimate} for {tokens}: {text}");
        }
    }

    #[test]
    fn nothing_is_nothing_and_twice_is_twice() {
        assert_eq!(estimate_tokens(""), 0);
        assert_eq!(estimate_tokens("株式会社"), 5);
        let text = "Acme Corporation, Oslo. ";
        assert_eq!(estimate_tokens(&text.repeat(100)), 100 * estimate_tokens(text));
    }
}
