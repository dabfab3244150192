#![doc = include_str!("../README.md")]

mod encoding;
mod keep;
mod lines;
mod look;
mod store;
mod table;
mod window;

pub use store::FileStore;
