//! What came of an import's items, counted.

/// How many items were read, by what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Made.
    pub created: u64,
    /// Known before, and changed.
    pub updated: u64,
    /// Known before, and as told.
    pub unchanged: u64,
    /// Refused.
    pub refused: u64,
}

impl Tally {
    /// All of them.
    pub const fn lines(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.refused
    }

    /// Adds what another counted.
    pub const fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }

    /// Counts one more of this outcome.
    pub const fn count(&mut self, outcome: crate::RecordOutcome) {
        match outcome {
            crate::RecordOutcome::Created => self.created += 1,
            crate::RecordOutcome::Updated => self.updated += 1,
            crate::RecordOutcome::Unchanged => self.unchanged += 1,
        }
    }
}
