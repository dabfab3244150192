//! Bodies that are taken as they come: forms with a file.

use std::{io, time::Duration};

use actix_web::{
    http::header::{self, HeaderMap},
    web::{self, Bytes},
};
use futures::{StreamExt as _, stream::BoxStream};
use growffinity_kernel::Site;
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::{
    ApiError, catalogue,
    extract::{Description, FromRequest},
    request::RestRequest,
    transport::DRAINED,
};
use crate::state::State;

/// Pieces of a body that wait to be taken.
const WAITING: usize = 8;

/// A body on its way.
pub struct RawUpload {
    content_type: String,
    pieces: mpsc::Receiver<io::Result<Bytes>>,
}

/// Whether the headers announce a form with parts.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"))
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

impl RawUpload {
    /// Takes `payload` piece by piece, each of which may take `patience`, as fast as someone asks for them. What nobody
    /// asks for is read on for a while, so that its sender gets to read the answer.
    pub fn begin(mut payload: web::Payload, headers: &HeaderMap, patience: Duration) -> Self {
        let content_type = content_type(headers).unwrap_or_default().to_owned();
        let (sender, pieces) = mpsc::channel(WAITING);
        actix_web::rt::spawn(async move {
            let mut drained = 0;
            loop {
                let piece = match tokio::time::timeout(patience, payload.next()).await {
                    Ok(None) => break,
                    Ok(Some(Ok(piece))) => Ok(piece),
                    Ok(Some(Err(error))) => Err(io::Error::new(io::ErrorKind::ConnectionAborted, error.to_string())),
                    Err(_) => Err(io::ErrorKind::TimedOut.into()),
                };
                let (length, is_last) = (piece.as_ref().map_or(0, Bytes::len), piece.is_err());
                if sender.is_closed() || sender.send(piece).await.is_err() {
                    drained += length;
                }
                if is_last || drained > DRAINED {
                    break;
                }
            }
        });
        Self { content_type, pieces }
    }
}

/// The form that a caller sends, read by the handler part by part.
pub struct Upload {
    raw: Option<RawUpload>,
    /// Parameters of the query string.
    pub query: Map<String, Value>,
    /// Zone and currency.
    pub site: Site,
}

impl Upload {
    /// The parts of the form; `None` when the body is none.
    ///
    /// # Errors
    /// When the form has no boundary.
    pub fn parts(&mut self) -> Result<Option<multer::Multipart<'static>>, ApiError> {
        let Some(raw) = self.raw.take() else { return Ok(None) };
        let boundary = multer::parse_boundary(&raw.content_type).map_err(|error| refusal(&error))?;
        let pieces: BoxStream<'static, io::Result<Bytes>> =
            futures::stream::unfold(raw.pieces, |mut pieces| async { Some((pieces.recv().await?, pieces)) }).boxed();
        Ok(Some(multer::Multipart::new(pieces, boundary)))
    }
}

/// The answer to a form that can't be read.
pub fn refusal(error: &multer::Error) -> ApiError {
    let timed_out = |error: &multer::Error| match error {
        multer::Error::StreamReadFailed(cause) => {
            cause.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut)
        }
        _ => false,
    };
    if timed_out(error) {
        return catalogue::BODY_TIMEOUT.into();
    }
    ApiError::new(catalogue::INVALID_PARAM).saying(format!("The form could not be read: {error}."))
}

impl FromRequest for Upload {
    fn extract(request: &RestRequest, app: &std::sync::Arc<State>) -> Result<Self, ApiError> {
        let raw = request.upload.lock().ok().and_then(|mut upload| upload.take());
        Ok(Self { raw, query: request.query_values.clone(), site: app.site })
    }

    fn describe(description: &mut Description) {
        description.takes_upload = true;
        description.codes.extend([catalogue::INVALID_PARAM, catalogue::BODY_TIMEOUT, catalogue::BODY_TOO_LARGE]);
    }
}
