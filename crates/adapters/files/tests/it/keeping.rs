//! Uploads: whole or not at all.

use std::{io, time::Duration};

use futures::{StreamExt, stream};
use growffinity_customers::imports::ports::{ImportFiles, KeepFileError};

use crate::Files;

#[expect(clippy::unnecessary_wraps, reason = "a stream gives results")]
fn chunk(size: usize) -> io::Result<Vec<u8>> {
    Ok(vec![b'x'; size])
}

/// Clearing away is left to another thread: looks until the folder is empty.
async fn assert_nothing_is_left(files: &Files) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while !files.left().is_empty() {
        assert!(tokio::time::Instant::now() < deadline, "{:?} is left", files.left());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let files = Files::open();
    let broken = || Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"));
    let chunks = stream::iter([chunk(6_000_000), chunk(6_000_000), broken()]);
    let kept = files.store.keep("f", chunks.boxed(), u64::MAX).await;
    assert!(matches!(kept, Err(KeepFileError::BrokenOff(_))), "{kept:?}");
    assert_nothing_is_left(&files).await;
}

#[tokio::test]
async fn an_upload_whose_caller_hangs_up_leaves_nothing() {
    let files = Files::open();
    let chunks = stream::iter([chunk(6_000_000)]).chain(stream::pending());
    let kept = tokio::time::timeout(Duration::from_millis(300), files.store.keep("f", chunks.boxed(), u64::MAX));
    assert!(kept.await.is_err(), "it was still under way");
    assert_nothing_is_left(&files).await;
}

#[tokio::test]
async fn an_upload_over_the_limit_leaves_nothing() {
    let files = Files::open();
    let kept = files.store.keep("f", stream::iter([chunk(600), chunk(600)]).boxed(), 1_000).await;
    assert!(matches!(kept, Err(KeepFileError::TooLarge { limit: 1_000 })), "{kept:?}");
    assert_nothing_is_left(&files).await;
}

#[tokio::test]
async fn old_files_are_named_and_half_written_ones_go() {
    let files = Files::open();
    files.keep(b"a,b\n1,2\n").await;
    std::fs::write(files.folder.path().join("imports/left#1"), "half").unwrap();
    let past = "2020-01-01T00:00:00Z".parse().unwrap();
    assert!(files.store.kept_before(past).await.unwrap().is_empty());
    assert_eq!(files.left().len(), 2, "both are young");
    let future = "2100-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(files.store.kept_before(future).await.unwrap(), ["f"]);
    assert_eq!(files.left(), ["f"]);
    files.store.remove("f").await.unwrap();
    files.store.remove("f").await.unwrap();
    assert!(files.left().is_empty());
}
