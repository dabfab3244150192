//! Who is judged by which segment, and in what order.

use std::collections::{BTreeMap, BTreeSet};

use growffinity_kernel::{CustomerId, SegmentId};

use super::{Concern, LiveSegment, MarkedBatch};

/// Customers to be judged by one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveWork {
    /// The segment.
    pub segment: SegmentId,
    /// The customers, each once, ascending.
    pub customers: Vec<CustomerId>,
}

/// Segments judged in one transaction: few enough that a refresh of one of them need not wait long.
const AT_ONCE: usize = 25;

impl MarkedBatch {
    /// The work in steps. A segment comes in a later step than those its rule names, so that it sees who joined them.
    pub(super) fn plan(&self) -> Vec<Vec<LiveWork>> {
        let mut levels: BTreeMap<usize, Vec<LiveWork>> = BTreeMap::new();
        let depths = self.depths();
        for segment in &self.segments {
            let customers: BTreeSet<CustomerId> =
                self.marks.iter().filter(|mark| segment.heeds(mark.concern)).map(|mark| mark.customer).collect();
            if !customers.is_empty() {
                let depth = depths.get(&segment.id).copied().unwrap_or_default();
                let work = LiveWork { segment: segment.id, customers: customers.into_iter().collect() };
                levels.entry(depth).or_default().push(work);
            }
        }
        levels.into_values().flat_map(|level| level.chunks(AT_ONCE).map(<[_]>::to_vec).collect::<Vec<_>>()).collect()
    }

    /// How long the longest chain of names is that leads down from each live segment.
    fn depths(&self) -> BTreeMap<SegmentId, usize> {
        let mut depths: BTreeMap<SegmentId, usize> = self.segments.iter().map(|segment| (segment.id, 0)).collect();
        // Each round settles at least one more level; circles are refused when they are made.
        for _ in 0..self.segments.len() {
            let mut settled = true;
            for segment in &self.segments {
                let below = segment.uses.iter().filter_map(|used| depths.get(used)).max().map_or(0, |depth| depth + 1);
                settled &= depths.insert(segment.id, below) == Some(below);
            }
            if settled {
                break;
            }
        }
        depths
    }
}

impl LiveSegment {
    fn heeds(&self, concern: Concern) -> bool {
        match concern {
            Concern::All => true,
            Concern::EventNodes => self.has_event_nodes,
            Concern::CampaignNodes => self.has_campaign_nodes,
            Concern::Segment(id) => id == self.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::{CustomerId, SegmentId};

    use super::super::{Concern, LiveSegment, Mark, MarkedBatch};

    fn segment(id: i64, uses: &[i64]) -> LiveSegment {
        LiveSegment {
            id: SegmentId::new(id).unwrap(),
            uses: uses.iter().map(|id| SegmentId::new(*id).unwrap()).collect(),
            has_event_nodes: id == 2,
            has_campaign_nodes: id == 3,
        }
    }

    fn mark(id: i64, customer: i64, concern: Concern) -> Mark {
        Mark { id, customer: CustomerId::new(customer).unwrap(), concern }
    }

    fn planned(batch: &MarkedBatch) -> Vec<Vec<(i64, Vec<i64>)>> {
        let numbers = |customers: &[CustomerId]| customers.iter().map(|id| id.get()).collect();
        let step = |step: Vec<super::LiveWork>| {
            step.iter().map(|work| (work.segment.get(), numbers(&work.customers))).collect()
        };
        batch.plan().into_iter().map(step).collect()
    }

    #[test]
    fn inner_segments_come_first_whatever_their_ids() {
        let segments = vec![segment(1, &[4]), segment(4, &[6]), segment(5, &[]), segment(6, &[99])];
        let batch = MarkedBatch { marks: vec![mark(1, 7, Concern::All), mark(2, 7, Concern::All)], segments };
        let expected = [vec![(5, vec![7]), (6, vec![7])], vec![(4, vec![7])], vec![(1, vec![7])]];
        assert_eq!(planned(&batch), expected);
    }

    #[test]
    fn a_mark_concerns_those_it_may_move() {
        let segments = vec![segment(1, &[]), segment(2, &[]), segment(3, &[])];
        let marks = vec![
            mark(1, 9, Concern::EventNodes),
            mark(2, 8, Concern::Segment(SegmentId::new(2).unwrap())),
            mark(3, 7, Concern::CampaignNodes),
            mark(4, 6, Concern::Segment(SegmentId::new(77).unwrap())),
        ];
        assert_eq!(planned(&MarkedBatch { marks, segments }), [vec![(2, vec![8, 9]), (3, vec![7])]]);
    }

    #[test]
    fn a_step_stays_small() {
        let segments: Vec<LiveSegment> = (1..=60).map(|id| segment(id, &[])).collect();
        let batch = MarkedBatch { marks: vec![mark(1, 7, Concern::All)], segments };
        assert_eq!(batch.plan().iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10]);
    }
}
