#![doc = include_str!("../README.md")]

mod counter;
mod fallback;
mod near;

pub use counter::{InvalidRedisUrl, RedisRateCounter};
pub use fallback::FallbackRateCounter;
