//! `growffinity import …`: data from elsewhere, brought in on the command line.

mod file;
mod woocommerce;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use growffinity_customers::imports::Format;

use crate::config::Config;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[command(subcommand)]
    command: ImportCommand,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Take in a table of customers or orders.
    Csv(file::FileArgs),
    /// Take in customers or orders, one JSON object a line.
    Ndjson(file::FileArgs),
    /// Fetch a WooCommerce shop's products, customers, orders and refunds; once begun, it goes on where it stood.
    Woocommerce(woocommerce::WooCommerceArgs),
}

pub(super) fn run(config: &Config, args: ImportArgs) -> anyhow::Result<ExitCode> {
    match args.command {
        ImportCommand::Csv(args) => file::run(config, args, Format::Csv),
        ImportCommand::Ndjson(args) => file::run(config, args, Format::Ndjson),
        ImportCommand::Woocommerce(args) => woocommerce::run(config, &args).map(|()| ExitCode::SUCCESS),
    }
}
