//! `GET /segments/{id}/members`

use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Caller, Collection, Path, Query, catalogue},
    rights::MembersRead,
    v1::customers::query::MemberListQuery,
    views::MemberView,
};

/// The documentation of [`list_segment_members`].
pub struct Docs;

/// List a segment's members.
#[utoipa::path(get, path = "/segments/{id}/members", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "The members.", body = Vec<MemberView>)))]
pub async fn list_segment_members(
    _caller: Caller<MembersRead>,
    Path(id): Path<SegmentId>,
    Query(MemberListQuery(mut list)): Query<MemberListQuery>,
    app: App,
) -> Result<Collection<MemberView>, ApiError> {
    app.segments.find(id).await?.ok_or(catalogue::SEGMENT_INVALID_ID)?;
    list.query.filter.segment = Some(id);
    let page = app.customers.list_members(id, &list.query).await?;
    Ok(Collection::new(page, list.listing, |member| member.customer.id.get(), |member| MemberView::new(member, &app)))
}
