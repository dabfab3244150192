//! SQL is written in the postgres adapter and the migrations, nowhere else.

use crate::tidy::tree::{Fault, Tree};

const VERBS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "ALTER", "DROP", "TRUNCATE", "COPY", "LISTEN", "NOTIFY",
];

/// The adapter; what makes a database where there is none, before any adapter can reach it; and what the adapter is
/// measured against.
const PLACES: &[&str] =
    &["crates/adapters/postgres/", "crates/private-postgres/src/cluster.rs", "xtask/reference/", "xtask/src/bench"];

/// No string literal outside the adapter reads like a statement.
pub fn in_one_place(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in tree.sources.iter().filter(|it| !PLACES.iter().any(|place| it.path.starts_with(place))) {
        for (line, text) in &source.scanned.strings {
            if let Some(verb) = statement(text).filter(|_| !source.is_test_line(*line)) {
                let reason = format!("a literal starts with {verb}: SQL lives in crates/adapters/postgres");
                faults.push(Fault::on_line(source, *line, reason));
            }
        }
    }
    faults
}

/// The verb a statement starts with. Prose starts with a capital and goes on small, and a route follows its verb by a
/// slash, so whole capitals before anything else count, and small letters where the next words are SQL's own.
fn statement(text: &str) -> Option<&'static str> {
    let (first, rest) = text.trim_start().split_once(char::is_whitespace)?;
    let verb = VERBS.iter().copied().find(|verb| verb.eq_ignore_ascii_case(first))?;
    let rest = rest.trim_start();
    let small = match first {
        "select" => rest.contains(" from "),
        "insert" => rest.starts_with("into "),
        "update" => rest.contains(" set "),
        "delete" => rest.starts_with("from "),
        _ => false,
    };
    (small || (first == verb && !rest.starts_with('/'))).then_some(verb)
}

#[cfg(test)]
mod tests {
    use super::statement;

    #[test]
    fn statements_are_told_from_prose_and_routes() {
        assert_eq!(statement("SELECT 1"), Some("SELECT"));
        assert_eq!(statement("\n    WITH due AS (SELECT 1)"), Some("WITH"));
        assert_eq!(statement("select id from customers"), Some("SELECT"));
        assert_eq!(statement("update customers set name = $1"), Some("UPDATE"));
        assert_eq!(statement("Delete the customer"), None);
        assert_eq!(statement("DELETE /segments/{id}"), None);
        assert_eq!(statement("with a password from the file"), None);
        assert_eq!(statement("DELETE"), None);
        assert_eq!(statement("create a customer"), None);
    }
}
