//! `PUT /groups/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::{
        ids::GroupId,
        marks::{MarkPatch, update_refused},
    },
    views::GroupView,
};

/// The documentation of [`update_group`].
pub struct Docs;

/// Change a group in part.
///
/// Its customers carry it under the new name. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/groups/{id}", impl_for = Docs, tag = "Groups",
    responses(
        (status = 200, description = "The group, changed.", body = GroupView),
        (status = 409, description = "`growffinity_rest_name_exists`: another group has this name; its id is in `data.resource_id`."),
    ))]
pub async fn update_group(
    _caller: Caller<CustomersWrite>,
    Path(GroupId(id)): Path<GroupId>,
    IfMatch(expected): IfMatch,
    Body(MarkPatch(change)): Body<MarkPatch>,
    app: App,
) -> Result<Item<GroupView>, ApiError> {
    let kind = MarkKind::Group;
    let updated = app.marks.update(kind, id, &change, expected).await;
    let group = updated.map_err(|error| update_refused(kind, error))?;
    let version = group.version;
    Ok(Item::new(GroupView::new(group, &app), version))
}
