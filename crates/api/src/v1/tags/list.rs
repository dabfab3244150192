//! `GET /tags`

use growffinity_customers::marks::{MarkKind, MarkQuery};

use crate::{
    rest::{ApiError, App, Caller, Collection, Listed, Query},
    rights::CustomersRead,
    views::TagView,
};

/// The documentation of [`list_tags`].
pub struct Docs;

/// List tags.
#[utoipa::path(get, path = "/tags", impl_for = Docs, tag = "Tags",
    responses((status = 200, description = "The tags.", body = Vec<TagView>)))]
pub async fn list_tags(
    _caller: Caller<CustomersRead>,
    Query(list): Query<Listed<MarkQuery>>,
    app: App,
) -> Result<Collection<TagView>, ApiError> {
    let page = app.marks.list(MarkKind::Tag, &list.query).await?;
    Ok(Collection::new(page, list.listing, |tag| tag.id.get(), |tag| TagView::new(tag, &app)))
}
