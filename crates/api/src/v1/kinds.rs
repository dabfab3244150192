//! Kinds of parameters that belong to this shop's own resources.

use chrono_tz::Tz;
use growffinity_customers::{CompanyLink, UniqueName};
use growffinity_kernel::CompanyId;
use serde_json::{Value, json};

use crate::rest::params::{At, Fault, Kind, Text, id};

/// A name that no two things of a kind share.
#[derive(Debug, Clone, Copy)]
pub struct UniqueText;

impl Kind for UniqueText {
    type Out = UniqueName;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<UniqueName, Fault> {
        let text = match value {
            // A list in a query string may hold words that look like numbers.
            Value::Number(number) => number.to_string(),
            value => Text(UniqueName::MAX).parse(value, at, zone)?,
        };
        UniqueName::parse(&text).ok_or_else(|| {
            if text.trim().is_empty() {
                Fault::too_short(at, 1)
            } else {
                Fault::new(at, "rest_invalid_pattern", format!("{at} must not contain control characters."))
            }
        })
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 1, "maxLength": UniqueName::MAX})
    }
}

/// A company: its id, an object with it, or an object with its name.
#[derive(Debug, Clone, Copy)]
pub struct CompanyField;

impl Kind for CompanyField {
    type Out = CompanyLink;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<CompanyLink, Fault> {
        let named = |member: &str| value.get(member).filter(|value| !value.is_null());
        match (named("id"), named("name")) {
            (Some(number), _) => id::<CompanyId>().parse(number, at, zone).map(CompanyLink::Id),
            (None, Some(name)) => UniqueText.parse(name, &At::member(Some(at), "name"), zone).map(CompanyLink::Name),
            (None, None) if value.is_object() => Err(Fault::member_required(at, "name")),
            (None, None) => id::<CompanyId>().parse(value, at, zone).map(CompanyLink::Id),
        }
    }

    fn schema(&self) -> Value {
        let members = json!({"id": {"type": "integer", "minimum": 1}, "name": UniqueText.schema()});
        json!({"type": ["integer", "object", "null"], "minimum": 1, "properties": members})
    }
}

/// The address of a site: http or https, with a host.
#[derive(Debug, Clone, Copy)]
pub struct WebAddress;

impl Kind for WebAddress {
    type Out = String;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<String, Fault> {
        let text = Text(500).parse(value, at, zone)?;
        let text = text.trim();
        let behind = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let has_host =
            behind.is_some_and(|behind| !behind.is_empty() && !behind.starts_with(['/', '?', '#', ':', '@']));
        if has_host && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            Ok(text.to_owned())
        } else {
            Err(Fault::new(
                at,
                "rest_invalid_url",
                format!("{at} is not an address that begins with http:// or https://."),
            ))
        }
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "uri", "maxLength": 500})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<K: Kind>(kind: &K, value: &Value) -> Result<K::Out, String> {
        kind.parse(value, &At::member(None, "x"), Tz::UTC).map_err(|fault| fault.param)
    }

    #[test]
    fn a_company_is_an_id_or_a_name() {
        let id = Ok(CompanyLink::Id(CompanyId::new(3).unwrap()));
        for value in [json!(3), json!("3"), json!({"id": 3}), json!({"id": 3, "name": "ACME"})] {
            assert_eq!(read(&CompanyField, &value), id, "{value}");
        }
        let name = CompanyLink::Name(UniqueName::parse("ACME").unwrap());
        assert_eq!(read(&CompanyField, &json!({"name": "ACME"})), Ok(name.clone()));
        assert_eq!(read(&CompanyField, &json!({"id": null, "name": "ACME"})), Ok(name));
        for (value, at) in [
            (json!("ACME"), "x"),
            (json!({}), "x"),
            (json!(0), "x"),
            (json!(true), "x"),
            (json!({"name": " "}), "x[name]"),
        ] {
            assert_eq!(read(&CompanyField, &value), Err(at.to_owned()), "{value}");
        }
    }

    #[test]
    fn sites_have_a_scheme_and_a_host() {
        for text in ["https://acme.example", "http://localhost:8000/shop?x=1"] {
            assert_eq!(read(&WebAddress, &json!(text)).as_deref(), Ok(text));
        }
        for text in
            ["acme.example", "https://", "javascript:alert(1)", "https://a b", "https:///x", "ftp://acme.example"]
        {
            assert!(read(&WebAddress, &json!(text)).is_err(), "{text}");
        }
    }
}
