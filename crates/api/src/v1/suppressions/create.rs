//! `POST /suppressions`

use growffinity_campaigns::suppression::{NewSuppression, SuppressionReason};
use growffinity_kernel::EmailAddress;

use crate::{
    rest::{
        ApiError, App, Body, Caller, Item,
        params::{Choice, Email, FromParams, Reader},
    },
    rights::CampaignsWrite,
    v1::shared::{names_id, refuse_id, written_by},
    views::SuppressionView,
};

/// The documentation of [`create_suppression`].
pub struct Docs;

/// The body of a create.
pub struct SuppressionBody {
    email: EmailAddress,
    reason: SuppressionReason,
    names_id: bool,
}

impl FromParams for SuppressionBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let email = reader.field("email", Email).about("The address not to be mailed.").required();
        let reasons = Choice { all: &SuppressionReason::ALL, name: SuppressionReason::as_str };
        let reason = reader.field("reason", reasons).about("Why.").or(SuppressionReason::Manual);
        Some(Self { email: email?, reason, names_id: names_id(reader) })
    }
}

/// Suppress an address.
///
/// Campaigns skip it, whoever has it and whatever their consent. An address that is suppressed already stays so for the
/// reason it had.
#[utoipa::path(post, path = "/suppressions", impl_for = Docs, tag = "Suppressions",
    responses(
        (status = 201, description = "The suppression, made.", body = SuppressionView),
        (status = 200, description = "The suppression that was there.", body = SuppressionView),
    ))]
pub async fn create_suppression(
    caller: Caller<CampaignsWrite>,
    Body(body): Body<SuppressionBody>,
    app: App,
) -> Result<Item<SuppressionView>, ApiError> {
    refuse_id(body.names_id)?;
    let new = NewSuppression { email: body.email, reason: body.reason, source: written_by(caller.principal()) };
    let (suppression, is_new) = app.suppressions.add(&new).await?;
    let id = suppression.id;
    let item = Item::new(SuppressionView::new(suppression, &app), 1);
    Ok(if is_new { item.created(format!("/growffinity/v1/suppressions/{id}")) } else { item })
}
