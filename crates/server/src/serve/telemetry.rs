//! The metrics of this process.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// What `/metrics` shows.
#[derive(Clone)]
pub(super) struct Recorder {
    handle: PrometheusHandle,
    started: Instant,
}

/// The recorder, made once a process.
pub(super) fn recorder() -> Arc<Recorder> {
    static RECORDER: OnceLock<Arc<Recorder>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Someone else's recorder was first only when this crate is linked into another program: keep theirs.
            let _ = metrics::set_global_recorder(recorder);
            metrics::gauge!("growffinity_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
            Arc::new(Recorder { handle, started: Instant::now() })
        })
        .clone()
}

/// All metrics in Prometheus's text form.
pub(super) fn text(recorder: &Recorder) -> String {
    metrics::gauge!("growffinity_uptime_seconds").set(recorder.started.elapsed().as_secs_f64());
    // Nobody else drains the histograms.
    recorder.handle.run_upkeep();
    recorder.handle.render()
}
