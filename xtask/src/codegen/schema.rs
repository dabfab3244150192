//! Turns PostgreSQL's catalogue into diesel's `table!` macros.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Asks the catalogue of a migrated database for its tables.
pub const CATALOGUE: &str = include_str!("schema.sql");

const HEADER: &str = "//! The tables, as diesel sees them. Made by `cargo xtask codegen`; do not edit.\n";

/// The most columns that a table of diesel's has without features that cost minutes of compiling; SQL text takes the rest.
const MOST_COLUMNS: usize = 32;

#[derive(Deserialize)]
struct Table {
    name: String,
    key: Vec<String>,
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    nullable: bool,
}

/// The Rust file for what [`CATALOGUE`] answered.
pub fn render(answer: &str) -> Result<String> {
    let tables: Vec<Table> = serde_json::from_str(answer).context("the catalogue answered something else")?;
    if tables.is_empty() {
        bail!("the migrated database has no tables");
    }
    let mut text = HEADER.to_owned();
    for table in &tables {
        let key: Vec<String> = table.key.iter().map(|name| identifier(name)).collect();
        write!(text, "\ndiesel::table! {{\n    {} ({}) {{\n", table.name, key.join(", "))?;
        for column in table.columns.iter().take(MOST_COLUMNS) {
            let name = identifier(&column.name);
            if name != column.name {
                writeln!(text, "        #[sql_name = \"{}\"]", column.name)?;
            }
            let kind = sql_type(&column.kind).with_context(|| format!("{}.{}", table.name, column.name))?;
            let kind = if column.nullable { format!("Nullable<{kind}>") } else { kind };
            writeln!(text, "        {name} -> {kind},")?;
        }
        if let Some(more) = table.columns.len().checked_sub(MOST_COLUMNS).filter(|more| *more > 0) {
            writeln!(text, "        // {more} more, for SQL text.")?;
        }
        text.push_str("    }\n}\n");
    }
    Ok(text)
}

/// The column's name, with an underscore after it where Rust means something else by it.
fn identifier(name: &str) -> String {
    const TAKEN: &[&str] = &[
        "as", "async", "await", "box", "const", "crate", "dyn", "else", "enum", "extern", "fn", "for", "if", "impl",
        "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "static", "struct",
        "super", "trait", "true", "type", "unsafe", "use", "where", "while", "yield",
    ];
    if TAKEN.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// diesel's name for a type of the catalogue, where an array's name starts with `_`.
fn sql_type(name: &str) -> Result<String> {
    if let Some(element) = name.strip_prefix('_') {
        return Ok(format!("Array<{}>", sql_type(element)?));
    }
    let known = match name {
        "bool" => "Bool",
        "bytea" => "Bytea",
        "date" => "Date",
        "float8" => "Float8",
        "inet" => "Inet",
        "int2" => "Int2",
        "int4" => "Int4",
        "int8" => "Int8",
        "interval" => "Interval",
        "jsonb" => "Jsonb",
        "numeric" => "Numeric",
        "text" => "Text",
        "time" => "Time",
        "timestamp" => "Timestamp",
        "timestamptz" => "Timestamptz",
        "uuid" => "Uuid",
        other => bail!("no diesel type for {other}: add it in xtask/src/codegen/schema.rs"),
    };
    Ok(known.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_written_as_diesel_reads_it() {
        let answer = r#"[{"name":"events","key":["day","id"],"columns":[
            {"name":"id","type":"int8","nullable":false},
            {"name":"type","type":"text","nullable":true},
            {"name":"day","type":"date","nullable":false},
            {"name":"seen","type":"_uuid","nullable":true}]}]"#;
        let expected = "\ndiesel::table! {\n    events (day, id) {\n        id -> Int8,\n        \
            #[sql_name = \"type\"]\n        type_ -> Nullable<Text>,\n        day -> Date,\n        \
            seen -> Nullable<Array<Uuid>>,\n    }\n}\n";
        assert_eq!(render(answer).unwrap(), format!("{HEADER}{expected}"));
    }

    #[test]
    fn an_unknown_type_is_refused_with_the_column() {
        let answer = r#"[{"name":"t","key":["id"],"columns":[{"name":"id","type":"point","nullable":false}]}]"#;
        let error = format!("{:#}", render(answer).unwrap_err());
        assert!(error.starts_with("t.id: no diesel type for point"), "{error}");
    }
}
