//! What is kept of a person: erased, merged, handed out.

mod common;
mod erase;
mod export;
mod merge;
