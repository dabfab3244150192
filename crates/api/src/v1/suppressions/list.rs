//! `GET /suppressions`

use growffinity_campaigns::suppression::{SuppressionOrder, SuppressionQuery, SuppressionReason};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, Email, FromParams, List, Reader},
    },
    rights::CampaignsRead,
    views::SuppressionView,
};

/// The documentation of [`list_suppressions`].
pub struct Docs;

const ORDERS: Orders<SuppressionOrder> =
    &[("date", SuppressionOrder::Created), ("id", SuppressionOrder::Id), ("include", SuppressionOrder::Include)];

impl FromParams for Listed<SuppressionQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let reasons = List::of(Choice { all: &SuppressionReason::ALL, name: SuppressionReason::as_str }, 10);
        let reason = reader.field("reason", reasons).about("Suppressed for this reason.").or(Vec::new());
        let email = reader.field("email", Email).about("Of this address.").optional();
        Some(listed!(args? => SuppressionQuery { email, reason }))
    }
}

/// List suppressed addresses.
///
/// Only hashes of addresses are kept: `search` finds a whole address, and `email` is told of an address that a customer
/// who is there is known to have.
#[utoipa::path(get, path = "/suppressions", impl_for = Docs, tag = "Suppressions",
    responses((status = 200, description = "The suppressions.", body = Vec<SuppressionView>)))]
pub async fn list_suppressions(
    _caller: Caller<CampaignsRead>,
    Query(list): Query<Listed<SuppressionQuery>>,
    app: App,
) -> Result<Collection<SuppressionView>, ApiError> {
    let page = app.suppressions.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |item| item.id.get(), |item| SuppressionView::new(item, &app)))
}
