//! Batches in WooCommerce's form: items to create, to update and to delete, each answered by itself.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::rest::{
    ApiError, catalogue,
    params::{Json, List, Reader, whole_number},
};

/// The most items in one batch.
const MOST: usize = 100;

/// What a batch asks for; items that can't be read are refused one by one.
pub(super) struct Batch<C, U> {
    /// Items to make.
    pub create: Option<Vec<Result<C, ApiError>>>,
    /// Items to change.
    pub update: Option<Vec<Result<U, ApiError>>>,
    /// Ids of items to delete, 0 for what is no id.
    pub delete: Option<Vec<i64>>,
}

impl<C, U> Batch<C, U> {
    /// Reads `create`, `update` and `delete`; more than 100 items in all are a fault of the whole.
    pub fn read(
        reader: &mut Reader<'_>,
        create: impl FnMut(&mut Reader<'_>) -> Option<C>,
        update: impl FnMut(&mut Reader<'_>) -> Option<U>,
    ) -> Self {
        let create = reader.each_object("create", create);
        let update = reader.each_object("update", update);
        let delete = reader.field("delete", List::of(Json("integer"), usize::MAX)).about("Ids to delete.").optional();
        let number = |id: &Value| whole_number(id.get("id").unwrap_or(id)).unwrap_or(0);
        Self { create, update, delete: delete.map(|ids| ids.iter().map(number).collect()) }
    }

    /// Refuses a batch of more than 100 items.
    pub fn check_size(&self) -> Result<(), ApiError> {
        let size = |count: Option<usize>| count.unwrap_or(0);
        let total = size(self.create.as_ref().map(Vec::len))
            + size(self.update.as_ref().map(Vec::len))
            + size(self.delete.as_ref().map(Vec::len));
        if total > MOST { Err(ApiError::new(catalogue::ENTITY_TOO_LARGE).with("limit", MOST)) } else { Ok(()) }
    }
}

impl<C, U> Batch<C, U> {
    /// Makes a draft of each item to create, or refuses it.
    pub fn creating<D>(self, draft: impl Fn(C) -> Result<D, ApiError>) -> Batch<D, U> {
        let create = |items: Vec<Result<C, ApiError>>| items.into_iter().map(|item| item.and_then(&draft)).collect();
        Batch { create: self.create.map(create), update: self.update, delete: self.delete }
    }
}

impl<D> Batch<D, D> {
    /// Records all drafts that could be read at once and puts what came of them back among the refusals of the others.
    /// `id` is what a draft asks for, 0 for a new one; `record` answers an outcome for each draft, in order. The ids
    /// to delete are handed back.
    pub async fn recorded<O, V, Recording>(
        self,
        id: impl Fn(&D) -> i64,
        record: impl FnOnce(Vec<D>) -> Recording,
        item: impl Fn(i64, O) -> BatchItem<V>,
    ) -> Result<(BatchView<V>, Option<Vec<i64>>), ApiError>
    where
        V: ToSchema,
        Recording: Future<Output = Result<Vec<O>, ApiError>>,
    {
        let Self { create, update, delete } = self;
        let (has_create, has_update) = (create.is_some(), update.is_some());
        let made = create.as_ref().map_or(0, Vec::len);
        let (mut good, mut places) = (Vec::new(), Vec::new());
        for draft in create.into_iter().flatten().chain(update.into_iter().flatten()) {
            places.push(draft.map(|draft| {
                let id = id(&draft);
                good.push(draft);
                id
            }));
        }
        let mut outcomes = record(good).await?.into_iter();
        let lost = || ApiError::internal("a draft has no outcome");
        let settled = places.into_iter().map(|place| match place {
            Err(error) => Ok(BatchItem::refused(0, &error)),
            Ok(id) => Ok(item(id, outcomes.next().ok_or_else(lost)?)),
        });
        let mut done = settled.collect::<Result<Vec<_>, ApiError>>()?;
        let update = done.split_off(made.min(done.len()));
        let view = BatchView { create: has_create.then_some(done), update: has_update.then_some(update), delete: None };
        Ok((view, delete))
    }
}

/// What came of each item, in order.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"create": [{"id": 0, "error": {"code": "rest_missing_callback_param",
    "message": "Missing parameter(s): total", "data": {"status": 400, "params": ["total"]}}}]}))]
pub struct BatchView<V: ToSchema> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) create: Option<Vec<BatchItem<V>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) update: Option<Vec<BatchItem<V>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delete: Option<Vec<BatchItem<V>>>,
}

/// An item, or why there is none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum BatchItem<V: ToSchema> {
    /// The item as it is now, or as it was before it was deleted.
    Done(Box<V>),
    /// Why it was refused.
    Refused {
        /// The id it was asked for by; 0 for a new one.
        id: i64,
        /// The error, as an answer of its own would have it.
        #[schema(value_type = Object)]
        error: Value,
    },
}

impl<V: ToSchema> BatchItem<V> {
    /// The item.
    pub(super) fn done(view: V) -> Self {
        Self::Done(Box::new(view))
    }

    /// What the item asked for by `id` (0 for a new one) is refused with.
    pub(super) fn refused(id: i64, error: &ApiError) -> Self {
        Self::Refused { id, error: error.body("") }
    }
}

/// A refusal belongs to its item, asked for by `id` (0 for a new one); that the server can't go on belongs to all.
pub(super) fn settled<V: ToSchema>(id: i64, done: Result<V, ApiError>) -> Result<BatchItem<V>, ApiError> {
    match done {
        Ok(view) => Ok(BatchItem::done(view)),
        Err(error) if error.code() == catalogue::UNAVAILABLE || error.code() == catalogue::INTERNAL => Err(error),
        Err(error) => Ok(BatchItem::refused(id, &error)),
    }
}
