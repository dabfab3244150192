//! `POST /groups`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{marks::MarkBody, shared::refuse_id},
    views::GroupView,
};

/// The documentation of [`create_group`].
pub struct Docs;

/// Create a group.
#[utoipa::path(post, path = "/groups", impl_for = Docs, tag = "Groups",
    responses(
        (status = 201, description = "The group, made.", body = GroupView),
        (status = 409, description = "`growffinity_rest_name_exists`: a group has this name; its id is in `data.resource_id`."),
    ))]
pub async fn create_group(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<MarkBody>,
    app: App,
) -> Result<Item<GroupView>, ApiError> {
    refuse_id(body.names_id)?;
    let group = app.marks.create(MarkKind::Group, &body.new).await?;
    let (id, version) = (group.id, group.version);
    Ok(Item::new(GroupView::new(group, &app), version).created(format!("/growffinity/v1/groups/{id}")))
}
