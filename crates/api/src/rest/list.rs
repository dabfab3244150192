//! What every list takes, and which part of it is asked for.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use growffinity_kernel::{Direction, PerPage, Span, Window};

use super::{
    context::{self, CONTEXTS, Context},
    params::{Bool, Instant, Int, List, Patch, Reader, Text, Word, id},
};

/// The arguments that every list takes; `I` is the type of its ids, `O` of its orders.
#[derive(Debug, Clone)]
pub struct ListArgs<I, O> {
    /// Which part.
    pub listing: Listing,
    /// Text to look for.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<I>,
    /// Not these.
    pub exclude: Vec<I>,
    /// What to sort by.
    pub order: O,
    /// Which end first.
    pub direction: Direction,
    /// Created within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
}

/// A domain's query, and what the links of its answer need to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed<Q> {
    /// For the store.
    pub query: Q,
    /// For the links.
    pub listing: Listing,
}

/// A [`Listed`] query of a domain: what every list takes from these [`ListArgs`], and the filters it has of its own.
///
/// `listed!(args => SegmentQuery { kind, status })` where the query holds its filters itself,
/// `listed!(args => OrderQuery with OrderFilter { customer, ..filter })` where they stand in its `filter`.
#[macro_export]
macro_rules! listed {
    ($args:expr => $query:ident { $($own:tt)* }) => {{
        let args = $args;
        let query = $query {
            search: args.search,
            include: args.include,
            exclude: args.exclude,
            created: args.created,
            modified: args.modified,
            order: args.order,
            direction: args.direction,
            window: args.listing.window,
            $($own)*
        };
        $crate::rest::list::Listed { query, listing: args.listing }
    }};
    ($args:expr => $query:ident with $filter:ident { $($own:tt)* }) => {{
        let args = $args;
        let filter = $filter {
            search: args.search,
            include: args.include,
            exclude: args.exclude,
            created: args.created,
            modified: args.modified,
            $($own)*
        };
        let query = $query { filter, order: args.order, direction: args.direction, window: args.listing.window };
        $crate::rest::list::Listed { query, listing: args.listing }
    }};
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// What the store is asked for.
    pub window: Window,
    /// The number of the page, for links.
    pub page: u64,
}

/// Names and meanings of a list's `orderby`; the first is the default.
pub type Orders<O> = &'static [(&'static str, O)];

const DIRECTIONS: &[(&str, Direction)] = &[("asc", Direction::Ascending), ("desc", Direction::Descending)];

impl<I: TryFrom<i64>, O: Copy + PartialEq> ListArgs<I, O> {
    /// Reads them.
    pub fn read(reader: &mut Reader<'_>, orders: Orders<O>, direction: Direction) -> Option<Self> {
        reader.field("context", Word(CONTEXTS)).about(context::ABOUT).or(Context::View);
        let listing = Listing::read(reader);
        let search = reader.field("search", Text(200)).about("Limit results to those matching a string.").optional();
        let include = reader.field("include", List::of(id(), 1_000)).about("Limit results to these ids.");
        let include = include.or(Vec::new());
        let exclude = reader.field("exclude", List::of(id(), 1_000)).about("Leave these ids out.").or(Vec::new());
        let direction = reader.field("order", Word(DIRECTIONS)).about("Which end comes first.").or(direction);
        let order = orders.first();
        let order = order.map(|(_, first)| reader.field("orderby", Word(orders)).about("What to sort by.").or(*first));
        if reader.lookup("orderby").is_some_and(|value| value == "include") && include.is_empty() {
            let words = "You need to define an include parameter to order by include.";
            reader.fault_at("orderby", "rest_orderby_include_missing_include", words);
        }
        reader.field("dates_are_gmt", Bool).about("Whether dates without a zone are meant in GMT.").or(false);
        let created = Span {
            after: date(reader, "after", "Limit results to those created after a given date."),
            before: date(reader, "before", "Limit results to those created before a given date."),
        };
        let modified = Span {
            after: date(reader, "modified_after", "Limit results to those changed after a given date."),
            before: date(reader, "modified_before", "Limit results to those changed before a given date."),
        };
        let order = order?;
        let search = search.filter(|text| !text.trim().is_empty());
        Some(Self { listing, search, include, exclude, order, direction, created, modified })
    }
}

/// One end of a span of dates; `dates_are_gmt` says what a text without a zone means.
pub fn date(reader: &mut Reader<'_>, name: &'static str, about: &'static str) -> Option<DateTime<Utc>> {
    let gmt = matches!(reader.lookup("dates_are_gmt"), Some(serde_json::Value::String(yes)) if yes == "1" || yes.eq_ignore_ascii_case("true"));
    match reader.field(name, Instant { gmt }).about(about).patch() {
        Patch::Value(instant) => Some(instant),
        Patch::Absent | Patch::Null => None,
    }
}

impl Listing {
    /// No list is longer; far enough from where PostgreSQL's numbers end.
    const FARTHEST: u64 = 1_000_000_000_000_000;

    /// Reads `page`, `per_page`, `offset`, `cursor`.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        let page = reader.field("page", Int::from(1)).about("Current page of the collection.").or(1);
        let per_page = reader.field("per_page", Int::between(1, 100)).about("Maximum number of items to be returned.");
        let limit = u32::try_from(per_page.or(20)).ok().and_then(PerPage::new).unwrap_or_default();
        let offset = reader.field("offset", Int::from(0)).about("Skip so many items.").optional();
        let cursor =
            reader.field("cursor", Text(64)).about("Walk the whole list by id: empty to begin, then as Link says.");
        let cursor = cursor.optional();
        let page = page.unsigned_abs();
        let far = |offset: u64| offset.min(Self::FARTHEST);
        let size = u64::from(limit.get());
        if let Some(cursor) = cursor {
            let Some(after) = read_cursor(&cursor) else {
                reader.fault_at("cursor", "rest_invalid_pattern", "cursor is not one that a Link header gave.");
                return Self { window: Window::After { after: 0, limit }, page: 1 };
            };
            return Self { window: Window::After { after, limit }, page: 1 };
        }
        match offset.map(i64::unsigned_abs).filter(|offset| *offset > 0) {
            Some(offset) => {
                Self { window: Window::Offset { offset: far(offset), limit }, page: offset.div_ceil(size) + 1 }
            }
            None => Self { window: Window::Offset { offset: far((page - 1).saturating_mul(size)), limit }, page },
        }
    }
}

const CURSOR: &str = "after:";

/// The cursor that goes on behind the id `after`.
pub fn write_cursor(after: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{CURSOR}{after}"))
}

fn read_cursor(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let id: i64 = std::str::from_utf8(&bytes).ok()?.strip_prefix(CURSOR)?.parse().ok()?;
    (id >= 0).then_some(id)
}
