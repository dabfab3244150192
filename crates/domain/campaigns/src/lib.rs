#![doc = include_str!("../README.md")]

pub mod content;
pub mod mail;
pub mod ports;
