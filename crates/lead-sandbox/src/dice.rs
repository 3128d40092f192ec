//! Draws that depend on the seed and on what is drawn for, never on what was drawn before:
//! lead 999,999 comes out the same whether or not the leads before it were ever made.

/// A small generator (`SplitMix64`). Written out here because the demo's leads must stay the same
/// when a library changes its own generator.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// A generator for one thing: the seed, a word for the kind of thing, and its number.
    pub(crate) fn new(seed: u64, kind: &str, number: u64) -> Self {
        Self(hash(kind.as_bytes(), seed ^ scramble(number)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scramble(self.0)
    }

    /// A number below `end`; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A number from 0 up to, not including, 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of a list, or the type's default where the list is empty.
    pub(crate) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let place = usize::try_from(self.below(list.len() as u64)).unwrap_or_default();
        list.get(place).copied().unwrap_or_default()
    }
}

/// Mixes the bits of a number (the finalizer of `SplitMix64`).
fn scramble(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number for a text; equal texts and starts give equal numbers, in any build.
pub(crate) fn hash(bytes: &[u8], start: u64) -> u64 {
    let mut state = start ^ 0xCBF2_9CE4_8422_2325;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = word.try_into().map(u64::from_le_bytes).unwrap_or_default();
        state = scramble(state ^ word).wrapping_add(0x9E37_79B9_7F4A_7C15);
    }
    let rest = words.remainder().iter().fold(bytes.len() as u64, |sum, &byte| sum << 8 | u64::from(byte));
    scramble(state ^ rest)
}

/// Letters and digits that look random and are the same for the same seed: credentials.
pub(crate) fn letters(seed: u64, kind: &str, number: u64, length: usize) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut dice = Dice::new(seed, kind, number);
    (0..length).map(|_| char::from(dice.pick(LETTERS))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_kind_and_number_alone() {
        let draw = |seed, kind, number| Dice::new(seed, kind, number).next();
        assert_eq!(draw(1, "lead", 7), draw(1, "lead", 7));
        assert_ne!(draw(1, "lead", 7), draw(2, "lead", 7));
        assert_ne!(draw(1, "lead", 7), draw(1, "row", 7));
        assert_ne!(draw(1, "lead", 7), draw(1, "lead", 8));
    }

    #[test]
    fn shares_are_spread_evenly() {
        let low = (0..10_000).filter(|&n| Dice::new(3, "share", n).share() < 0.25).count();
        assert!((2_300..2_700).contains(&low), "{low}");
    }
}
