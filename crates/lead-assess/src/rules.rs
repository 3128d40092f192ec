//! What the rules say of a lead: how complete it is, and its flags. Asks nobody.

use crate::evaluation::Reading;
use crate::fitted::FittedRecipe;
use crate::recipe::file::{Completeness, Part};
use lead_model::{Lead, RuleFindings, Score, ScoreStep};

impl FittedRecipe {
    /// Applies the rules to a lead.
    #[must_use]
    pub fn rules(&self, lead: &Lead) -> RuleFindings {
        let lead = self.seen(lead);
        let reading = Reading { recipe: self.inner(), lead: &lead };
        let file = &self.inner().file;
        let mut steps = Vec::new();
        let acquisition = completeness(reading, "acquisition", &file.acquisition, &mut steps);
        let enrichment = completeness(reading, "enrichment", &file.enrichment, &mut steps);
        RuleFindings {
            acquisition,
            enrichment,
            not_in_tam: reading.flag("not_in_tam"),
            suspicious_enrichment: reading.flag("suspicious_enrichment"),
            steps,
        }
    }
}

/// How much of a part's weight is earned, and why.
struct Earned {
    share: f64,
    why: &'static str,
}

/// The weights that are earned, out of those whose fields were read; `None` where none was.
fn completeness(
    reading: Reading<'_>,
    name: &str,
    score: &Completeness,
    steps: &mut Vec<ScoreStep>,
) -> Option<Score> {
    let judged: Vec<(&Part, Option<Earned>)> =
        score.parts.iter().map(|part| (part, earned(reading, score, part))).collect();
    let read: f64 = judged.iter().filter(|(_, earned)| earned.is_some()).map(|(part, _)| part.weight).sum();
    if read <= 0.0 {
        return None;
    }
    let mut total = 0.0;
    for (part, earned) in judged {
        let earned = earned
            .unwrap_or(Earned { share: 0.0, why: "not readable, its weight is spread over the others" });
        let points = part.weight / read * 100.0 * earned.share;
        total += points;
        let label = part.label.as_deref().or_else(|| Some(reading.recipe.label(part.field.as_deref()?)));
        let label = format!("{}: {}", label.unwrap_or_default(), earned.why);
        steps.push(ScoreStep { score: name.to_owned(), label, points });
    }
    Some(Score::clamped(total))
}

/// `None` where what it looks at was not read.
fn earned(reading: Reading<'_>, score: &Completeness, part: &Part) -> Option<Earned> {
    let Some(path) = &part.field else {
        let holds = reading.all(&part.when)?;
        return Some(if holds {
            Earned { share: 1.0, why: "yes" }
        } else {
            Earned { share: 0.0, why: "no" }
        });
    };
    if reading.usable(path)? {
        return Some(Earned { share: 1.0, why: "present" });
    }
    if !reading.lead.get(path).is_some_and(|value| reading.is_nothing(value)) {
        return Some(Earned { share: 0.0, why: "holds nothing of use" });
    }
    // A blank earns nothing unless the segment is known to be one that enrichment seldom covers;
    // a lead without a segment is not thereby small.
    let smallest =
        score.segment.as_ref().and_then(|path| reading.segment(path)).is_some_and(|segment| segment.smallest);
    Some(if smallest && score.blank_in_smallest > 0.0 {
        Earned { share: score.blank_in_smallest, why: "blank, as often in this segment" }
    } else {
        Earned { share: 0.0, why: "blank" }
    })
}
