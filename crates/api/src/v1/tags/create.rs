//! `POST /tags`

use growffinity_customers::MarkKind;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{marks::MarkBody, shared::refuse_id},
    views::TagView,
};

/// The documentation of [`create_tag`].
pub struct Docs;

/// Create a tag.
#[utoipa::path(post, path = "/tags", impl_for = Docs, tag = "Tags",
    responses(
        (status = 201, description = "The tag, made.", body = TagView),
        (status = 409, description = "`growffinity_rest_name_exists`: a tag has this name; its id is in `data.resource_id`."),
    ))]
pub async fn create_tag(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<MarkBody>,
    app: App,
) -> Result<Item<TagView>, ApiError> {
    refuse_id(body.names_id)?;
    let tag = app.marks.create(MarkKind::Tag, &body.new).await?;
    let (id, version) = (tag.id, tag.version);
    Ok(Item::new(TagView::new(tag, &app), version).created(format!("/growffinity/v1/tags/{id}")))
}
