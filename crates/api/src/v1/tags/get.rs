//! `GET /tags/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    v1::ids::TagId,
    views::TagView,
};

/// The documentation of [`get_tag`].
pub struct Docs;

/// Get a tag.
#[utoipa::path(get, path = "/tags/{id}", impl_for = Docs, tag = "Tags",
    responses((status = 200, description = "The tag.", body = TagView)))]
pub async fn get_tag(
    _caller: Caller<CustomersRead>,
    Path(TagId(id)): Path<TagId>,
    app: App,
) -> Result<Item<TagView>, ApiError> {
    let tag = app.marks.find(MarkKind::Tag, id).await?.ok_or(catalogue::TAG_INVALID_ID)?;
    let version = tag.version;
    Ok(Item::new(TagView::new(tag, &app), version))
}
