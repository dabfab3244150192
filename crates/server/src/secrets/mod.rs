//! The keys that secrets are encrypted under: from the configuration, or a file of our own for trying out.

mod addresses;
mod cipher;
mod key_file;
mod stores;
mod tracking;

use std::{fmt, path::PathBuf, sync::Arc};

use anyhow::{Context, bail};
use growffinity_campaigns::tracking::TrackingKeys;
use growffinity_kernel::Random;
use growffinity_postgres::AddressKeys;

pub use self::{cipher::AeadCipher, stores::StoreSeal};
use crate::config::Config;

/// A key: 256 bits.
type Key = [u8; 32];

/// The cipher, and where its keys came from.
#[derive(Clone)]
pub struct Secrets {
    /// Encrypts under the first key and decrypts under any.
    pub cipher: Arc<AeadCipher>,
    /// What suppressed addresses are hashed with: keys made of the same ones.
    pub addresses: AddressKeys,
    /// What links in messages are signed with: keys made of the same ones.
    pub tracking: TrackingKeys,
    own_file: Option<PathBuf>,
}

impl Secrets {
    /// The configured keys; without any, the one in the data folder, which is made when it is not there.
    ///
    /// # Errors
    /// When a key is none, or its file can't be read or made.
    pub(crate) fn open(config: &Config, random: Arc<dyn Random>) -> anyhow::Result<Self> {
        let configured = match (&config.secrets.key, &config.secrets.key_file) {
            (Some(_), Some(_)) => bail!("secrets.key and secrets.key_file are both set; one of them does"),
            (Some(keys), None) => Some(("secrets.key", keys.expose().to_owned())),
            (None, Some(path)) => {
                let read = std::fs::read_to_string(path);
                Some(("secrets.key_file", read.with_context(|| format!("secrets.key_file: {}", path.display()))?))
            }
            (None, None) => None,
        };
        let (from, text, own_file) = if let Some((from, text)) = configured {
            (from, text, None)
        } else {
            let path = config.data_dir.join("secret.key");
            let text = key_file::read_or_make(&path, &*random)
                .with_context(|| format!("the key that secrets are encrypted under: {}", path.display()))?;
            ("secret.key", text, Some(path))
        };
        let keys = parse(&text).with_context(|| from.to_owned())?;
        let cipher = AeadCipher::new(&keys, random).context("no key is given")?;
        let addresses = addresses::derive(&keys).context("no key is given")?;
        let tracking = tracking::derive(&keys).context("no key is given")?;
        Ok(Self { cipher: Arc::new(cipher), addresses, tracking, own_file })
    }

    /// Says at start when the key is one that this machine made for itself.
    pub(crate) fn announce(&self) {
        if let Some(file) = &self.own_file {
            tracing::warn!(file = %file.display(), "secrets.key is not set: encrypting under a key of this machine's own");
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("own_file", &self.own_file).finish_non_exhaustive()
    }
}

/// Keys in hexadecimal, parted by commas or line ends; what follows a `#` is a comment.
fn parse(text: &str) -> anyhow::Result<Vec<Key>> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let words = lines.flat_map(|line| line.split(',')).map(str::trim).filter(|word| !word.is_empty());
    // The number, not the text: a key with a slip in it is nearly a secret.
    let key = |(number, word)| from_hex(word).with_context(|| format!("key {number} is not 64 hexadecimal digits"));
    (1..).zip(words).map(key).collect()
}

fn from_hex(word: &str) -> Option<Key> {
    let digits = word.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn keys_are_read_from_lists_and_files_and_a_slip_is_told_without_the_key() {
        let (one, two) = ("00".repeat(32), "fF".repeat(32));
        let both = vec![[0; 32], [255; 32]];
        for text in [format!("{one},{two}"), format!("# of May\n{one}\n\n {two}  # the old one\n")] {
            assert_eq!(parse(&text).unwrap(), both);
        }
        assert_eq!(parse("").unwrap(), Vec::<[u8; 32]>::new());
        for wrong in ["zz".repeat(32), "ab".repeat(31), "ab".repeat(33), "é".repeat(32)] {
            let error = parse(&format!("{one},{wrong}")).unwrap_err().to_string();
            assert_eq!(error, "key 2 is not 64 hexadecimal digits");
        }
    }
}
