//! `DELETE /groups/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    v1::{ids::GroupId, marks::delete_refused},
    views::GroupView,
};

/// The documentation of [`delete_group`].
pub struct Docs;

/// Delete a group.
///
/// Every customer loses it, and is told of by `customer.updated`.
#[utoipa::path(delete, path = "/groups/{id}", impl_for = Docs, tag = "Groups",
    responses((status = 200, description = "The group as it was.", body = inline(crate::openapi::DeletedView<GroupView>))))]
pub async fn delete_group(
    _caller: Caller<CustomersWrite>,
    Path(GroupId(id)): Path<GroupId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<GroupView>, ApiError> {
    let kind = MarkKind::Group;
    let group = app.marks.delete(kind, id, expected).await.map_err(|error| delete_refused(kind, error))?;
    Ok(Deleted(GroupView::new(group, &app)))
}
