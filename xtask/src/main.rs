#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

mod bench;
mod ci;
mod codegen;
mod db;
mod docs;
mod prepare;
mod run;
mod serve;
mod services;
mod test;
mod tidy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Runs, tests, measures and checks Growffinity")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Import a real shop, make a segment, send a campaign to files, and go on serving (release build)
    Demo(serve::Demo),
    /// Serve on ./growffinity-data (debug build); arguments go to `growffinity serve`
    Dev(serve::Dev),
    /// Run every test against a private PostgreSQL and Redis; arguments go to nextest
    Test(test::Arguments),
    /// Look into the private database of ./growffinity-data
    Db(db::Arguments),
    /// Check everything as CI does, and sum up
    Ci(ci::Arguments),
    /// Measure something
    Bench(bench::Arguments),
    /// Write the files that are made from others: tables, openapi.json, the configuration reference
    Codegen {
        /// Change nothing; fail where a file is not up to date
        #[arg(long)]
        check: bool,
    },
    /// Check the rules of the house that no compiler checks
    Tidy {
        /// Build each crate alone, too
        #[arg(long)]
        build: bool,
    },
    /// Apply every migration, take it back, and apply it again
    Migrations,
    /// Build the book and the crates' documentation, and follow every link
    Docs,
    /// Run the tests' PostgreSQL and Redis until Ctrl-C, for a test run by hand
    Services,
    #[command(hide = true)]
    Keep(services::Keep),
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> Result<ExitCode> {
    let root = run::root()?;
    match task {
        Task::Demo(demo) => serve::demo(&root, &demo)?,
        Task::Dev(dev) => serve::dev(&root, &dev)?,
        Task::Test(arguments) => return test::run(&root, &arguments),
        Task::Db(arguments) => db::run(&root, &arguments)?,
        Task::Ci(arguments) => return ci::run(&root, &arguments),
        Task::Bench(arguments) => bench::run(&root, &arguments)?,
        Task::Codegen { check } => codegen::run(&root, check)?,
        Task::Tidy { build } => tidy::run(&root, build)?,
        Task::Migrations => codegen::migrations::check(&root)?,
        Task::Docs => docs::run(&root)?,
        Task::Services => services::by_hand(&root)?,
        Task::Keep(keep) => services::keep(&keep)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }
}
