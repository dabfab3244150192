//! Keeping an upload as it comes.

use std::{fs, io, path::Path as FilePath};

use chrono::{DateTime, Utc};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use futures::{StreamExt, stream::BoxStream};
use growffinity_customers::imports::ports::KeepFileError;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart, path::Path};

use crate::store::trouble;

/// What is written at once; S3 takes no smaller parts.
const PART: usize = 5 * 1024 * 1024;

/// Keeps what `chunks` brings at `path`, and answers how many bytes were written.
pub(crate) async fn keep(
    objects: &dyn ObjectStore,
    path: &Path,
    chunks: BoxStream<'_, io::Result<Vec<u8>>>,
    most: u64,
) -> Result<u64, KeepFileError> {
    let upload = objects.put_multipart(path).await.map_err(trouble)?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
    match write(&mut upload, chunks, most).await {
        Ok(written) => {
            upload.finish().await.map_err(trouble)?;
            Ok(written)
        }
        Err(error) => {
            if let Err(left) = upload.abort().await {
                tracing::warn!(error = %left, "an upload that broke off could not be cleared away");
            }
            Err(error)
        }
    }
}

async fn write(
    upload: &mut WriteMultipart,
    mut chunks: BoxStream<'_, io::Result<Vec<u8>>>,
    most: u64,
) -> Result<u64, KeepFileError> {
    let mut text = Text::Unknown(Vec::new());
    let (mut read, mut written) = (0_u64, 0_u64);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(KeepFileError::BrokenOff)?;
        read = read.saturating_add(length(&chunk));
        if read > most {
            return Err(KeepFileError::TooLarge { limit: most });
        }
        let bytes = text.take(chunk, false);
        written += length(&bytes);
        upload.wait_for_capacity(1).await.map_err(trouble)?;
        upload.write(&bytes);
    }
    let rest = text.take(Vec::new(), true);
    upload.write(&rest);
    Ok(written + length(&rest))
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The text of an upload. Its first two bytes tell UTF-16, which becomes UTF-8: rows are looked for byte by byte.
enum Text {
    Unknown(Vec<u8>),
    Plain,
    Utf16(Box<Decoder>),
}

impl Text {
    fn take(&mut self, chunk: Vec<u8>, last: bool) -> Vec<u8> {
        match self {
            Self::Plain => chunk,
            Self::Utf16(decoder) => decoded(decoder, &chunk, last),
            Self::Unknown(start) => {
                let mut start = std::mem::take(start);
                start.extend_from_slice(&chunk);
                if start.len() < 2 && !last {
                    *self = Self::Unknown(start);
                    return Vec::new();
                }
                let encoding = match start.get(..2) {
                    Some([0xFF, 0xFE]) => Some(UTF_16LE),
                    Some([0xFE, 0xFF]) => Some(UTF_16BE),
                    _ => None,
                };
                match encoding {
                    None => {
                        *self = Self::Plain;
                        start
                    }
                    Some(encoding) => {
                        let mut decoder = Box::new(encoding.new_decoder_without_bom_handling());
                        let text = decoded(&mut decoder, start.get(2..).unwrap_or_default(), last);
                        *self = Self::Utf16(decoder);
                        text
                    }
                }
            }
        }
    }
}

fn decoded(decoder: &mut Decoder, mut bytes: &[u8], last: bool) -> Vec<u8> {
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3));
    loop {
        let (result, read, _) = decoder.decode_to_string(bytes, &mut text, last);
        bytes = bytes.get(read..).unwrap_or_default();
        match result {
            CoderResult::InputEmpty => return text.into_bytes(),
            CoderResult::OutputFull => text.reserve(bytes.len() * 3 + 16),
        }
    }
}

/// Removes what uploads left half written before `before`; what can't be removed now is tried again.
pub(crate) fn remove_half_written(folder: &FilePath, before: DateTime<Utc>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_half = entry.file_name().to_string_lossy().contains('#');
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        if is_half && modified.is_ok_and(|modified| DateTime::<Utc>::from(modified) < before) {
            // Another node may have been faster.
            let _ = fs::remove_file(entry.path());
        }
    }
}
