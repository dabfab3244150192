//! RFM: how lately, how often and for how much each customer bought, in fifths of all who did, and the group this makes.
//!
//! [`RfmBounds::of`] parts the customers, [`RfmBounds::score`] scores one of them, [`RfmScores::segment`] names the group.
//! The three need nothing but figures; [`Rfm`] keeps the scores of a store of customers right.

mod bounds;
mod grid;
mod ports;
mod service;

pub use bounds::{RfmBounds, RfmFigures};
pub use grid::{RfmScore, RfmScores, RfmSegment};
pub use ports::{RfmStore, RfmTurn};
pub use service::{Rfm, RfmState};
