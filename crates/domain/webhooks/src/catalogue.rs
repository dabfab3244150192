//! The events that webhooks can ask for, in words.

use growffinity_kernel::EventType;

/// An event that webhooks can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventInfo {
    /// Which.
    pub kind: EventType,
    /// When it is raised and what its `data` is.
    pub description: &'static str,
}

/// All of them.
pub fn events() -> impl Iterator<Item = EventInfo> {
    EventType::ALL.iter().filter_map(|kind| Some(EventInfo { kind: *kind, description: describe(*kind)? }))
}

const fn describe(kind: EventType) -> Option<&'static str> {
    Some(match kind {
        EventType::CustomerCreated => "A customer came to be. The customer.",
        EventType::CustomerUpdated => {
            "Something of a customer that a PUT can change, tags, groups, consent or the label was changed. The customer."
        }
        EventType::CustomerDeleted => "A customer was erased, or became part of another. The id alone.",
        EventType::CustomerUnsubscribed => {
            "A customer wants no more mail. The customer, with `campaign_id` when it was by a link in a campaign."
        }
        EventType::OrderCreated => "An order came to be. The order.",
        EventType::OrderUpdated => "An order was changed. The order.",
        EventType::OrderCompleted => "An order became completed, once an order. The order.",
        EventType::OrderDeleted => "An order was deleted. The id alone.",
        EventType::SegmentUpdated => {
            "A segment's rule changed, or a refresh changed its members. The segment, with `joined` and `left`."
        }
        EventType::SegmentMemberJoined => "A customer became a member of a segment. `segment` and `customer`.",
        EventType::SegmentMemberLeft => "A customer is no longer a member of a segment. `segment` and `customer`.",
        EventType::CampaignSent => "A campaign finished. The campaign.",
        EventType::CampaignOpened => "A recipient opened a campaign, the first time. The recipient and `campaign`.",
        EventType::CampaignClicked => {
            "A recipient followed a link of a campaign, the first time for each link. The recipient, `campaign` and `link`."
        }
        EventType::CampaignBounced => "A message of a campaign came back for good. The recipient and `campaign`.",
        EventType::WorkflowTriggered => "A run of a workflow began. The run.",
        EventType::WorkflowCompleted => "A run of a workflow ended, completed or exited. The run.",
        EventType::WebhookDisabled => "A webhook was disabled. The webhook.",
        EventType::ExportCompleted => "An export came to its end, or failed. The export.",
        EventType::ImportCompleted => "An import came to its end, or failed. The import.",
        EventType::CustomEventRecorded => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_asked_for_is_what_leaves_the_house() {
        let listed: Vec<EventType> = events().map(|info| info.kind).collect();
        let told: Vec<EventType> = EventType::ALL.iter().copied().filter(|kind| !kind.is_internal()).collect();
        assert_eq!(listed, told);
    }
}
