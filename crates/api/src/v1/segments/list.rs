//! `GET /segments`

use growffinity_kernel::Direction;
use growffinity_segmentation::{Refresh, SegmentKind, SegmentOrder, SegmentQuery, SegmentStatus};

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader, id},
    },
    rights::SegmentsRead,
    views::SegmentView,
};

/// The documentation of [`list_segments`].
pub struct Docs;

const ORDERS: Orders<SegmentOrder> = &[
    ("date", SegmentOrder::Created),
    ("id", SegmentOrder::Id),
    ("include", SegmentOrder::Include),
    ("name", SegmentOrder::Name),
    ("modified", SegmentOrder::Modified),
    ("members_count", SegmentOrder::MembersCount),
];

impl FromParams for Listed<SegmentQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let kinds = List::of(Choice { all: SegmentKind::ALL, name: SegmentKind::as_str }, 10);
        let statuses = List::of(Choice { all: SegmentStatus::ALL, name: SegmentStatus::as_str }, 10);
        let refreshes = List::of(Choice { all: Refresh::ALL, name: Refresh::as_str }, 10);
        let kind = reader.field("type", kinds).or(Vec::new());
        let status = reader.field("status", statuses).or(Vec::new());
        let refresh = reader.field("refresh", refreshes).or(Vec::new());
        let customer = reader.field("customer", id()).about("With this customer in it now.").optional();
        Some(listed!(args? => SegmentQuery { kind, status, refresh, customer }))
    }
}

/// List segments.
#[utoipa::path(get, path = "/segments", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "The segments.", body = Vec<SegmentView>)))]
pub async fn list_segments(
    _caller: Caller<SegmentsRead>,
    Query(list): Query<Listed<SegmentQuery>>,
    app: App,
) -> Result<Collection<SegmentView>, ApiError> {
    let page = app.segments.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |segment| segment.id.get(), |segment| SegmentView::new(segment, &app)))
}
