//! Fetching shops' data.

use async_trait::async_trait;
use growffinity_campaigns::StopFlag;
use growffinity_customers::sync::{ShopSync, Turn};

use crate::{Progress, Task, TaskError};

/// Fetches the data of shops whose synchronisation is due.
pub struct SyncShops {
    /// The shops.
    pub shops: ShopSync,
}

#[async_trait]
impl Task for SyncShops {
    fn name(&self) -> &'static str {
        "sync_shops"
    }

    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError> {
        let turn = self.shops.turn(None, &|| stop.is_stopped()).await?;
        Ok(match turn {
            Turn::Idle => Progress::Idle,
            // A turn that came to nothing was one all the same: another shop may be due.
            Turn::Read(pages) => Progress::Did(u64::from(pages.max(1))),
        })
    }
}
