//! What the fuzzers feed to the readers, and what must hold whatever they feed.

pub mod targets;
