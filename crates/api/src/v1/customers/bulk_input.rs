//! What a body can say about a bulk job, as it comes and as it is kept.

use std::cell::RefCell;

use growffinity_customers::{
    CustomerChange, CustomerFilter, ListChange, MarkKind, Marking, UniqueName,
    bulk::{BulkAction, BulkWork, ports::BulkReader},
};
use growffinity_kernel::{SegmentId, Site};
use serde_json::{Map, Value};

use super::{input::read_bulk_fields, query::CustomerListQuery};
use crate::{
    rest::{
        extract::finish,
        params::{At, Fault, FromParams, List, Place, Reader, Word, id},
    },
    v1::kinds::UniqueText,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Tags { adds: bool },
    Groups { adds: bool },
    Segment,
    Fields,
    Erase,
}

const ACTIONS: &[(&str, Action)] = &[
    ("add_tags", Action::Tags { adds: true }),
    ("remove_tags", Action::Tags { adds: false }),
    ("add_to_groups", Action::Groups { adds: true }),
    ("remove_from_groups", Action::Groups { adds: false }),
    ("add_to_segment", Action::Segment),
    ("update_fields", Action::Fields),
    ("erase", Action::Erase),
];

/// Parameters of the list that choose its part and order, not its customers.
const NO_FILTERS: [&str; 7] = ["context", "page", "per_page", "offset", "cursor", "order", "orderby"];
/// What a body says, besides who sent it.
const MEMBERS: [&str; 6] = ["filter", "action", "tags", "groups", "segment", "fields"];
/// Who began the job, as it is kept.
pub(super) const BY: &str = "by";

/// A bulk job.
pub struct BulkBody {
    /// The job.
    pub work: BulkWork,
    /// The same as it came, to be kept.
    pub asked: Map<String, Value>,
}

impl FromParams for BulkBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let action = reader.field("action", Word(ACTIONS)).about("What to do to each of them.").required();
        if !reader.describing() && reader.lookup("filter").is_none_or(Value::is_null) {
            reader.missing("filter");
        }
        let filter = reader.object("filter", CustomerListQuery::read).map(|list| list.query.filter);
        let specs = if reader.describing() { Vec::new() } else { Reader::describe::<CustomerListQuery>(Place::Query) };
        let names: Vec<&str> = specs.iter().map(|spec| spec.name).filter(|name| !NO_FILTERS.contains(name)).collect();
        forbid_others(reader, "filter", &names);
        let names = || List::of_texts(UniqueText, 100);
        let tags = reader.field("tags", names()).about("For add_tags and remove_tags.").optional();
        let groups = reader.field("groups", names()).about("For add_to_groups and remove_from_groups.").optional();
        let segment = reader.field("segment", id::<SegmentId>()).about("A static one, for add_to_segment.").optional();
        let fields = reader.object("fields", |reader| Some(read_bulk_fields(reader)));
        let specs = if reader.describing() { Vec::new() } else { Reader::describe::<Fields>(Place::Body) };
        forbid_others(reader, "fields", &specs.iter().map(|spec| spec.name).collect::<Vec<_>>());
        let action = match action? {
            Action::Tags { adds } => marking(reader, "tags", MarkKind::Tag, tags, adds),
            Action::Groups { adds } => marking(reader, "groups", MarkKind::Group, groups, adds),
            Action::Segment => needed(reader, "segment", segment).map(BulkAction::Join),
            Action::Fields => needed(reader, "fields", fields).map(|change| BulkAction::Change(Box::new(change))),
            Action::Erase => {
                if filter == Some(CustomerFilter::default()) {
                    let words = "filter needs at least one member when customers are to be erased.";
                    reader.fault_at("filter", "rest_property_required", words);
                }
                let by = reader.lookup(BY).and_then(Value::as_str).unwrap_or_default().to_owned();
                Some(BulkAction::Erase { by })
            }
        };
        let kept = |name: &&str| Some(((*name).to_owned(), reader.lookup(name)?.clone()));
        let asked = MEMBERS.iter().filter_map(kept).collect();
        Some(Self { work: BulkWork { filter: filter?, action: action? }, asked })
    }
}

struct Fields;

impl FromParams for Fields {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let _: CustomerChange = read_bulk_fields(reader);
        Some(Self)
    }
}

fn needed<T>(reader: &Reader<'_>, name: &'static str, value: Option<T>) -> Option<T> {
    if reader.lookup(name).is_none_or(Value::is_null) {
        reader.missing(name);
    }
    value
}

fn marking(
    reader: &Reader<'_>,
    name: &'static str,
    kind: MarkKind,
    names: Option<Vec<UniqueName>>,
    adds: bool,
) -> Option<BulkAction> {
    let names = needed(reader, name, names)?;
    let change = if adds { ListChange::Add(names) } else { ListChange::Remove(names) };
    Some(BulkAction::Mark(Marking::of(kind, change)))
}

/// Refuses members of the object `name` that are none of `known`: a misspelt filter must not reach everyone.
fn forbid_others(reader: &Reader<'_>, name: &'static str, known: &[&str]) {
    let Some(Value::Object(members)) = reader.lookup(name) else { return };
    let at = At::member(None, name);
    for member in members.keys().filter(|member| !known.contains(&member.as_str())) {
        let words = format!("{member} is not a valid property of {name}.");
        reader.fault(Fault::new(&At::member(Some(&at), member), "rest_additional_properties_forbidden", words));
    }
}

/// Reads bulk jobs as they are kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptBulkReader {
    site: Site,
}

impl KeptBulkReader {
    /// A reader for the site's zone.
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl BulkReader for KeptBulkReader {
    fn read(&self, asked: &Map<String, Value>) -> Result<BulkWork, String> {
        let faults = RefCell::default();
        let mut reader = Reader::new(Some(asked), None, self.site.timezone, &faults);
        let read = BulkBody::read(&mut reader);
        finish(read, faults.into_inner()).map(|body| body.work).map_err(|error| error.message().to_owned())
    }
}
