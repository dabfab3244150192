//! `GET /suppressions/{id}`

use growffinity_kernel::SuppressionId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CampaignsRead,
    views::SuppressionView,
};

/// The documentation of [`get_suppression`].
pub struct Docs;

/// Get a suppression.
#[utoipa::path(get, path = "/suppressions/{id}", impl_for = Docs, tag = "Suppressions",
    responses((status = 200, description = "The suppression.", body = SuppressionView)))]
pub async fn get_suppression(
    _caller: Caller<CampaignsRead>,
    Path(id): Path<SuppressionId>,
    app: App,
) -> Result<Item<SuppressionView>, ApiError> {
    let suppression = app.suppressions.find(id).await?.ok_or(catalogue::SUPPRESSION_INVALID_ID)?;
    Ok(Item::new(SuppressionView::new(suppression, &app), 1))
}
