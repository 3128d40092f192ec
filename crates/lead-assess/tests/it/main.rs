//! The rules, the question and the answer, over whole recipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod answers;
mod any_lead;
mod columns;
mod common;
mod conclude;
mod fields;
mod question;
mod rules;
