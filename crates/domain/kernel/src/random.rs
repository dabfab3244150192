//! Randomness comes in through a port, like time.

use std::time::Duration;

use uuid::Uuid;

/// Gives random bytes fit for secrets.
///
/// An implementer MUST draw from the operating system's cryptographic source; only tests may be predictable.
pub trait Random: Send + Sync {
    /// Fills `bytes` with random bytes.
    fn fill(&self, bytes: &mut [u8]);

    /// A random (version 4) UUID.
    fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// `pause` times three to five quarters, so that many who wait do not come at once.
    fn jittered(&self, pause: Duration) -> Duration {
        let mut byte = [0];
        self.fill(&mut byte);
        let [byte] = byte;
        pause * 3 / 4 + pause * u32::from(byte) / 512
    }
}
