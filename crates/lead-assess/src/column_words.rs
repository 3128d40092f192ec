//! What each of a recipe's columns tells, in a line, for whoever chooses among them.

use crate::recipe::file::Shows;

impl Shows {
    /// Its name in a recipe.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::IdVerdict => "id_verdict",
            Self::LeadId => "lead_id",
            Self::Fields => "fields",
            Self::Acquisition => "acquisition",
            Self::Enrichment => "enrichment",
            Self::Coherence => "coherence",
            Self::FinalConfidence => "final_confidence",
            Self::Band => "band",
            Self::Explanation => "explanation",
            Self::Corrections => "corrections",
            Self::Inferences => "inferences",
            Self::NotInTam => "not_in_tam",
            Self::SuspiciousEnrichment => "suspicious_enrichment",
            Self::Breakdown => "breakdown",
            Self::Status => "status",
            Self::AssessedAt => "assessed_at",
            Self::Recipe => "recipe",
            Self::Model => "model",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::IdVerdict => "What is known of the id: valid, converted, deleted, not found …",
            Self::LeadId => "The 18-character form of the id",
            Self::Fields => "The lead's values, as Salesforce has them",
            Self::Acquisition => "0 to 100: how complete what came with the lead is",
            Self::Enrichment => "0 to 100: what the enrichment rules give",
            Self::Coherence => "0 to 100: how well the values belong together, as the model judges",
            Self::FinalConfidence => "0 to 100: all scores together, weighted",
            Self::Band => "The final score in a word: Verified, Good, Moderate, Poor, Unusable",
            Self::Explanation => "What speaks for the lead and what does not, in a few statements",
            Self::Corrections => "Values that conflict with the lead: field: old → new",
            Self::Inferences => "Blanks that can be filled in, with confidence",
            Self::NotInTam => "Yes where the lead is outside the market addressed",
            Self::SuspiciousEnrichment => "Yes where the enrichment looks like another company's",
            Self::Breakdown => "The arithmetic behind the scores, step by step",
            Self::Status => "How far the row came: analyzed, invalid lead id, failed …",
            Self::AssessedAt => "When the lead was assessed, in UTC",
            Self::Recipe => "The recipe that judged it",
            Self::Model => "The model that answered",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_recipes() {
        // As the error for an unknown one lists them, so that none is left out here.
        let unknown = serde_json::from_str::<Shows>("\"none\"").unwrap_err().to_string();
        let codes: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        assert!(codes.len() >= 18, "{unknown}");
        for code in codes {
            let shows: Shows = serde_json::from_str(&format!("\"{code}\"")).unwrap();
            assert_eq!(shows.code(), code);
        }
    }
}
