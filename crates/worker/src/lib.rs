#![doc = include_str!("../README.md")]

mod deliver;
mod keep_live;
mod run;
mod sync_shops;
mod task;
mod tasks;
mod wakes;

pub use deliver::{DeliverWebhooks, ForgetDeliveries};
pub use keep_live::KeepLiveSegments;
pub use run::{Workers, WorkersConfig};
pub use sync_shops::SyncShops;
pub use task::{Progress, Task, TaskError};
pub use tasks::{
    DispatchEvents, DoBulkJobs, JudgeHits, KeepHouse, KeepLabels, KeepRfm, RefreshSegments, SendMessages,
    SettleLeftOver, StartCampaigns, TakeInImports, TidyImports,
};
pub use wakes::{Topic, Wakes};
