//! A form with a file, received part by part: the file goes where files are kept, the rest are parameters.

use std::{cell::RefCell, io};

use futures::{StreamExt as _, TryStreamExt as _};
use growffinity_customers::imports::Imports;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::rest::{
    ApiError, Upload, catalogue,
    extract::finish,
    params::{FromParams, Reader},
    php_query::PhpArray,
    upload::refusal,
};

/// A parameter of a form has at most so many bytes.
const LONGEST_FIELD: usize = 256 * 1024;
/// A form has at most so many parts.
const MOST_PARTS: usize = 100;
/// Parameters that are JSON when they look like it.
const JSON: [&str; 3] = ["mapping", "consent", "tags"];

/// A form, received.
#[derive(Default)]
pub(super) struct Form {
    text: String,
    pub(super) file: Option<KeptFile>,
}

/// The file of a form.
pub(super) struct KeptFile {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) file_name: String,
}

impl Form {
    /// Receives `upload`. When it can't be, its file is not kept.
    pub(super) async fn receive(upload: &mut Upload, imports: &Imports) -> Result<Self, ApiError> {
        let mut form = Self::default();
        let Err(error) = form.fill(upload, imports).await else { return Ok(form) };
        form.discard(imports).await;
        Err(error)
    }

    async fn fill(&mut self, upload: &mut Upload, imports: &Imports) -> Result<(), ApiError> {
        let Some(mut parts) = upload.parts()? else { return Ok(()) };
        let mut count = 0;
        while let Some(mut part) = parts.next_field().await.map_err(|error| refusal(&error))? {
            count += 1;
            if count > MOST_PARTS {
                let words = format!("The form has more than {MOST_PARTS} parts.");
                return Err(ApiError::new(catalogue::INVALID_PARAM).saying(words));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                if self.file.is_some() {
                    return Err(ApiError::new(catalogue::INVALID_PARAM).saying("The form has two files."));
                }
                let file_name: String = part.file_name().unwrap_or_default().chars().take(200).collect();
                let chunks = part.map_ok(|piece| piece.to_vec()).map_err(as_io);
                let (name, bytes) = imports.keep(chunks.boxed()).await?;
                self.file = Some(KeptFile { name, bytes, file_name: file_name.replace('\0', "") });
                self.add("file", "1");
                continue;
            }
            let mut value = Vec::new();
            while let Some(piece) = part.chunk().await.map_err(|error| refusal(&error))? {
                value.extend_from_slice(&piece);
                if value.len() > LONGEST_FIELD {
                    return Err(ApiError::new(catalogue::BODY_TOO_LARGE).with("limit", LONGEST_FIELD));
                }
            }
            self.add(&name, &String::from_utf8_lossy(&value));
        }
        Ok(())
    }

    /// Brackets in names mean what they mean in every form.
    fn add(&mut self, name: &str, value: &str) {
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        self.text.extend([encoded(name).as_str(), "=", encoded(value).as_str(), "&"]);
    }

    /// The parameters, from the form or else from the query string.
    pub(super) fn read<T: FromParams>(&self, upload: &Upload) -> Result<T, ApiError> {
        let mut members = PhpArray::parse(self.text.as_bytes()).to_map();
        for name in JSON {
            decode(&mut members, name)?;
        }
        let faults = RefCell::default();
        let mut reader = Reader::new(Some(&members), Some(&upload.query), upload.site.timezone, &faults);
        let read = T::read(&mut reader);
        finish(read, faults.into_inner())
    }

    /// Removes the file, if there is one.
    pub(super) async fn discard(&self, imports: &Imports) {
        if let Some(file) = &self.file
            && let Err(error) = imports.discard(&file.name).await
        {
            tracing::warn!(%error, "an upload could not be removed; it will be later");
        }
    }
}

fn decode(members: &mut Map<String, Value>, name: &str) -> Result<(), ApiError> {
    let Some(Value::String(text)) = members.get(name) else { return Ok(()) };
    if !text.trim_start().starts_with(['{', '[']) {
        return Ok(());
    }
    let value = serde_json::from_str(text).map_err(|_| {
        let error = ApiError::new(catalogue::INVALID_JSON);
        error.saying(format!("{name} is not JSON."))
    })?;
    members.insert(name.to_owned(), value);
    Ok(())
}

fn as_io(error: multer::Error) -> io::Error {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
