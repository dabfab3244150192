//! What a body can say about a custom event.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_customers::custom_events::{
    CustomEventDraft, EventName, InvalidEventName, InvalidProperties, Properties, Who,
};
use growffinity_kernel::{CustomerId, Origin};
use serde_json::{Value, json};

use crate::{
    rest::params::{At, Bool, Email, Fault, FromParams, JsonMap, Kind, Name, Reader, Text, id},
    v1::shared::names_id,
};

/// An event of whoever the body names.
pub struct EventBody {
    /// The event.
    pub draft: CustomEventDraft,
    /// Whether it names an id.
    pub names_id: bool,
    /// Where it comes from.
    pub origin: Origin,
}

impl FromParams for EventBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let draft = read_draft(reader);
        let origin = read_origin(reader);
        Some(Self { draft: draft?, names_id: names_id(reader), origin })
    }
}

/// An event of the customer in the path.
pub struct CustomerEventBody {
    /// Everything but who.
    pub draft: NamelessDraft,
    /// Whether it names an id.
    pub names_id: bool,
    /// Where it comes from.
    pub origin: Origin,
}

impl FromParams for CustomerEventBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let draft = NamelessDraft::read(reader);
        let origin = read_origin(reader);
        Some(Self { draft: draft?, names_id: names_id(reader), origin })
    }
}

/// Whether others are to hear of what is told.
pub(super) fn read_origin(reader: &mut Reader<'_>) -> Origin {
    let about = "false: an event of the past, which no workflow hears of.";
    if reader.field("notify", Bool).in_query().about(about).or(true) { Origin::Live } else { Origin::Import }
}

/// An event with whoever did it, by `customer_id` or else by `email`.
pub(in crate::v1) fn read_draft(reader: &mut Reader<'_>) -> Option<CustomEventDraft> {
    let customer = reader.field("customer_id", id::<CustomerId>()).about("Wins over email.").optional();
    let email = reader.field("email", Email).about("The customer of this address, made when there is none.").optional();
    let given = |name: &str| reader.lookup(name).is_some_and(|value| !value.is_null());
    if !given("customer_id") && !given("email") {
        reader.missing("email");
    }
    let draft = NamelessDraft::read(reader);
    let who = customer.map(Who::Id).or(email.map(Who::Email));
    Some(draft?.of(who?))
}

/// An event whose customer is told elsewhere.
pub struct NamelessDraft {
    name: EventName,
    properties: Properties,
    occurred_at: Option<DateTime<Utc>>,
    unique_id: Option<String>,
}

impl NamelessDraft {
    /// The event, done by `who`.
    pub fn of(self, who: Who) -> CustomEventDraft {
        let Self { name, properties, occurred_at, unique_id } = self;
        CustomEventDraft { who, name, properties, occurred_at, unique_id }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", EventNameText).about("What was done.").required();
        let properties = reader.field("properties", PropertyMap).about("What else is to be told of it.");
        let properties = properties.optional().unwrap_or_default();
        let occurred_at = reader.date_pair("occurred_at", "occurred_at_gmt").nested().flatten();
        let about = "Your own id of it: told again for the same customer, it is not recorded again.";
        let unique_id = reader.field("unique_id", Name(200)).about(about).optional();
        Some(Self { name: name?, properties, occurred_at, unique_id })
    }
}

/// A name of a custom event.
struct EventNameText;

impl Kind for EventNameText {
    type Out = EventName;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<EventName, Fault> {
        let text = Text(usize::MAX).parse(value, at, zone)?;
        EventName::parse(&text).map_err(|error| match error {
            InvalidEventName::Empty => Fault::too_short(at, 1),
            InvalidEventName::TooLong => Fault::too_long(at, EventName::LONGEST),
            InvalidEventName::Control => {
                Fault::new(at, "rest_invalid_pattern", format!("{at} must not contain control characters."))
            }
            InvalidEventName::Reserved => {
                let words = format!("{at} must not begin as an event of Growffinity does: {text}.");
                Fault::new(at, "rest_invalid_pattern", words)
            }
        })
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 1, "maxLength": EventName::LONGEST})
    }
}

/// Properties of a custom event.
struct PropertyMap;

impl Kind for PropertyMap {
    type Out = Properties;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<Properties, Fault> {
        Properties::new(JsonMap.parse(value, at, zone)?).map_err(|error| match error {
            InvalidProperties::TooLarge => {
                let words = format!("{at} must not be larger than {} bytes of JSON.", Properties::LARGEST);
                Fault::new(at, "rest_too_long", words)
            }
            InvalidProperties::TooDeep => {
                let words = format!("{at} must not be nested deeper than {} levels.", Properties::DEEPEST);
                Fault::new(at, "rest_out_of_bounds", words)
            }
        })
    }

    fn schema(&self) -> Value {
        JsonMap.schema()
    }
}
