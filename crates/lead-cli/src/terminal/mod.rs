//! What is seen on the terminal, what is typed there, and Ctrl-C.

pub(crate) mod closing;
pub(crate) mod counting;
pub(crate) mod interrupts;
pub(crate) mod json;
pub(crate) mod out;
pub(crate) mod progress;
pub(crate) mod prompt;
