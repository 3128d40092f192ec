//! How fast, how many at once, when to wait, when to stop.
