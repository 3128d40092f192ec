//! Finds files of a crate that use each other in a circle.
//!
//! A crate whose files depend on each other in one direction can be read from the bottom up. The
//! sources are parsed with `syn`; a file depends on another where it imports or names something that
//! is defined there. A `pub use` draws no arrow: it passes a name on, and whoever uses that name
//! depends on the file that defines it. What stands under `#[cfg(test)]` does not count.
//!
//! Files whose logic is recursive by nature (a grammar, say) may form a circle when each of them
//! says so in its own documentation, in a line that begins ``True recursion with `other.rs` ``.

mod arrows;
mod modules;

pub use arrows::{Circle, circles};
pub use modules::{Crate, ReadError};
