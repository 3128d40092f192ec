//! The saved sheets have dark text on light ground throughout. Each pair of colors has a contrast of at
//! least 7 : 1.

pub(super) const INK: u32 = 0x1F_2937;
pub(super) const QUIET: u32 = 0x5B_6472;
pub(super) const LINE: u32 = 0xCB_D5E1;
pub(super) const OUR_HEADER: u32 = 0x1E_3A5F;
pub(super) const THEIR_HEADER: u32 = 0xE8_EDF4;
pub(super) const INVALID: u32 = 0xFD_E9E9;
pub(super) const GREEN: (u32, u32) = (0xD9_F2E0, 0x14_532D);
pub(super) const AMBER: (u32, u32) = (0xFE_F0C7, 0x6B_3A00);
pub(super) const RED: (u32, u32) = (0xFD_DEDE, 0x7F_1D1D);
