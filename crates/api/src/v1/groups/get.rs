//! `GET /groups/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    v1::ids::GroupId,
    views::GroupView,
};

/// The documentation of [`get_group`].
pub struct Docs;

/// Get a group.
#[utoipa::path(get, path = "/groups/{id}", impl_for = Docs, tag = "Groups",
    responses((status = 200, description = "The group.", body = GroupView)))]
pub async fn get_group(
    _caller: Caller<CustomersRead>,
    Path(GroupId(id)): Path<GroupId>,
    app: App,
) -> Result<Item<GroupView>, ApiError> {
    let group = app.marks.find(MarkKind::Group, id).await?.ok_or(catalogue::GROUP_INVALID_ID)?;
    let version = group.version;
    Ok(Item::new(GroupView::new(group, &app), version))
}
