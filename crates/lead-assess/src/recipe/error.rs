//! Why a text is no recipe.

/// Why a text is no recipe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// Not TOML, or not laid out as a recipe is.
    #[error("The recipe cannot be read: {0}")]
    Unreadable(String),
    /// Written for another version of this program.
    #[error(
        "The recipe has format {found}; this version of Leadsheet reads format {known}. Update whichever is older."
    )]
    Format {
        /// The format the file names.
        found: u32,
        /// The format that can be read.
        known: u32,
    },
    /// Laid out as a recipe, and yet it makes no sense.
    #[error("The recipe “{recipe}” does not hold together: {what}")]
    Inconsistent {
        /// The recipe's name.
        recipe: String,
        /// What is wrong and where.
        what: String,
    },
}
