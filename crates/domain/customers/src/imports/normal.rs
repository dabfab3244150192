//! Cells of tables in the form that the API reads.

use serde_json::{Map, Value};

use super::Form;

/// What a cell says; `None` when it is blank, which leaves the member as it is.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn value(form: Form, cell: &str) -> Result<Option<Value>, &'static str> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    Ok(Some(match form {
        Form::Text => Value::from(cell),
        Form::Date => Value::from(date(cell)),
        Form::Word => Value::from(word(cell)),
        Form::List if cell.starts_with('[') => json(cell)?,
        Form::List => {
            cell.split([',', '|', ';']).map(str::trim).filter(|text| !text.is_empty()).map(Value::from).collect()
        }
        Form::Json => json(cell)?,
    }))
}

fn json(cell: &str) -> Result<Value, &'static str> {
    serde_json::from_str(cell).map_err(|_| "is not JSON")
}

/// `On hold`, `wc-on-hold` and `on-hold` are one word.
fn word(cell: &str) -> String {
    let lower = cell.to_lowercase().replace([' ', '_'], "-");
    match lower.strip_prefix("wc-") {
        Some(rest) => rest.to_owned(),
        None => lower,
    }
}

/// `20260105`, `2026/01/05`, `2026-01-05` and `2026-01-05 10:00` in full; anything else as it stands.
fn date(cell: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, time) = cell.split_once([' ', 'T', 't']).map_or((cell, ""), |(day, time)| (day, time.trim()));
    let day = match (day.get(..4), day.get(4..6), day.get(6..)) {
        (Some(year), Some(month), Some(rest)) if day.len() == 8 && digits(day) => format!("{year}-{month}-{rest}"),
        _ => day.replace('/', "-"),
    };
    match time.len() {
        0 => format!("{day}T00:00:00"),
        5 => format!("{day}T{time}:00"),
        _ => format!("{day}T{time}"),
    }
}

/// Puts `value` at `path` in `members`.
pub(super) fn insert(members: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => {
            members.insert(name.clone(), value);
        }
        [name, rest @ ..] => {
            let inner = members.entry(name.as_str()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Form, value};

    #[test]
    fn dates_of_tables_are_written_out() {
        for (cell, full) in [
            ("20260105", "2026-01-05T00:00:00"),
            ("2026/01/05", "2026-01-05T00:00:00"),
            ("2026-01-05", "2026-01-05T00:00:00"),
            ("2026-01-05 10:30", "2026-01-05T10:30:00"),
            ("2026-01-05T10:30:15+02:00", "2026-01-05T10:30:15+02:00"),
            ("2026-01-05 10:30:15", "2026-01-05T10:30:15"),
        ] {
            assert_eq!(value(Form::Date, cell), Ok(Some(json!(full))), "{cell}");
        }
    }

    #[test]
    fn words_and_lists_are_read_as_shops_write_them() {
        for cell in ["wc-on-hold", "On hold", "ON-HOLD", "on_hold"] {
            assert_eq!(value(Form::Word, cell), Ok(Some(json!("on-hold"))), "{cell}");
        }
        assert_eq!(value(Form::List, "SPRING, SUMMER"), Ok(Some(json!(["SPRING", "SUMMER"]))));
        assert_eq!(value(Form::List, r#"["SPRING"]"#), Ok(Some(json!(["SPRING"]))));
        assert_eq!(value(Form::Json, "{oops"), Err("is not JSON"));
        assert_eq!(value(Form::Text, "  "), Ok(None));
    }
}
