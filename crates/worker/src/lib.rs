#![doc = include_str!("../README.md")]

mod run;
mod sync_shops;
mod task;
mod tasks;

pub use run::{Workers, WorkersConfig};
pub use sync_shops::SyncShops;
pub use task::{Progress, Task, TaskError};
pub use tasks::{
    DispatchEvents, DoBulkJobs, KeepHouse, KeepLabels, KeepRfm, RefreshSegments, SendMessages, SettleLeftOver,
    StartCampaigns, TakeInImports, TidyImports,
};
