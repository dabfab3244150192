//! What a body can say about a campaign.

use growffinity_campaigns::{CampaignChange, ContentFormat, OnUncertain};

use crate::{
    rest::params::{Choice, Email, FromParams, List, Name, Reader, Text, Word, Zone, id},
    v1::shared::{names_id, text},
};

const FORMATS: &[(&str, ContentFormat)] = &[("html", ContentFormat::Html), ("text", ContentFormat::Text)];

/// The body of a create.
pub struct CampaignBody {
    /// What the shop calls it.
    pub name: String,
    /// Everything else.
    pub rest: CampaignChange,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for CampaignBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", Name(255)).required();
        let rest = read_rest(reader);
        Some(Self { name: name?, rest, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct CampaignPatch(pub CampaignChange);

impl FromParams for CampaignPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", Name(255)).optional();
        let rest = read_rest(reader);
        let scheduled_at = reader.date_pair("scheduled_at", "scheduled_at_gmt").nested();
        Some(Self(CampaignChange { name, scheduled_at, ..rest }))
    }
}

fn read_rest(reader: &mut Reader<'_>) -> CampaignChange {
    let uncertain = Choice { all: &OnUncertain::ALL, name: OnUncertain::as_str };
    let mut change = CampaignChange {
        subject: text(reader, "subject", 998),
        preheader: text(reader, "preheader", 998),
        reply_to: reader.field("reply_to", Email).patch().nested(),
        timezone: reader.field("timezone", Zone).about("The site's when absent.").optional(),
        on_uncertain: reader.field("on_uncertain", uncertain).optional(),
        ..CampaignChange::default()
    };
    reader.object("from", |reader| {
        change.from_name = text(reader, "name", 200);
        change.from_email = reader.field("email", Email).patch().nested();
        Some(())
    });
    reader.object("content", |reader| {
        change.format = reader.field("format", Word(FORMATS)).optional();
        change.body = text(reader, "body", 900_000);
        change.text = reader.field("text", Text(900_000)).patch().nested();
        Some(())
    });
    reader.object("segments", |reader| {
        change.include = reader.field("include", List::of(id(), 1_000)).optional();
        change.exclude = reader.field("exclude", List::of(id(), 1_000)).optional();
        Some(())
    });
    change
}
