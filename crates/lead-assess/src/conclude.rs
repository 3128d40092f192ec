//! The arithmetic over the rules' findings and the model's judgement. Every step is recorded, and
//! the points of a score's steps add up to the score.

use crate::answer::ModelAnswer;
use crate::evaluation::Reading;
use crate::fitted::FittedRecipe;
use crate::recipe::file::FinalWeights;
use lead_model::{Lead, LeadFindings, RuleFindings, Score, ScoreStep};

impl FittedRecipe {
    /// Concludes what is known of a lead. Without an answer there is no coherence, and no final
    /// score where the recipe counts coherence in.
    #[must_use]
    pub fn conclude(&self, lead: &Lead, rules: RuleFindings, answer: Option<&ModelAnswer>) -> LeadFindings {
        let answer = answer.filter(|_| self.recipe().uses_model());
        let mut findings = LeadFindings { rules, ..LeadFindings::default() };
        if let Some(answer) = answer {
            let lead = &*self.seen(lead);
            let sifted = self.sift(lead, &answer.corrections, &answer.inferences);
            let mut sum = Sum::new("coherence", &mut findings.steps);
            sum.add("The model's judgement, before deductions and caps", answer.coherence.value());
            self.deduct(lead, sifted.corrections.len(), &mut sum);
            findings.coherence = Some(sum.score());
            findings.explanation.clone_from(&answer.explanation);
            findings.checks.clone_from(&answer.checks);
            (findings.corrections, findings.inferences, findings.dropped) =
                (sifted.corrections, sifted.inferences, sifted.dropped);
        }
        findings.final_confidence = weigh(&self.inner().file.final_weights, &mut findings);
        findings
    }

    /// Deductions first, then caps: a cap is a ceiling for whatever is left. A condition that
    /// hangs on a field nobody read takes nothing off.
    fn deduct(&self, lead: &Lead, corrections: usize, sum: &mut Sum<'_>) {
        let reading = Reading { recipe: self.inner(), lead };
        let file = &self.inner().file;
        for deduction in &file.deductions {
            if deduction.each_correction {
                for _ in 0..corrections {
                    sum.add(&deduction.label, -deduction.points);
                }
            } else if reading.all(&deduction.when) == Some(true) {
                sum.add(&deduction.label, -deduction.points);
            }
        }
        if sum.total < 0.0 {
            sum.add("No score is below 0", -sum.total);
        }
        for cap in file.caps.iter().filter(|cap| reading.all(&cap.when) == Some(true)) {
            let over = (sum.total - cap.at).max(0.0);
            sum.add(&format!("Capped at {}: {}", cap.at, cap.label), -over);
        }
    }
}

/// The weighted sum; `None` unless every part that counts is there.
fn weigh(weights: &FinalWeights, findings: &mut LeadFindings) -> Option<Score> {
    let parts = [
        ("Acquisition", findings.rules.acquisition, weights.acquisition),
        ("Enrichment", findings.rules.enrichment, weights.enrichment),
        ("Coherence", findings.coherence, weights.coherence),
    ];
    let counted: Vec<(&str, Score, f64)> = parts
        .into_iter()
        .filter(|(_, _, weight)| *weight > 0.0)
        .map(|(name, score, weight)| score.map(|score| (name, score, weight)))
        .collect::<Option<_>>()?;
    let mut sum = Sum::new("final", &mut findings.steps);
    for (name, score, weight) in counted {
        sum.add(&format!("{name} {score} × {weight}"), score.value() * weight);
    }
    Some(sum.score())
}

/// A sum that writes down its steps.
struct Sum<'a> {
    score: &'static str,
    steps: &'a mut Vec<ScoreStep>,
    total: f64,
}

impl<'a> Sum<'a> {
    fn new(score: &'static str, steps: &'a mut Vec<ScoreStep>) -> Self {
        Self { score, steps, total: 0.0 }
    }

    fn add(&mut self, label: &str, points: f64) {
        // -0.0 would be shown as such.
        let points = points + 0.0;
        self.total += points;
        self.steps.push(ScoreStep { score: self.score.to_owned(), label: label.to_owned(), points });
    }

    fn score(&self) -> Score {
        Score::clamped(self.total)
    }
}
