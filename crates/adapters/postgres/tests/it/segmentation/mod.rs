//! Segments: both evaluators of a rule are one, and refreshes keep their promises.

mod agreement;
mod generated_facts;
mod generated_people;
mod generated_rules;
mod house;
mod live;
mod live_at_once;
mod live_walk;
mod people;
mod preview;
mod refresh;
mod store;
