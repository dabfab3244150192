//! `GET /audit-log`

use growffinity_access::audit::{AuditObject, AuditOrder, AuditQuery};
use growffinity_kernel::Direction;

use crate::{
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{FromParams, List, Patch, Reader, Text, id},
    },
    rights::AuditRead,
    views::AuditEntryView,
};

/// The documentation of [`list_audit_log`].
pub struct Docs;

const ORDERS: Orders<AuditOrder> =
    &[("date", AuditOrder::Id), ("id", AuditOrder::Id), ("include", AuditOrder::Include)];

impl FromParams for Listed<AuditQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::<i64, _>::read(reader, ORDERS, Direction::Descending);
        let user = reader.field("user", id()).about("By this user, or by a key of theirs.").optional();
        let about = "Actions such as `customer.update`; `customer` stands for all actions on customers.";
        let action = reader.field("action", List::of(Text(100), 20)).about(about).or(Vec::new());
        let about = "To things of this kind, or to one of them: `customer`, `customer:12`.";
        let object = match reader.field("object", Text(100)).about(about).patch() {
            Patch::Value(text) => object(reader, &text),
            Patch::Absent | Patch::Null => None,
        };
        let ip = match reader.field("ip", Text(60)).about("From this address.").patch() {
            Patch::Value(text) => {
                let parsed = text.trim().parse();
                if parsed.is_err() {
                    reader.fault_at("ip", "rest_invalid_ip", "ip is not a valid IP address.");
                }
                parsed.ok()
            }
            Patch::Absent | Patch::Null => None,
        };
        let args = args?;
        let query = AuditQuery {
            search: args.search,
            include: args.include,
            exclude: args.exclude,
            user,
            action,
            object,
            ip,
            created: args.created,
            order: args.order,
            direction: args.direction,
            window: args.listing.window,
        };
        Some(Self { query, listing: args.listing })
    }
}

/// A kind, or a kind and an id.
fn object(reader: &mut Reader<'_>, text: &str) -> Option<AuditObject> {
    let (kind, id) = match text.trim().split_once(':') {
        Some((kind, id)) => (kind, Some(id.parse::<i64>().ok().filter(|id| *id > 0))),
        None => (text.trim(), None),
    };
    if kind.is_empty() || id == Some(None) {
        reader.fault_at(
            "object",
            "rest_invalid_pattern",
            "object is not a kind of thing, nor one with an id like customer:12.",
        );
        return None;
    }
    Some(AuditObject { kind: kind.to_owned(), id: id.flatten() })
}

/// List who did what.
///
/// Every write and every refused login, the newest first. An entry names what changed and never a value.
#[utoipa::path(get, path = "/audit-log", impl_for = Docs, tag = "Access",
    responses((status = 200, description = "The entries.", body = Vec<AuditEntryView>)))]
pub async fn list_audit_log(
    _caller: Caller<AuditRead>,
    Query(list): Query<Listed<AuditQuery>>,
    app: App,
) -> Result<Collection<AuditEntryView>, ApiError> {
    let page = app.audit.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |entry| entry.id, |entry| AuditEntryView::new(entry, &app)))
}
