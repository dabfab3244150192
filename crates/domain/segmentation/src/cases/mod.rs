//! The shared table: conditions, and who of a few made-up customers passes them. Every evaluator must pass all of it.
//!
//! A new kind of condition gets its lines here; the evaluators' tests pick them up by themselves.
#![expect(clippy::expect_used, reason = "a table of constants that are right, or the tests that read it fail")]

mod facts;
mod history;
mod people;
mod table;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use crate::condition::{Conditions, Match, Rule};

pub use people::{Person, people};
pub use table::cases;

/// The moment of the table: noon in [`ZONE`], a day and a half after its clocks went forward.
pub fn now() -> DateTime<Utc> {
    at("2026-03-30T10:00:00Z")
}

/// The zone of the table.
pub const ZONE: Tz = chrono_tz::Europe::Paris;

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows.
    pub says: &'static str,
    /// When.
    pub now: DateTime<Utc>,
    /// The conditions, all of which must hold.
    pub conditions: Value,
    /// The names of those who pass, in the order of [`people`].
    pub passes: Vec<&'static str>,
}

impl Case {
    /// The rule.
    ///
    /// # Panics
    /// When the table is wrong.
    pub fn rule(&self) -> Rule {
        let conditions = Conditions::parse(&self.conditions).expect("conditions of the table are right");
        Rule { matching: Match::All, conditions }
    }
}

/// An instant of the table.
fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}
