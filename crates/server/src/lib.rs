#![doc = include_str!("../README.md")]

pub mod cdnow;
pub mod cli;
pub mod config;
mod demo;
pub mod hits;
pub mod home;
pub mod logging;
pub mod mail;
mod output;
mod production;
mod rates;
mod secrets;
pub mod serve;
mod shops;
pub mod system;
mod webhooks;
pub mod wiring;
