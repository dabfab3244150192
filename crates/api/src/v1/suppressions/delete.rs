//! `DELETE /suppressions/{id}`

use growffinity_kernel::SuppressionId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, Path, catalogue},
    rights::CampaignsWrite,
    views::SuppressionView,
};

/// The documentation of [`delete_suppression`].
pub struct Docs;

/// Lift a suppression.
///
/// The address may be mailed again, as far as the consent of the customer who has it allows.
#[utoipa::path(delete, path = "/suppressions/{id}", impl_for = Docs, tag = "Suppressions",
    responses((status = 200, description = "The suppression as it was.",
        body = inline(crate::openapi::DeletedView<SuppressionView>))))]
pub async fn delete_suppression(
    _caller: Caller<CampaignsWrite>,
    Path(id): Path<SuppressionId>,
    app: App,
) -> Result<Deleted<SuppressionView>, ApiError> {
    let suppression = app.suppressions.remove(id).await?.ok_or(catalogue::SUPPRESSION_INVALID_ID)?;
    Ok(Deleted(SuppressionView::new(suppression, &app)))
}
