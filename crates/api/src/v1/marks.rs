//! What the resources of tags and groups share: both are marks put on customers.

use std::sync::Arc;

use growffinity_customers::{
    UniqueName,
    marks::{
        CreateMarkError, DeleteMarkError, MarkChange, MarkCustomerError, MarkKind, MarkOrder, MarkQuery, NewMark,
        UpdateMarkError,
    },
};
use growffinity_kernel::Direction;

use crate::{
    listed,
    rest::{
        ApiError, ListArgs, Listed,
        catalogue::{self, ErrorCode},
        extract::{Description, FromRequest},
        list::Orders,
        params::{FromParams, List, Reader},
        request::RestRequest,
    },
    state::State,
    v1::{
        kinds::UniqueText,
        shared::{names_id, stale, text},
    },
};

const ORDERS: Orders<MarkOrder> = &[
    ("name", MarkOrder::Name),
    ("id", MarkOrder::Id),
    ("include", MarkOrder::Include),
    ("date", MarkOrder::Created),
    ("modified", MarkOrder::Modified),
    ("customers_count", MarkOrder::CustomersCount),
];

impl FromParams for Listed<MarkQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Ascending);
        Some(listed!(args? => MarkQuery {}))
    }
}

/// The body of a create.
pub struct MarkBody {
    /// The mark.
    pub new: NewMark,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for MarkBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").required();
        let (slug, description) = slug_and_description(reader);
        let new = NewMark { name: name?, slug, description: description.unwrap_or_default() };
        Some(Self { new, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct MarkPatch(pub MarkChange);

impl FromParams for MarkPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", UniqueText).about("Unique, whatever the case and spacing.").optional();
        let (slug, description) = slug_and_description(reader);
        Some(Self(MarkChange { name, slug, description }))
    }
}

fn slug_and_description(reader: &mut Reader<'_>) -> (Option<String>, Option<String>) {
    (text(reader, "slug", 200), text(reader, "description", 2_000))
}

/// Names of tags in a body.
pub struct TagNames(pub Vec<UniqueName>);

impl FromParams for TagNames {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let names = reader.field("tags", List::of_texts(UniqueText, 100)).about("Names, made when new.");
        names.required().map(Self)
    }
}

/// Names of groups in a body.
pub struct GroupNames(pub Vec<UniqueName>);

impl FromParams for GroupNames {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let names = reader.field("groups", List::of_texts(UniqueText, 100)).about("Names, made when new.");
        names.required().map(Self)
    }
}

/// The name of a mark at the end of the path; one that nothing can have is no route.
#[derive(Debug, Clone)]
pub struct PathName(pub UniqueName);

impl FromRequest for PathName {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let name = request.path_values.last().and_then(|text| UniqueName::parse(text));
        name.map(Self).ok_or_else(|| catalogue::NO_ROUTE.into())
    }

    fn describe(description: &mut Description) {
        description.codes.push(catalogue::NO_ROUTE);
    }
}

/// The answer when there is none of this kind.
pub const fn unknown(kind: MarkKind) -> ErrorCode {
    match kind {
        MarkKind::Tag => catalogue::TAG_INVALID_ID,
        MarkKind::Group => catalogue::GROUP_INVALID_ID,
    }
}

/// The answer to a change that was refused.
pub fn update_refused(kind: MarkKind, error: UpdateMarkError) -> ApiError {
    match error {
        UpdateMarkError::NotFound => unknown(kind).into(),
        UpdateMarkError::Exists(id) => name_exists(id.get()),
        UpdateMarkError::Stale { current } => stale(current),
        UpdateMarkError::Store(error) => error.into(),
    }
}

/// The answer to a deletion that was refused.
pub fn delete_refused(kind: MarkKind, error: DeleteMarkError) -> ApiError {
    match error {
        DeleteMarkError::NotFound => unknown(kind).into(),
        DeleteMarkError::Stale { current } => stale(current),
        DeleteMarkError::Store(error) => error.into(),
    }
}

impl From<CreateMarkError> for ApiError {
    fn from(error: CreateMarkError) -> Self {
        match error {
            CreateMarkError::Exists(id) => name_exists(id.get()),
            CreateMarkError::Store(error) => error.into(),
        }
    }
}

impl From<MarkCustomerError> for ApiError {
    fn from(error: MarkCustomerError) -> Self {
        match error {
            MarkCustomerError::NotFound => catalogue::CUSTOMER_INVALID_ID.into(),
            MarkCustomerError::Store(error) => error.into(),
        }
    }
}

/// The answer when another one has the name.
pub fn name_exists(id: i64) -> ApiError {
    ApiError::new(catalogue::NAME_EXISTS).with("resource_id", id)
}
