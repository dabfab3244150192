//! Removing what is no longer needed: files of imports that have ended, uploads nobody used, imports of long ago.

use chrono::TimeDelta;
use growffinity_kernel::StoreError;

use super::Imports;

/// Files removed in one turn.
const FILES_A_TURN: u32 = 100;

impl Imports {
    /// Removes what is no longer needed, and answers how many files and imports that were.
    ///
    /// # Errors
    /// When the store or the files fail; the rest is done another time.
    pub async fn tidy_up(&self) -> Result<u64, StoreError> {
        let mut removed = 0;
        for (import, file) in self.store.ended_with_file(FILES_A_TURN).await? {
            self.files.remove(&file).await?;
            self.store.file_removed(import).await?;
            removed += 1;
        }
        let now = self.clock.now();
        let old = self.files.kept_before(now - TimeDelta::days(1)).await?;
        let known = self.store.known_files(&old).await?;
        for file in old.iter().filter(|file| !known.contains(file)) {
            self.files.remove(file).await?;
            removed += 1;
        }
        Ok(removed + self.store.forget(now - self.config.keep).await?)
    }
}
