//! What a lead is worth. A [`Recipe`] says what is read of it and how it is judged; [`FittedRecipe`]
//! is the recipe fitted to one org, and does the work:
//!
//! ```text
//! Lead ─rules→ RuleFindings ─────────────────────────────┐
//!   └──ask→ Ask ─(a model)→ text ─read_answer→ ModelAnswer ─conclude→ LeadFindings ─cells→ workbook
//! ```
//!
//! The model judges, code does the arithmetic: flags, completeness, deductions, caps and weights
//! are computed here, each step recorded, so that every score can be reckoned anew from its steps.
//! An answer that is not exactly what was asked for is an [`AnswerFault`], never a score.
//!
//! Nothing here reads a file, a clock or the network.

mod answer;
mod column_words;
mod columns;
mod conclude;
mod domain;
mod evaluation;
mod fault;
mod fitted;
mod headcount;
mod proposals;
mod question;
mod recipe;
mod rules;
mod text;

pub use answer::{ModelAnswer, Suggestion};
pub use columns::{ResultColumn, RowFacts};
pub use fault::AnswerFault;
pub use fitted::{FittedRecipe, MissingField};
pub use lead_model::{ColumnKind, ResultCell};
pub use question::Ask;
pub use recipe::file::Share;
pub use recipe::{Recipe, RecipeError, STANDARD_RECIPE, WantedField};
