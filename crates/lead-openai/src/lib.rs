//! Asks an OpenAI model one question and reads its answer, usage and limits.
