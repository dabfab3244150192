#![doc = include_str!("../README.md")]

mod account;
mod cluster;
mod error;
mod guard;
mod install;
mod leftover;
mod owner;
mod place;
mod postmaster;
mod process;
mod programs;
mod redis;
mod server;
mod socket;

pub use error::Error;
pub use install::{InstallHint, Needed, install_hint};
pub use place::{destroy, exists};
pub use programs::{Programs, find_redis};
pub use redis::PrivateRedis;
pub use server::{Durability, Options, PrivatePostgres, Running, running};
