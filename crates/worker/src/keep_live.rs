//! Keeping live segments right.

use std::time::Duration;

use async_trait::async_trait;
use growffinity_campaigns::StopFlag;
use growffinity_segmentation::LiveSegments;

use crate::{Progress, Task, TaskError, Topic};

/// Marks seen to in one turn.
const MARKS_A_TURN: u32 = 2_000;

/// A turn costs about as much for one customer as for a hundred: so changes gather for so long between two of them.
const GATHER: Duration = Duration::from_millis(150);

/// Judges customers who changed by the live segments.
pub struct KeepLiveSegments {
    /// The segments.
    pub segments: LiveSegments,
}

#[async_trait]
impl Task for KeepLiveSegments {
    fn name(&self) -> &'static str {
        "keep_live_segments"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.segments.turn(MARKS_A_TURN).await?.done().into())
    }

    fn woken_by(&self) -> Option<Topic> {
        Some(Topic::Work)
    }

    fn rest(&self) -> Duration {
        GATHER
    }
}
