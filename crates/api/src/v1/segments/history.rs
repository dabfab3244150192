//! `GET /segments/{id}/history`

use growffinity_kernel::{Direction, SegmentId};
use growffinity_segmentation::{HistoryOrder, HistoryQuery, RefreshCause};

use crate::{
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Path, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader},
    },
    rights::SegmentsRead,
    views::HistoryView,
};

/// The documentation of [`list_segment_history`].
pub struct Docs;

const ORDERS: Orders<HistoryOrder> =
    &[("date", HistoryOrder::Date), ("id", HistoryOrder::Id), ("include", HistoryOrder::Include)];

impl FromParams for Listed<HistoryQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::<i64, _>::read(reader, ORDERS, Direction::Descending);
        let causes = List::of(Choice { all: RefreshCause::ALL, name: RefreshCause::as_str }, 10);
        let causes = reader.field("cause", causes).about("For one of these causes.").or(Vec::new());
        let args = args?;
        let query = HistoryQuery {
            include: args.include,
            exclude: args.exclude,
            causes,
            at: args.created,
            order: args.order,
            direction: args.direction,
            window: args.listing.window,
        };
        Some(Self { query, listing: args.listing })
    }
}

/// List how a segment's members came and went.
///
/// A line a refresh; of a live segment one a minute in which somebody moved. Lines older than a week are summed up by hours.
#[utoipa::path(get, path = "/segments/{id}/history", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "The history, the newest first.", body = Vec<HistoryView>)))]
pub async fn list_segment_history(
    _caller: Caller<SegmentsRead>,
    Path(id): Path<SegmentId>,
    Query(list): Query<Listed<HistoryQuery>>,
    app: App,
) -> Result<Collection<HistoryView>, ApiError> {
    let page = app.segments.history(id, &list.query).await?;
    Ok(Collection::new(page, list.listing, |entry| entry.id, |entry| HistoryView::new(&entry, &app)))
}
