//! `POST /segments/preview`

use actix_web::http::StatusCode;
use growffinity_customers::{CustomerFilter, CustomerOrder, CustomerQuery};
use growffinity_kernel::{Direction, Window};

use crate::{
    rest::{ApiError, App, Body, Caller, Report},
    rights::MembersRead,
    v1::segments::input::RuleBody,
    views::{CustomerView, PreviewView},
};

/// The documentation of [`preview_segment`].
pub struct Docs;

/// Count whom conditions select, and show ten of them.
///
/// Nothing is saved. What conditions can say is in the book, under conditions of segments.
#[utoipa::path(post, path = "/segments/preview", impl_for = Docs, tag = "Segments",
    responses(
        (status = 200, description = "How many, the first ten by id, and how long it took.", body = PreviewView),
        (status = 503, description = "`unavailable`: the conditions took too long to evaluate, or the database is away."),
    ))]
pub async fn preview_segment(
    _caller: Caller<MembersRead>,
    Body(RuleBody(rule)): Body<RuleBody>,
    app: App,
) -> Result<Report<PreviewView>, ApiError> {
    let preview = app.segments.preview(rule).await?;
    let mut sample = Vec::new();
    if !preview.sample.is_empty() {
        let query = CustomerQuery {
            filter: CustomerFilter { include: preview.sample, ..CustomerFilter::default() },
            order: CustomerOrder::Id,
            direction: Direction::Ascending,
            window: Window::default(),
        };
        let page = app.customers.list(&query).await?;
        sample = page.items.into_iter().map(|customer| CustomerView::new(customer, &app)).collect();
    }
    Ok(Report(StatusCode::OK, PreviewView { count: preview.count, sample, milliseconds: preview.milliseconds }))
}
