//! Looks whether a test leaves work behind.

use growffinity_campaigns::StopFlag;
use growffinity_server::wiring::App;
use growffinity_worker::Progress;

/// Tasks whose work a test may always leave: events wait to be passed on after every write, and the house can always be
/// kept better. The first order of a shop makes scores due.
const ALWAYS_ALLOWED: [&str; 5] = ["dispatch_events", "keep_house", "tidy_imports", "keep_rfm", "forget_deliveries"];

/// The names of tasks that found work. On a thread and runtime of its own, as it is asked for while dropping.
pub(super) fn left_over(app: &App) -> Vec<&'static str> {
    let tasks = app.tasks();
    let looking = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut found = Vec::new();
            for task in tasks.iter().filter(|task| !ALWAYS_ALLOWED.contains(&task.name())) {
                if task.turn(&StopFlag::default()).await.expect("due work can be looked for") != Progress::Idle {
                    found.push(task.name());
                }
            }
            found
        })
    });
    looking.join().expect("looking for due work does not panic")
}
