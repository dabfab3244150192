//! A PostgreSQL of our own that is thrown away afterwards.

use std::{
    path::{Path, PathBuf},
    process::{Command, id},
};

use anyhow::{Context, Result, bail};
use growffinity_private_postgres::{Options, PrivatePostgres, destroy};

/// The server; dropping it ends it and takes its data away.
pub struct Scratch {
    server: Option<PrivatePostgres>,
    folder: PathBuf,
}

/// A database in it.
pub struct Database<'a> {
    server: &'a PrivatePostgres,
    name: &'static str,
}

impl Scratch {
    pub fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("growffinity-scratch-{}", id()));
        let server = PrivatePostgres::start(&Options::for_tests(&folder))?;
        Ok(Self { server: Some(server), folder })
    }

    /// Makes an empty database.
    pub fn database(&self, name: &'static str) -> Result<Database<'_>> {
        let server = self.server.as_ref().context("the scratch server has ended")?;
        let database = Database { server, name };
        database.program("createdb", &[])?;
        Ok(database)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.server.take());
        let gone = destroy(&self.folder).map_err(anyhow::Error::from);
        if let Err(error) = gone.and_then(|()| Ok(std::fs::remove_dir(&self.folder)?)) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
        }
    }
}

impl Database<'_> {
    /// Runs a file of statements in one transaction.
    pub fn run_file(&self, file: &Path) -> Result<()> {
        let name = file.display().to_string();
        let arguments = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file", &name];
        self.program("psql", &arguments).map(drop)
    }

    /// The only value that a statement gives.
    pub fn ask(&self, statement: &str) -> Result<String> {
        self.program("psql", &["--no-psqlrc", "--no-align", "--tuples-only", "--command", statement])
    }

    /// The schema as statements.
    pub fn dump(&self) -> Result<String> {
        self.program("pg_dump", &["--schema-only", "--no-owner", "--no-privileges"])
    }

    fn program(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(self.server.programs().program(program));
        command.args(arguments).env("PGCLIENTENCODING", "UTF8").env("PGOPTIONS", "--client-min-messages=warning");
        let url = self.server.database_url(self.name);
        if program == "createdb" {
            command.args(["--maintenance-db", &self.server.database_url("postgres"), self.name]);
        } else {
            command.args(["--dbname", &url]);
        }
        let output = command.output().with_context(|| format!("{program} did not start"))?;
        if !output.status.success() {
            bail!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }
}
