//! `cargo xtask db`: into the private database of the data folder, whether or not a server runs on it.

use std::{
    ffi::OsString,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};
use growffinity_private_postgres::{Needed, Programs, destroy, exists, running};

use crate::{prepare, run, services::Services};

/// The database the server makes for itself.
const DATABASE: &str = "growffinity";

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Errand,
    /// The server's data folder
    #[arg(long, value_name = "FOLDER", global = true)]
    data: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Errand {
    /// Open psql; arguments go to it
    Psql {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        more: Vec<OsString>,
    },
    /// Remove the database; the next start makes a new one
    Reset,
    /// Print the tables as SQL
    Schema,
    /// Print the database's URL
    Url,
}

pub fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let data = arguments.data.clone().unwrap_or_else(|| root.join("growffinity-data"));
    let folder = data.join("postgres");
    if !exists(&folder)? {
        bail!("no private database in {}; `cargo xtask demo` or `cargo xtask dev` makes one", data.display());
    }
    match &arguments.command {
        Errand::Psql { more } => with_database(&folder, "psql", |psql, url| {
            psql.arg(url).args(more);
        }),
        Errand::Schema => with_database(&folder, "pg_dump", |dump, url| {
            dump.args(["--schema-only", "--no-owner", "--no-privileges"]).arg(url);
        }),
        Errand::Reset => {
            destroy(&folder)?;
            println!("the private database of {} is removed", data.display());
            Ok(())
        }
        Errand::Url => match running(&folder)? {
            Some(server) => {
                println!("{}", server.database_url(DATABASE));
                Ok(())
            }
            None => bail!("no server runs on {}; `cargo xtask dev` starts one", data.display()),
        },
    }
}

/// Runs one of PostgreSQL's programs, on the server that runs or on one that ends with the program.
fn with_database(folder: &Path, program: &str, prepare_it: impl FnOnce(&mut Command, &str)) -> Result<()> {
    prepare::ensure(&[Needed::Postgres])?;
    let mut command = Command::new(Programs::find()?.program(program));
    if let Some(server) = running(folder)?.filter(|server| server.owner.is_some()) {
        prepare_it(&mut command, &server.database_url(DATABASE));
        return run::become_it(command);
    }
    // To a person at psql, Ctrl-C means the query: only by becoming psql do we leave it the key. A script, though, may
    // come again at once, and should find this server gone.
    let at_terminal = std::io::stdin().is_terminal();
    let services = if at_terminal { Services::lasting_for_life(folder)? } else { Services::lasting(folder)? };
    prepare_it(&mut command, &services.database.replace("/postgres", &format!("/{DATABASE}")));
    if at_terminal { run::become_it(command) } else { run::must(command) }
}
