//! The metrics of this process.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the histograms' buckets.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

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
            let builder = PrometheusBuilder::new();
            // Buckets add up over nodes; without any, histograms would be summaries, which do not.
            let builder = builder.set_buckets(SECONDS).unwrap_or_else(|_| PrometheusBuilder::new());
            let recorder = builder.build_recorder();
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
