//! The command line: one subcommand a file.

mod config_reference;
mod demo;
mod doctor;
mod error_reference;
mod import;
mod migrate;
mod openapi;
mod serve;
mod settings;
mod users;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::settings::SettingsArgs;
use crate::{
    config::Config,
    home::Home,
    logging, production,
    wiring::{App, Outside},
};

/// A self-hosted CRM and marketing-automation server for online shops.
#[derive(Debug, Parser)]
#[command(name = "growffinity", version)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and do the work in the background (what is done without a subcommand).
    Serve(serve::ServeArgs),
    /// Do the work in the background alone.
    Worker,
    /// Bring the database up to date.
    Migrate,
    /// Load a real shop, send a campaign to files, and serve it for trying out.
    Demo(demo::DemoArgs),
    /// Make and list users.
    Users(users::UsersArgs),
    /// Bring in data from elsewhere.
    Import(import::ImportArgs),
    /// Check that everything this installation needs is there and right.
    Doctor(doctor::DoctorArgs),
    /// Print the API's description (OpenAPI).
    Openapi,
    /// Print the page that documents every setting.
    ConfigReference,
    /// Print the page that documents every error code.
    ErrorReference,
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    match execute(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "growffinity: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command.unwrap_or(Command::Serve(serve::ServeArgs::default())) {
        Command::ConfigReference => config_reference::run(),
        Command::ErrorReference => error_reference::run(),
        Command::Openapi => openapi::run()?,
        Command::Serve(args) => return serve::run(&prepare(&cli.settings)?, &args),
        Command::Worker => return worker::run(&prepare(&cli.settings)?),
        Command::Migrate => migrate::run(&prepare(&cli.settings)?)?,
        Command::Demo(args) => return demo::run(cli.settings.load()?, &args),
        Command::Users(args) => users::run(&prepare(&cli.settings)?, args)?,
        Command::Doctor(args) => return doctor::run(&prepare(&cli.settings)?, &args),
        Command::Import(args) => return import::run(&prepare(&cli.settings)?, args),
    }
    Ok(ExitCode::SUCCESS)
}

/// The configuration, checked, with logging begun.
fn prepare(settings: &SettingsArgs) -> anyhow::Result<Config> {
    let config = settings.load()?;
    logging::start(&config.log)?;
    production::check(&config)?;
    Ok(config)
}

/// Does an errand with the services, on the private PostgreSQL when no other is configured; that one is stopped again
/// when it was started for this.
fn with_app<T>(config: &Config, errand: impl AsyncFnOnce(App) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let home = Home::join(config)?;
    if home.is_private() {
        growffinity_postgres::migrate(home.direct_url())?;
    }
    let done = runtime()?.block_on(async { errand(App::build(config, home.url(), Outside::system())?).await })?;
    home.stop()?;
    Ok(done)
}

/// The configuration for a short errand: one connection does.
fn errand(config: &Config) -> Config {
    let mut config = config.clone();
    config.database.pool_size = 1;
    config
}

/// A runtime for subcommands, which are blocking themselves.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
