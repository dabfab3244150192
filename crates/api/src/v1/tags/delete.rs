//! `DELETE /tags/{id}`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    v1::{ids::TagId, marks::delete_refused},
    views::TagView,
};

/// The documentation of [`delete_tag`].
pub struct Docs;

/// Delete a tag.
///
/// Every customer loses it, and is told of by `customer.updated`.
#[utoipa::path(delete, path = "/tags/{id}", impl_for = Docs, tag = "Tags",
    responses((status = 200, description = "The tag as it was.", body = inline(crate::openapi::DeletedView<TagView>))))]
pub async fn delete_tag(
    _caller: Caller<CustomersWrite>,
    Path(TagId(id)): Path<TagId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<TagView>, ApiError> {
    let kind = MarkKind::Tag;
    let tag = app.marks.delete(kind, id, expected).await.map_err(|error| delete_refused(kind, error))?;
    Ok(Deleted(TagView::new(tag, &app)))
}
