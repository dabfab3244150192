//! The page that lists every key.

use std::fmt::Write;

use super::{Default, KEYS};

/// The configuration reference, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         <!-- Made by `cargo xtask codegen` from `growffinity config-reference`; do not edit. -->\n\n\
         Settings come from a file (`--config FILE`, else `growffinity.toml` in the working folder if it is there), from\n\
         the environment, and from flags (`--set key=value`). Each beats the ones before it. A key that does not exist is\n\
         refused. In the file a key is a path of tables: `database.pool_size` is `pool_size` below `[database]`.\n\n\
         | key | default | environment | meaning |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        let default = match key.default {
            Default::Value(value) => format!("`{value}`"),
            Default::Unset(instead) => format!("unset: {instead}"),
        };
        let short = key.short.map(|short| format!(", `{short}`")).unwrap_or_default();
        let needed = if key.needed_in_production.is_some() { " Needed with `--production`." } else { "" };
        // Writing to a String can't fail.
        let _ = writeln!(page, "| `{}` | {default} | `{}`{short} | {}{needed} |", key.name, key.variable(), key.doc);
    }
    page
}
