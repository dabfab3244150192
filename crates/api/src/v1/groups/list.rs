//! `GET /groups`

use growffinity_customers::marks::{MarkKind, MarkQuery};

use crate::{
    rest::{ApiError, App, Caller, Collection, Listed, Query},
    rights::CustomersRead,
    views::GroupView,
};

/// The documentation of [`list_groups`].
pub struct Docs;

/// List groups.
#[utoipa::path(get, path = "/groups", impl_for = Docs, tag = "Groups",
    responses((status = 200, description = "The groups.", body = Vec<GroupView>)))]
pub async fn list_groups(
    _caller: Caller<CustomersRead>,
    Query(list): Query<Listed<MarkQuery>>,
    app: App,
) -> Result<Collection<GroupView>, ApiError> {
    let page = app.marks.list(MarkKind::Group, &list.query).await?;
    Ok(Collection::new(page, list.listing, |group| group.id.get(), |group| GroupView::new(group, &app)))
}
