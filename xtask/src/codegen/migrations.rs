//! `cargo xtask migrations-check`: every migration can be taken back, and leaves nothing behind when it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::{first_difference, scratch::Scratch};

/// Goes up, down and up again on an empty database, and compares what stands after each way.
///
/// It runs the files themselves: the product has no command that takes a schema down.
pub fn check(root: &Path) -> Result<()> {
    let migrations = list(root)?;
    let scratch = Scratch::start()?;
    let database = scratch.database("migrations")?;
    let empty = schema(&database.dump()?);
    let mut stages = vec![empty];
    for migration in &migrations {
        database.run_file(&migration.join("up.sql")).with_context(|| name(migration))?;
        stages.push(schema(&database.dump()?));
    }
    for (migration, before) in migrations.iter().zip(&stages).rev() {
        database.run_file(&migration.join("down.sql")).with_context(|| name(migration))?;
        same(before, &schema(&database.dump()?))
            .with_context(|| format!("{}: down.sql does not undo up.sql", name(migration)))?;
    }
    for (migration, after) in migrations.iter().zip(stages.iter().skip(1)) {
        database
            .run_file(&migration.join("up.sql"))
            .with_context(|| format!("{}, the second time", name(migration)))?;
        same(after, &schema(&database.dump()?)).with_context(|| format!("{}: not the same twice", name(migration)))?;
    }
    println!("migrations: {} go up, down and up again, each to the same schema", migrations.len());
    Ok(())
}

/// The folders of the migrations, in order.
pub fn list(root: &Path) -> Result<Vec<PathBuf>> {
    let folder = root.join("migrations");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} can not be read", folder.display()))?;
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.map(|it| it.path())).collect::<std::io::Result<_>>()?;
    found.retain(|path| path.is_dir());
    found.sort();
    Ok(found)
}

fn name(migration: &Path) -> String {
    migration.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A dump without what differs from one to the next: newer versions of `pg_dump` put a random key in `\restrict`.
fn schema(dump: &str) -> String {
    let lines = dump.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
    lines.collect::<Vec<_>>().join("\n")
}

fn same(before: &str, after: &str) -> Result<()> {
    let Some(line) = first_difference(before, after) else { return Ok(()) };
    let show = |text: &str| text.lines().nth(line - 1).unwrap_or("(the end)").to_owned();
    bail!("the schema has `{}` where it had `{}`", show(after), show(before));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_shown() {
        assert!(same("a\nb", "a\nb").is_ok());
        let error = same("a\nb", "a").unwrap_err().to_string();
        assert_eq!(error, "the schema has `(the end)` where it had `b`");
    }

    #[test]
    fn a_migration_that_leaves_something_behind_is_named() {
        let root = std::env::temp_dir().join(format!("growffinity-migrations-{}", std::process::id()));
        let write = |name: &str, up: &str, down: &str| {
            let folder = root.join("migrations").join(name);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("up.sql"), up).unwrap();
            fs::write(folder.join("down.sql"), down).unwrap();
        };
        write("2026-01-01-000000_a", "CREATE TABLE a (id int PRIMARY KEY);", "DROP TABLE a;");
        write("2026-01-02-000000_b", "CREATE TABLE b (id int); CREATE SEQUENCE s;", "DROP TABLE b;");
        let error = format!("{:#}", check(&root).unwrap_err());
        assert!(error.starts_with("2026-01-02-000000_b: down.sql does not undo up.sql: "), "{error}");
        write("2026-01-02-000000_b", "CREATE TABLE b (id int); CREATE SEQUENCE s;", "DROP TABLE b; DROP SEQUENCE s;");
        check(&root).unwrap();
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn the_key_of_a_dump_is_no_difference() {
        assert_eq!(schema("\\restrict abc\nCREATE TABLE a ();\n\\unrestrict abc"), "CREATE TABLE a ();");
    }
}
