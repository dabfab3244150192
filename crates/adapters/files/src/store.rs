//! [`ImportFiles`] over an object store.

use std::{
    io,
    path::Path as FilePath,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::{TryStreamExt, stream::BoxStream};
use growffinity_customers::imports::{
    Encoding, Format, Position,
    ports::{FileError, Head, ImportFiles, KeepFileError, Rows},
};
use growffinity_kernel::StoreError;
use object_store::{Error as ObjectError, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};

use crate::{keep, lines::JsonLines, look, table::Table, window::Window};

/// Below which imports lie.
const FOLDER: &str = "imports";

/// Files in an object store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: Arc<FilePath>,
    objects: Arc<OnceLock<Arc<dyn ObjectStore>>>,
}

impl FileStore {
    /// Files in a folder of this machine, which is made when the first file is kept.
    pub fn local(folder: &FilePath) -> Self {
        Self { folder: folder.into(), objects: Arc::default() }
    }

    fn objects(&self) -> Result<&Arc<dyn ObjectStore>, StoreError> {
        if let Some(objects) = self.objects.get() {
            return Ok(objects);
        }
        std::fs::create_dir_all(self.folder.join(FOLDER)).map_err(StoreError::unavailable)?;
        let objects = LocalFileSystem::new_with_prefix(&self.folder).map_err(trouble)?;
        Ok(self.objects.get_or_init(|| Arc::new(objects.with_fsync(true))))
    }
}

fn path_of(name: &str) -> Path {
    Path::from_iter([FOLDER, name])
}

pub(crate) fn trouble(error: ObjectError) -> StoreError {
    StoreError::unavailable(error)
}

fn file_trouble(error: ObjectError) -> FileError {
    match error {
        ObjectError::NotFound { .. } => FileError::Gone,
        other => FileError::Store(trouble(other)),
    }
}

#[async_trait]
impl ImportFiles for FileStore {
    async fn keep(
        &self,
        name: &str,
        chunks: BoxStream<'_, io::Result<Vec<u8>>>,
        most: u64,
    ) -> Result<u64, KeepFileError> {
        keep::keep(self.objects()?.as_ref(), &path_of(name), chunks, most).await
    }

    async fn look(&self, name: &str, format: Option<Format>, encoding: Option<Encoding>) -> Result<Head, FileError> {
        let path = path_of(name);
        let size = self.objects()?.head(&path).await.map_err(file_trouble)?.size;
        let sample = match size.min(look::SAMPLE) {
            0 => bytes::Bytes::new(),
            length => self.objects()?.get_range(&path, 0..length).await.map_err(file_trouble)?,
        };
        look::look(&sample, size <= look::SAMPLE, format, encoding).map_err(FileError::Unfit)
    }

    async fn rows(&self, name: &str, head: &Head, from: Position) -> Result<Box<dyn Rows>, FileError> {
        let path = path_of(name);
        let size = self.objects()?.head(&path).await.map_err(file_trouble)?.size;
        let window = Window::new(Arc::clone(self.objects()?), path, size, from);
        Ok(match head.format {
            Format::Csv => Box::new(Table::new(window, head)),
            Format::Ndjson => Box::new(JsonLines::new(window)),
        })
    }

    async fn remove(&self, name: &str) -> Result<(), StoreError> {
        match self.objects()?.delete(&path_of(name)).await {
            Ok(()) | Err(ObjectError::NotFound { .. }) => Ok(()),
            Err(error) => Err(trouble(error)),
        }
    }

    async fn kept_before(&self, before: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let folder = self.folder.join(FOLDER);
        // What a killed process left half written is in no listing of the object store.
        tokio::task::spawn_blocking(move || keep::remove_half_written(&folder, before))
            .await
            .map_err(StoreError::unexpected)?;
        let prefix = Path::from(FOLDER);
        let all: Vec<_> = self.objects()?.list(Some(&prefix)).try_collect().await.map_err(trouble)?;
        let old = all.into_iter().filter(|file| file.last_modified < before);
        Ok(old.filter_map(|file| file.location.filename().map(str::to_owned)).collect())
    }
}
