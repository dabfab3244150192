//! The catalogue of fields, for whoever builds an editor of conditions.

use serde_json::{Value, json};

use crate::condition::{Field, FieldType, Operator};

/// What an editor has to know about a field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldInfo {
    /// The name, as in conditions.
    pub field: String,
    /// A name for people.
    pub label: String,
    /// The type.
    pub field_type: FieldType,
    /// The operators it has.
    pub operators: &'static [Operator],
    /// The values it can have, when they are a closed set.
    pub values: Option<&'static [&'static str]>,
    /// A condition that is accepted.
    pub example: Value,
}

/// Every field; free attributes stand last, as `attributes.<key>`.
pub fn catalogue() -> Vec<FieldInfo> {
    let mut fields: Vec<FieldInfo> = Field::all().iter().map(info).collect();
    let any = info(&Field::Attribute("key".to_owned()));
    fields.push(FieldInfo { field: "attributes.<key>".to_owned(), label: "Attribute".to_owned(), ..any });
    fields
}

fn info(field: &Field) -> FieldInfo {
    let name = field.name();
    let values = match field {
        Field::Choice(choice) => Some(choice.values()),
        Field::Text(_) | Field::Ref(_) | Field::Number(_) | Field::Date(_) | Field::Set(_) | Field::Attribute(_) => {
            None
        }
    };
    let (operator, value) = match field.field_type() {
        FieldType::Text => ("contains", json!("an")),
        FieldType::Enum => ("equals", json!(values.and_then(|values| values.first()))),
        FieldType::Ref => ("equals", json!(1)),
        FieldType::Number => ("greater_than_or_equal", json!(2)),
        FieldType::Money => ("greater_than", json!(500)),
        FieldType::Date => ("within_last", json!("30 days")),
        FieldType::Set => ("contains", json!("wholesale")),
        FieldType::Any => ("equals", json!("red")),
    };
    FieldInfo {
        label: label(&name),
        field_type: field.field_type(),
        operators: field.field_type().operators(),
        values,
        example: json!({"field": name, "operator": operator, "value": value}),
        field: name,
    }
}

/// `billing.first_name` is "Billing first name".
fn label(name: &str) -> String {
    let words = match name {
        "id" => "ID".to_owned(),
        "consent.email" => "E-mail consent".to_owned(),
        "consent.email.source" => "E-mail consent source".to_owned(),
        "consent.email.date" => "E-mail consent date".to_owned(),
        "external_id" => "External ID".to_owned(),
        _ => name.replace(['.', '_'], " "),
    };
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::catalogue;
    use crate::Conditions;

    #[test]
    fn every_example_is_accepted() {
        let fields = catalogue();
        assert_eq!(fields.len(), 9 + 11 + 10 + 4 + 2 + 11 + 6 + 2 + 1);
        for field in fields {
            assert!(Conditions::parse(&json!([field.example])).is_ok(), "{}", field.field);
            assert!(!field.label.contains(['_', '.']), "{}", field.label);
        }
    }
}
