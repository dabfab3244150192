//! What a form can say about an import.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use growffinity_campaigns::suppression::SuppressionReason;
use growffinity_customers::{
    ConsentStatus,
    imports::{ConsentGiven, Encoding, Format, ImportType, Notify},
};
use growffinity_kernel::{SegmentId, StoreId};
use serde_json::{Value, json};

use crate::rest::params::{
    At, Bool, Choice, Fault, FromParams, JsonMap, Kind, List, Name, Patch, Reader, Text, Word, id,
};

/// The parameters of an import.
pub struct ImportForm {
    pub(super) item_type: ImportType,
    pub(super) format: Option<Format>,
    pub(super) encoding: Option<Encoding>,
    pub(super) mapping: BTreeMap<String, String>,
    pub(super) store: Option<StoreId>,
    pub(super) tags: Vec<String>,
    pub(super) segment: Option<SegmentId>,
    pub(super) consent: Option<ConsentGiven>,
    pub(super) update: bool,
    pub(super) notify: Notify,
}

/// The parameters of an import of suppressions.
pub struct SuppressionsForm {
    pub(super) format: Option<Format>,
    pub(super) encoding: Option<Encoding>,
    pub(super) mapping: BTreeMap<String, String>,
    pub(super) reason: SuppressionReason,
}

/// Types that can be taken in.
pub(super) const TYPES: [ImportType; 3] = [ImportType::Customers, ImportType::Orders, ImportType::Events];
const ENCODINGS: &[(&str, Encoding)] = &[("utf-8", Encoding::Utf8), ("windows-1252", Encoding::Windows1252)];

/// The file itself, which is received apart.
struct File;

impl Kind for File {
    type Out = ();

    fn parse(&self, _value: &Value, _at: &At<'_>, _zone: Tz) -> Result<(), Fault> {
        Ok(())
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "binary"})
    }
}

impl FromParams for ImportForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let file = reader.field("file", File).about(FILE).required();
        let item_type = reader.field("type", Choice { all: &TYPES, name: ImportType::as_str }).required();
        let (format, encoding, mapping) = written(reader);
        let store = reader.field("store", id()).about("The store of lines that name none.").optional();
        let tags = reader.field("tags", List::of_texts(Name(200), 50)).about("Tags for every customer.").or(Vec::new());
        let segment = reader.field("segment", id()).about("A static segment for every customer.").optional();
        let consent = reader.object("consent", consent);
        let about = "false: a line about a customer or order that is known is refused.";
        let update = reader.field("update", Bool).about(about).or(true);
        let about = "Who hears of what comes in: nobody, webhooks, or workflows too.";
        let notify = reader.field("notify", Choice { all: &Notify::ALL, name: Notify::as_str }).about(about);
        let notify = notify.or(Notify::None);
        file?;
        let item_type = item_type?;
        Some(Self { item_type, format, encoding, mapping, store, tags, segment, consent, update, notify })
    }
}

const FILE: &str = "CSV with a heading, or one JSON object a line, in UTF-8, UTF-16 or Windows-1252.";

/// How the file is written.
fn written(reader: &mut Reader<'_>) -> (Option<Format>, Option<Encoding>, BTreeMap<String, String>) {
    let format = Choice { all: &Format::ALL, name: Format::as_str };
    let format = reader.field("format", format).about("Found out when absent.").optional();
    let encoding = reader.field("encoding", Word(ENCODINGS)).about("Found out when absent.").optional();
    (format, encoding, mapping(reader))
}

impl FromParams for SuppressionsForm {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let file = reader.field("file", File).about(FILE).required();
        let (format, encoding, mapping) = written(reader);
        let reasons = Choice { all: &SuppressionReason::ALL, name: SuppressionReason::as_str };
        let about = "Why, for lines that give no reason.";
        let reason = reader.field("reason", reasons).about(about).or(SuppressionReason::Manual);
        file?;
        Some(Self { format, encoding, mapping, reason })
    }
}

fn mapping(reader: &mut Reader<'_>) -> BTreeMap<String, String> {
    let about = "Heading to member: {\"E-mail\": \"email\"}. An empty member leaves the column out; columns that are not \
                 named are found by their headings.";
    let Patch::Value(given) = reader.field("mapping", JsonMap).about(about).patch() else { return BTreeMap::new() };
    let mut mapping = BTreeMap::new();
    for (header, path) in given {
        match path {
            Value::String(path) => {
                mapping.insert(header, path.trim().to_owned());
            }
            Value::Null => {
                mapping.insert(header, String::new());
            }
            _ => reader.fault_at("mapping", "rest_invalid_type", "mapping gives each heading a member's name."),
        }
    }
    mapping
}

fn consent(reader: &mut Reader<'_>) -> Option<ConsentGiven> {
    let status = Choice { all: &ConsentStatus::ALL, name: ConsentStatus::as_str };
    let status = reader.field("status", status).required();
    let about = "Where the consent comes from: a form, a checkout.";
    let source = reader.field("source", Text(200)).about(about).or("import".to_owned());
    Some(ConsentGiven { status: status?.as_str().to_owned(), source })
}
