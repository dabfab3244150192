//! `PUT /tags/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::{
        ids::TagId,
        marks::{MarkPatch, update_refused},
    },
    views::TagView,
};

/// The documentation of [`update_tag`].
pub struct Docs;

/// Change a tag in part.
///
/// Its customers carry it under the new name. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/tags/{id}", impl_for = Docs, tag = "Tags",
    responses(
        (status = 200, description = "The tag, changed.", body = TagView),
        (status = 409, description = "`growffinity_rest_name_exists`: another tag has this name; its id is in `data.resource_id`."),
    ))]
pub async fn update_tag(
    _caller: Caller<CustomersWrite>,
    Path(TagId(id)): Path<TagId>,
    IfMatch(expected): IfMatch,
    Body(MarkPatch(change)): Body<MarkPatch>,
    app: App,
) -> Result<Item<TagView>, ApiError> {
    let kind = MarkKind::Tag;
    let updated = app.marks.update(kind, id, &change, expected).await;
    let tag = updated.map_err(|error| update_refused(kind, error))?;
    let version = tag.version;
    Ok(Item::new(TagView::new(tag, &app), version))
}
