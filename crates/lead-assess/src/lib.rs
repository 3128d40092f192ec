//! What a lead is worth: recipes, rules, the question to the model, checking its answer, the arithmetic. Pure.
