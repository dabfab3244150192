#![doc = include_str!("../README.md")]

mod counter;
mod fallback;

pub use counter::{InvalidRedisUrl, RedisRateCounter};
pub use fallback::FallbackRateCounter;
