#![doc = include_str!("../README.md")]

mod environment;
mod plain;
mod preheader;
mod renderer;
mod scan;
mod variables;
mod weave;

pub use renderer::TemplateRenderer;
pub use variables::VARIABLES;
