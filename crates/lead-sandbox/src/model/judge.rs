//! The model's judgement of a lead: what a careful reader would say who knows the companies.
//!
//! It sees only the data of the request. Since every company of the demo can be found by its name
//! or domain, what it corrects and fills in agrees with the truth the org was made from. The same
//! data always gives the same judgement.

use crate::dice::Dice;
use crate::model::subject::{Subject, host};
use crate::names::{Company, FREE_MAIL, Universe};

/// A judgement of one lead.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judgement {
    pub(crate) domains: Check,
    pub(crate) headcount: Check,
    pub(crate) completeness: Check,
    pub(crate) flags: Check,
    pub(crate) statements: Vec<String>,
    pub(crate) corrections: Vec<Proposal>,
    pub(crate) inferences: Vec<Proposal>,
    pub(crate) coherence: i64,
}

/// How one heuristic came out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Check {
    pub(crate) outcome: &'static str,
    pub(crate) note: String,
}

/// A value proposed for one of the three enriched fields.
#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    pub(crate) about: About,
    pub(crate) new: String,
    pub(crate) confidence: f64,
    pub(crate) reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Company,
    Website,
    Employees,
}

fn check(outcome: &'static str, note: impl Into<String>) -> Check {
    Check { outcome, note: note.into() }
}

/// Judges a lead.
pub(crate) fn judge(subject: &Subject, universe: &Universe, seed: u64) -> Judgement {
    let mut dice = Dice::new(seed, "judgement", subject.mark);
    let site = subject.website.as_str().map(host);
    let mail = subject.mail_host();
    let truth = subject
        .company
        .as_str()
        .and_then(|name| universe.by_name(name))
        .or_else(|| site.as_deref().and_then(|site| universe.by_domain(site)))
        .or_else(|| mail.as_deref().and_then(|mail| universe.by_domain(mail)));
    let mut judgement = Judgement { coherence: 93, ..Judgement::default() };
    judgement.compare_domains(truth.as_ref(), mail.as_deref(), site.as_deref());
    judgement.compare_enrichment(subject, truth.as_ref(), universe, &mut dice);
    judgement.look_at_gaps(subject, truth.as_ref(), &mut dice);
    let noise = i64::try_from(dice.below(11)).unwrap_or_default() - 5;
    judgement.coherence = (judgement.coherence + noise).clamp(2, 99);
    judgement.conclude();
    judgement
}

impl Judgement {
    fn compare_domains(&mut self, truth: Option<&Company>, mail: Option<&str>, site: Option<&str>) {
        let Some(truth) = truth else {
            self.coherence -= 45;
            self.domains = check("caution", "The company is not one I can place.");
            return;
        };
        let fits = |host: &str| host == truth.domain;
        self.domains = match (mail, site) {
            (Some(mail), _) if FREE_MAIL.contains(&mail) => {
                self.coherence -= 14;
                check("caution", format!("{mail} is a free-mail domain and says nothing of {}.", truth.name))
            }
            (Some(mail), _) if !fits(mail) => {
                self.coherence -= 32;
                check("fail", format!("The e-mail domain {mail} is not that of {}.", truth.name))
            }
            (_, Some(site)) if !fits(site) => {
                self.coherence -= 20;
                check("fail", format!("The website {site} is not that of {}.", truth.name))
            }
            (None, None) => {
                self.coherence -= 18;
                check("caution", "There is neither an e-mail domain nor a website to compare.")
            }
            (None, _) | (_, None) => {
                self.coherence -= 3;
                check("pass", format!("What is there agrees with {}.", truth.name))
            }
            _ => check("pass", format!("E-mail domain, website and company all point to {}.", truth.name)),
        };
    }

    fn compare_enrichment(
        &mut self,
        subject: &Subject,
        truth: Option<&Company>,
        universe: &Universe,
        dice: &mut Dice,
    ) {
        let expected = truth.map(|truth| Company::band(truth.employees));
        let claimed = (0..5).find(|band| subject.size_range.as_str() == Some(Company::size_range(*band)));
        let found = subject.headcount().map(Company::band);
        self.headcount = match (found, claimed.or(expected)) {
            (Some(found), Some(other)) if found.abs_diff(other) >= 2 => {
                self.coherence -= 18;
                check("fail", "The headcount is two bands or more off the stated size.")
            }
            (Some(found), Some(other)) if found != other => {
                self.coherence -= 6;
                check("caution", "The headcount is one band off the stated size.")
            }
            (Some(_), Some(_)) => check("pass", "Headcount, segment and size range agree."),
            _ => check("caution", "There is no headcount or no size to compare it with."),
        };
        let Some(truth) = truth else { return };
        let same_name = |name: &str| {
            universe.by_name(name).is_some_and(|found| found.domain == truth.domain)
                || name.trim() == truth.name
        };
        if let Some(name) = subject.zi_company.as_str().filter(|name| !same_name(name)) {
            self.coherence -= 30;
            self.corrections.push(Proposal {
                about: About::Company,
                new: truth.name.clone(),
                confidence: 0.9,
                reason: format!("{name} is another company than the one the lead is from."),
            });
        }
        if let Some(site) = subject.zi_website.as_str().map(host).filter(|site| *site != truth.domain) {
            self.coherence -= 10;
            self.corrections.push(Proposal {
                about: About::Website,
                new: truth.domain.clone(),
                confidence: 0.9,
                reason: format!("{site} belongs to another company."),
            });
        }
        if let (Some(found), Some(expected)) = (found, expected)
            && found.abs_diff(expected) >= 2
        {
            self.corrections.push(Proposal {
                about: About::Employees,
                new: truth.employees.to_string(),
                confidence: 0.7,
                reason: "The size range and what is known of the company say otherwise.".into(),
            });
        }
        self.fill_in(subject, truth, dice);
    }

    /// Proposes values for blanks, most of the time, surest for what stands in the record.
    fn fill_in(&mut self, subject: &Subject, truth: &Company, dice: &mut Dice) {
        let gaps = [
            (About::Company, subject.zi_company.is_null(), truth.name.clone(), 0.75),
            (About::Website, subject.zi_website.is_null(), truth.domain.clone(), 0.70),
            (About::Employees, subject.zi_employees.is_null(), truth.employees.to_string(), 0.45),
        ];
        for ((about, blank, new, surely), sent) in gaps.into_iter().zip(subject.has_zi) {
            if blank && sent && dice.percent(85) {
                let confidence = ((surely + dice.share() * 0.2) * 100.0).round() / 100.0;
                let reason = match about {
                    About::Company => "The company named by the lead itself.",
                    About::Website => "The domain that e-mail and website share.",
                    About::Employees => "What is remembered of the company; to be verified.",
                };
                self.inferences.push(Proposal { about, new, confidence, reason: reason.into() });
            }
        }
    }

    fn look_at_gaps(&mut self, subject: &Subject, truth: Option<&Company>, dice: &mut Dice) {
        let large = subject.headcount().or(truth.map(|truth| truth.employees)).is_some_and(|n| n >= 100);
        self.completeness = match (large, subject.zi_company.is_null(), subject.zi_website.is_null()) {
            (false, ..) => check("pass", "The company is small, so little enrichment is expected."),
            (true, false, false) => check("pass", "A large company with its enrichment complete."),
            (true, true, _) => {
                self.coherence -= 22;
                check("fail", "A large company without a ZoomInfo company.")
            }
            (true, false, true) => {
                self.coherence -= 9;
                check("caution", "A large company without a ZoomInfo website.")
            }
        };
        self.coherence -= i64::try_from(subject.blanks.saturating_sub(2)).unwrap_or_default() * 3;
        self.flags = match (subject.not_in_tam, subject.suspicious) {
            (false, false) => check("pass", "Neither flag is set."),
            (true, false) => {
                self.coherence -= 12;
                check("fail", "Flagged as not in the addressable market.")
            }
            (_, true) => {
                self.coherence -= 25;
                check("fail", "Flagged as suspicious: a free mailbox enriched as a large company.")
            }
        };
        if dice.percent(10) {
            self.coherence -= 7;
        }
    }

    /// Three to five statements, each with its mark.
    fn conclude(&mut self) {
        let checks = [&self.domains, &self.headcount, &self.completeness, &self.flags];
        self.statements =
            checks.into_iter().map(|check| format!("{} {}", mark(check.outcome), check.note)).collect();
        if !self.corrections.is_empty() {
            self.statements
                .push(format!("⚠️ {} enriched value(s) conflict with the lead.", self.corrections.len()));
        } else if !self.inferences.is_empty() {
            self.statements.push(format!("✅ {} blank(s) can be filled.", self.inferences.len()));
        }
    }
}

fn mark(outcome: &str) -> &'static str {
    match outcome {
        "pass" => "✅",
        "fail" => "❌",
        _ => "⚠️",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::subject::subjects;
    use serde_json::json;

    fn judged(item: &serde_json::Value) -> Judgement {
        let text = json!({ "leads": [item] }).to_string();
        judge(&subjects(&text)[0], &Universe::new(3), 3)
    }

    fn truth() -> Company {
        let universe = Universe::new(3);
        (0..1_000).map(|n| universe.company(n)).find(|c| Company::band(c.employees) == 3).unwrap()
    }

    #[test]
    fn a_lead_whose_values_agree_scores_high() {
        let company = truth();
        let judgement = judged(&json!({
            "email_domain": company.domain, "company": company.name, "website": company.domain,
            "size_range": "400-4,999", "zi_company": company.name, "zi_website": company.domain,
            "zi_employees": company.employees,
        }));
        assert!(judgement.coherence > 75, "{judgement:?}");
        assert_eq!(judgement.domains.outcome, "pass");
        assert!(judgement.corrections.is_empty() && judgement.inferences.is_empty());
    }

    #[test]
    fn a_mismatch_scores_low_and_is_corrected_to_the_truth() {
        let company = truth();
        let judgement = judged(&json!({
            "email_domain": company.domain, "company": company.name, "website": company.domain,
            "size_range": "400-4,999", "zi_company": "Wren Pebble Bank", "zi_website": "wrenpebblebank.example",
            "zi_employees": 7,
        }));
        assert!(judgement.coherence < 50, "{judgement:?}");
        let new: Vec<&str> = judgement.corrections.iter().map(|proposal| proposal.new.as_str()).collect();
        assert_eq!(new, [company.name.as_str(), &company.domain, &company.employees.to_string()]);
    }

    #[test]
    fn blanks_are_filled_with_the_truth() {
        let company = truth();
        let judgement = judged(&json!({
            "email_domain": company.domain, "company": company.name, "zi_company": null, "zi_website": null,
            "zi_employees": null,
        }));
        assert!(!judgement.inferences.is_empty());
        for proposal in &judgement.inferences {
            let expected = match proposal.about {
                About::Company => company.name.clone(),
                About::Website => company.domain.clone(),
                About::Employees => company.employees.to_string(),
            };
            assert_eq!(proposal.new, expected);
            assert!((0.4..=1.0).contains(&proposal.confidence));
        }
    }

    #[test]
    fn leads_of_the_org_are_judged_differently() {
        let universe = Universe::new(3);
        let scores: Vec<i64> = (0..2_000)
            .map(|number| {
                let lead = crate::org::LeadFacts::of(number, 2_000, 3, &universe);
                let item = json!({
                    "email_domain": lead.email.as_deref().and_then(|email| email.split('@').nth(1)),
                    "company": lead.company, "website": lead.website, "size_range": lead.size_range,
                    "zi_company": lead.zi_company, "zi_website": lead.zi_website, "zi_employees": lead.zi_employees,
                });
                judged(&item).coherence
            })
            .collect();
        let share = |from: i64, to: i64| {
            scores.iter().filter(|&&score| (from..to).contains(&score)).count() as f64 / scores.len() as f64
        };
        let bands = [share(0, 20), share(20, 40), share(40, 60), share(60, 80), share(80, 101)];
        // The lowest band is for leads that are flagged, and no flags are sent here.
        assert!((0.3..0.8).contains(&bands[4]) && bands[1..].iter().all(|share| *share > 0.01), "{bands:?}");
    }
}
