//! `POST /events/batch`

use actix_web::http::StatusCode;
use growffinity_customers::custom_events::{CustomEventDraft, RecordEventError, RecordedEvent};
use growffinity_kernel::Origin;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    rest::{
        ApiError, App, Body, Caller, Report, catalogue,
        params::{FromParams, Reader},
    },
    rights::CustomersWrite,
    state::State,
    v1::{
        events::input::{read_draft, read_origin},
        shared::{names_id, refuse_id},
    },
    views::CustomEventView,
};

/// The documentation of [`batch_events`].
pub struct Docs;

/// Events to record.
pub struct EventBatch {
    events: Vec<Result<CustomEventDraft, ApiError>>,
    origin: Origin,
}

impl FromParams for EventBatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let events = reader.each_object("events", |reader| Some((read_draft(reader)?, names_id(reader))));
        if !reader.describing() && reader.lookup("events").is_none_or(Value::is_null) {
            reader.missing("events");
        }
        let origin = read_origin(reader);
        let without_id = |(draft, named)| refuse_id(named).map(|()| draft);
        Some(Self { events: events?.into_iter().map(|one| one.and_then(without_id)).collect(), origin })
    }
}

/// What came of each event, in order, and how many of each there are.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"created": 0, "known": 0, "refused": 1, "events": [{"id": 0, "error": {
    "code": "rest_missing_callback_param", "message": "Missing parameter(s): name",
    "data": {"status": 400, "params": ["name"]}}}]}))]
pub struct EventBatchView {
    /// Recorded now.
    created: usize,
    /// Known before by their `unique_id`.
    known: usize,
    refused: usize,
    events: Vec<EventOutcome>,
}

/// An event, or why there is none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum EventOutcome {
    /// The event.
    Event(Box<CustomEventView>),
    /// Why it was refused.
    Refused {
        /// Always 0.
        id: i64,
        /// The error, as an answer of its own would have it.
        #[schema(value_type = Object)]
        error: Value,
    },
}

/// The most events in one batch.
const MOST: usize = 1_000;

/// Record many events.
///
/// All that are good are recorded in one transaction; each that is not answers its own error. Customers whose
/// addresses are not known are made.
#[utoipa::path(post, path = "/events/batch", impl_for = Docs, tag = "Events",
    responses(
        (status = 200, description = "What came of each event.", body = EventBatchView),
        (status = 413, description = "`woocommerce_rest_request_entity_too_large`: more than 1,000 events."),
    ))]
pub async fn batch_events(
    _caller: Caller<CustomersWrite>,
    Body(batch): Body<EventBatch>,
    app: App,
) -> Result<Report<EventBatchView>, ApiError> {
    if batch.events.len() > MOST {
        let words = format!("Unable to accept more than {MOST} items for this request.");
        return Err(ApiError::new(catalogue::ENTITY_TOO_LARGE).saying(words).with("limit", MOST));
    }
    let mut good = Vec::new();
    let places: Vec<Result<(), ApiError>> =
        batch.events.into_iter().map(|one| one.map(|draft| good.push(draft))).collect();
    let mut outcomes = app.custom_events.record(good, batch.origin).await?.into_iter();
    let mut view = EventBatchView { created: 0, known: 0, refused: 0, events: Vec::with_capacity(places.len()) };
    for place in places {
        let outcome = match place {
            Ok(()) => outcomes.next().ok_or_else(|| ApiError::internal("an event has no outcome"))?,
            Err(error) => {
                view.refuse(&error);
                continue;
            }
        };
        view.add(outcome, &app);
    }
    Ok(Report(StatusCode::OK, view))
}

impl EventBatchView {
    fn add(&mut self, outcome: Result<RecordedEvent, RecordEventError>, app: &State) {
        match outcome {
            Ok(recorded) => {
                *(if recorded.is_new { &mut self.created } else { &mut self.known }) += 1;
                self.events.push(EventOutcome::Event(Box::new(CustomEventView::new(recorded.event, app))));
            }
            Err(error) => self.refuse(&error.into()),
        }
    }

    fn refuse(&mut self, error: &ApiError) {
        self.refused += 1;
        self.events.push(EventOutcome::Refused { id: 0, error: error.body("") });
    }
}
