//! The mailer that writes messages to a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use growffinity_campaigns::{
    mail::{Delivery, Mail},
    ports::Mailer,
};
use growffinity_kernel::Clock;

use crate::mime;

/// Writes each message to `<message-id>.eml`; the same message is the same file, so none is there twice.
pub struct FileMailer {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    temporaries: AtomicU64,
}

impl FileMailer {
    /// A mailer for `folder`, which is made when the first message comes. `clock` dates the messages.
    pub fn new(folder: impl Into<PathBuf>, clock: Arc<dyn Clock>) -> Self {
        Self { folder: folder.into(), clock, temporaries: AtomicU64::new(0) }
    }
}

#[async_trait]
impl Mailer for FileMailer {
    async fn deliver(&self, mail: &Mail) -> Delivery {
        let name = file_name(&mail.message_id);
        let content = mime::build(mail, self.clock.now());
        let path = self.folder.join(&name);
        let serial = self.temporaries.fetch_add(1, Ordering::Relaxed);
        let temporary = self.folder.join(format!(".{name}.{}.{serial}.tmp", std::process::id()));
        let shown = path.display().to_string();
        match tokio::task::spawn_blocking(move || write(&path, &temporary, content.as_bytes())).await {
            Ok(Ok(())) => Delivery::Accepted { response: format!("written to {shown}") },
            Ok(Err(error)) => Delivery::Deferred { reason: format!("can't write {shown}: {error}") },
            // The rename may have been done.
            Err(error) => Delivery::Uncertain { reason: format!("writing {shown} was broken off: {error}") },
        }
    }
}

/// By way of a temporary file, so that a reader never sees half a message.
fn write(path: &Path, temporary: &Path, content: &[u8]) -> io::Result<()> {
    let written = match fs::write(temporary, content) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = temporary.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(temporary, content)
        }
        other => other,
    };
    written.and_then(|()| fs::rename(temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(temporary);
    })
}

/// A name that stays in the folder. An id that had to be changed or cut gets a digest of the whole, so that two ids
/// never share a file.
fn file_name(message_id: &str) -> String {
    const LONGEST: usize = 150;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let plain = !message_id.is_empty()
        && message_id.len() <= LONGEST
        && !message_id.starts_with('.')
        && message_id.chars().all(fits);
    if plain {
        return format!("{message_id}.eml");
    }
    let safe: String = message_id.chars().take(LONGEST).map(|c| if fits(c) { c } else { '_' }).collect();
    format!("_{safe}.{:016x}.eml", digest(message_id.as_bytes()))
}

/// FNV-1a, 64 bits: the same on every platform and in every version.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_stay_in_the_folder_and_apart() {
        assert_eq!(file_name("c1.m2@shop.example.com"), "c1.m2@shop.example.com.eml");
        for id in ["../../etc/passwd", "/etc/passwd", "a/b", "..", "", "a\0b", "ä", &"x".repeat(400)] {
            let name = file_name(id);
            assert!(name.len() < 250 && !name.starts_with('.') && !name.contains(['/', '\0']), "{name}");
        }
        assert_ne!(file_name("a/b"), file_name("a:b"));
        assert_ne!(file_name(&"x".repeat(400)), file_name(&"x".repeat(401)));
    }
}
