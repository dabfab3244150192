//! [`ItemReader`]: lines of imports, read as bodies are, so that both take and refuse the same.

use std::cell::RefCell;

use growffinity_campaigns::suppression::SuppressionReason;
use growffinity_customers::imports::{
    Column, CustomerLine, Form, ImportType, Item, LineFault, SuppressedLine, ports::ItemReader,
};
use growffinity_kernel::Site;
use serde_json::{Map, Value};

use crate::{
    rest::params::{ArgSpec, Email, Fault, FromParams, Place, Reader, Text},
    v1::{customers::input::read_customer, events::input as events, orders::input::read_draft},
};

/// Reads the API's JSON form of customers, orders, events and suppressions.
#[derive(Debug, Clone, Copy)]
pub struct LineReader {
    site: Site,
}

impl LineReader {
    /// A reader for the site's zone.
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

/// What a line can say, as a body of its type can.
struct OrderLine(Item);

impl FromParams for OrderLine {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(Item::Order(Box::new(read_draft(reader)))))
    }
}

struct CustomersLine(Item);

impl FromParams for CustomersLine {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let customer = read_customer(reader);
        let created_at = reader.date_pair("date_created", "date_created_gmt").nested().flatten();
        let (email, change) = customer?;
        Some(Self(Item::Customer(Box::new(CustomerLine { email, change, created_at }))))
    }
}

struct EventLine(Item);

impl FromParams for EventLine {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        events::read_draft(reader).map(|draft| Self(Item::Event(Box::new(draft))))
    }
}

struct SuppressionLine(Item);

impl FromParams for SuppressionLine {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let email = reader.field("email", Email).about("The address not to be mailed.").required();
        let reason = reader.field("reason", Text(1_000)).about("Why.").optional().unwrap_or_default();
        // A line is better taken without its reason than left out: its address would be mailed.
        let reason = SuppressionReason::from_name(&reason.trim().to_lowercase());
        let reason = reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default();
        Some(Self(Item::Suppression(SuppressedLine { email: email?, reason })))
    }
}

impl ItemReader for LineReader {
    fn columns(&self, item_type: ImportType) -> Vec<Column> {
        let specs = match item_type {
            ImportType::Customers => Reader::describe::<CustomersLine>(Place::Body),
            ImportType::Orders => Reader::describe::<OrderLine>(Place::Body),
            ImportType::Events => Reader::describe::<EventLine>(Place::Body),
            ImportType::Suppressions => Reader::describe::<SuppressionLine>(Place::Body),
        };
        specs.iter().flat_map(columns).collect()
    }

    fn read(&self, item_type: ImportType, members: &Map<String, Value>) -> Result<Item, Vec<LineFault>> {
        let faults = RefCell::default();
        let mut reader = Reader::new(Some(members), None, self.site.timezone, &faults);
        let read = match item_type {
            ImportType::Customers => CustomersLine::read(&mut reader).map(|line| line.0),
            ImportType::Orders => OrderLine::read(&mut reader).map(|line| line.0),
            ImportType::Events => EventLine::read(&mut reader).map(|line| line.0),
            ImportType::Suppressions => SuppressionLine::read(&mut reader).map(|line| line.0),
        };
        let mut faults = faults.into_inner().into_list();
        match read {
            Some(item) if faults.is_empty() => Ok(item),
            _ if faults.is_empty() => Err(vec![LineFault::of_line("rest_invalid_param", "The line can't be read.")]),
            _ => Err(faults.drain(..).map(told).collect()),
        }
    }
}

/// `billing[email]` is told as `billing.email`.
fn told(fault: Fault) -> LineFault {
    let path = fault.param.replace('[', ".").replace(']', "");
    LineFault::of_member(&path, fault.code, fault.message)
}

fn columns(spec: &ArgSpec) -> Vec<Column> {
    let mut found = Vec::new();
    collect(spec.name, &spec.schema, &mut found);
    found
}

/// The members that cells can give, inside objects too.
fn collect(path: &str, schema: &Value, found: &mut Vec<Column>) {
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        for (name, schema) in members {
            collect(&format!("{path}.{name}"), schema, found);
        }
        return;
    }
    if schema.get("additionalProperties").is_some() {
        found.push(Column { path: format!("{path}.*"), form: Form::Text });
    }
    found.push(Column { path: path.to_owned(), form: form(schema) });
}

fn form(schema: &Value) -> Form {
    let has_type = |name: &str| match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|one| one == name),
        _ => false,
    };
    let is_date = schema.get("format").is_some_and(|format| format == "date-time" || format == "date");
    let items = schema.get("items").and_then(|items| items.get("type"));
    if schema.get("enum").is_some() {
        Form::Word
    } else if is_date {
        Form::Date
    } else if has_type("array") && items.is_some_and(|items| items != "object") {
        Form::List
    } else if has_type("array") || has_type("object") {
        Form::Json
    } else {
        Form::Text
    }
}
