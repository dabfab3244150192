//! `context`: how much of an item an answer shows, as WordPress has it. `embed` shows what tells an item from others,
//! `view` and `edit` all of it; who may not change what stands at a path can't ask for `edit` there.

use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, path::Operation, schema::Schema};

use super::{
    ApiError, catalogue,
    fields::FieldSet,
    params::{At, Fault, Kind, Word},
};

/// One of WordPress's contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// All of an item.
    View,
    /// What is put into the answers of others.
    Embed,
    /// All of an item, for who is about to change it.
    Edit,
}

/// Their names, the default first.
pub const CONTEXTS: &[(&str, Context)] = &[("view", Context::View), ("embed", Context::Embed), ("edit", Context::Edit)];

/// What the parameter is for.
pub const ABOUT: &str = "How much of an item is shown: `embed` shows what tells it from others.";

/// Members that tell an item from others, wherever an item has them.
const NAMING: [&str; 18] = [
    "id",
    "name",
    "title",
    "slug",
    "login",
    "email",
    "first_name",
    "last_name",
    "subject",
    "number",
    "external_id",
    "type",
    "status",
    "total",
    "currency",
    "date_created",
    "date_created_gmt",
    "_links",
];

/// The contexts of a route that shows items, alone or in a list.
#[derive(Debug)]
pub struct Contexts {
    embed: FieldSet,
}

impl Contexts {
    /// Those of the route of this operation; `None` where no items are shown. An item has an id and links.
    pub fn of(operation: &Operation, schemas: &[(String, RefOr<Schema>)]) -> Option<Self> {
        let operation = serde_json::to_value(operation).ok()?;
        let schema = operation.pointer("/responses/200/content/application~1json/schema")?;
        let schema = schema.get("items").unwrap_or(schema);
        let members = members(schema, schemas);
        let has = |name: &str| members.iter().any(|member| member == name);
        let shown: Vec<&str> = NAMING.into_iter().filter(|name| has(name)).collect();
        let embed = FieldSet::read(&json!(shown))?;
        (has("id") && has("_links")).then_some(Self { embed })
    }

    /// What of `body` this context shows.
    pub fn shown(&self, context: Context, body: Value) -> Value {
        if context == Context::Embed { self.embed.filter(body) } else { body }
    }
}

/// The contexts that show this member of an item.
pub fn contexts_of(member: &str) -> Value {
    if NAMING.contains(&member) { json!(["view", "edit", "embed"]) } else { json!(["view", "edit"]) }
}

/// The context that these parameters ask for.
///
/// # Errors
/// When it is none.
pub fn asked(query: &Map<String, Value>) -> Result<Context, ApiError> {
    let at = At::member(None, "context");
    let parsed = query.get("context").map(|value| Word(CONTEXTS).parse(value, &at, chrono_tz::Tz::UTC));
    parsed.unwrap_or(Ok(Context::View)).map_err(|fault: Fault| ApiError::invalid_param(fault))
}

/// The answer to who asks for `edit` and may not change anything there.
pub fn forbidden() -> ApiError {
    catalogue::FORBIDDEN_CONTEXT.into()
}

/// The names of an object's members, those of the schemas it is made of included.
fn members(schema: &Value, schemas: &[(String, RefOr<Schema>)]) -> Vec<String> {
    let mut names: Vec<String> = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    if let Some((_, inner)) = reference.and_then(|name| schemas.iter().find(|(known, _)| known == name)) {
        names.extend(serde_json::to_value(inner).map(|inner| members(&inner, schemas)).unwrap_or_default());
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        names.extend(members(part, schemas));
    }
    names
}
