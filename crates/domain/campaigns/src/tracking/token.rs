//! Signed tokens: whom a message went to, in a link, so that a forged one is refused without looking anything up.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use growffinity_kernel::{CampaignId, CustomerId, MessageId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Whom a message went to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Recipient {
    /// The campaign.
    pub campaign: CampaignId,
    /// The message in the send ledger.
    pub message: MessageId,
    /// Who was written to, then.
    pub customer: CustomerId,
}

/// What a token is good for; one made for one purpose is forged for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The picture that shows that a message was opened.
    Open,
    /// A link that was followed.
    Click,
    /// The page, and the address for mail programs, to get no more mail.
    Unsubscribe,
    /// The page of what one wants to get.
    Preferences,
}

impl Purpose {
    const fn tag(self) -> u8 {
        match self {
            Self::Open => b'o',
            Self::Click => b'c',
            Self::Unsubscribe => b'u',
            Self::Preferences => b'p',
        }
    }
}

/// The longest address that a link is rewritten for; longer ones are left as they are.
pub const LONGEST_LINK: usize = 2_000;

/// The longest token that is looked at.
const LONGEST: usize = 3_000;

/// Half of SHA-256: nobody finds one of 2¹²⁸ by trying.
const SIGNATURE: usize = 16;

/// The keys that tokens are signed with. The first signs; all are taken, so that links in old messages hold when the key
/// changes.
#[derive(Clone)]
pub struct TrackingKeys(Vec<[u8; 32]>);

impl TrackingKeys {
    /// These keys; `None` without any.
    pub fn new(keys: Vec<[u8; 32]>) -> Option<Self> {
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The token of `recipient` for `purpose`, with a link for [`Purpose::Click`]: letters, digits, `-` and `_`.
    pub fn sign(&self, purpose: Purpose, recipient: &Recipient, link: Option<(u32, &str)>) -> String {
        let mut bytes = Vec::with_capacity(64);
        for id in [recipient.campaign.get(), recipient.message.get(), recipient.customer.get()] {
            push(&mut bytes, id.unsigned_abs());
        }
        if let Some((links, address)) = link {
            push(&mut bytes, u64::from(links));
            bytes.extend_from_slice(address.as_bytes());
        }
        let signature = self.0.first().map(|key| signature(key, purpose, &bytes)).unwrap_or_default();
        bytes.extend_from_slice(&signature);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whom a token for `purpose` is of; `None` when we did not sign it.
    pub fn recipient(&self, purpose: Purpose, token: &str) -> Option<Recipient> {
        let bytes = self.opened(purpose, token)?;
        let (recipient, rest) = recipient(&bytes)?;
        rest.is_empty().then_some(recipient)
    }

    /// Whom a token of a link is of, how many links its message had, and where it leads; `None` when we did not sign it.
    pub fn link(&self, token: &str) -> Option<(Recipient, u32, String)> {
        let bytes = self.opened(Purpose::Click, token)?;
        let (recipient, rest) = recipient(&bytes)?;
        let (links, address) = pop(rest)?;
        Some((recipient, u32::try_from(links).ok()?, String::from_utf8(address.to_vec()).ok()?))
    }

    fn opened(&self, purpose: Purpose, token: &str) -> Option<Vec<u8>> {
        if token.len() > LONGEST {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let signed = bytes.split_off(bytes.len().checked_sub(SIGNATURE)?);
        let is_ours = |key| bool::from(signature(key, purpose, &bytes).ct_eq(&signed));
        self.0.iter().any(is_ours).then_some(bytes)
    }
}

impl std::fmt::Debug for TrackingKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrackingKeys").field("keys", &self.0.len()).finish_non_exhaustive()
    }
}

fn signature(key: &[u8; 32], purpose: Purpose, bytes: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(&[purpose.tag()]);
    mac.update(bytes);
    mac.finalize().into_bytes().iter().copied().take(SIGNATURE).collect()
}

fn recipient(bytes: &[u8]) -> Option<(Recipient, &[u8])> {
    let (campaign, rest) = pop(bytes)?;
    let (message, rest) = pop(rest)?;
    let (customer, rest) = pop(rest)?;
    let id = |number: u64| i64::try_from(number).ok();
    let recipient = Recipient {
        campaign: CampaignId::new(id(campaign)?)?,
        message: MessageId::new(id(message)?)?,
        customer: CustomerId::new(id(customer)?)?,
    };
    Some((recipient, rest))
}

/// Seven bits a byte, the lowest first; the highest bit says that there are more.
fn push(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

fn pop(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PURPOSES: [Purpose; 4] = [Purpose::Open, Purpose::Click, Purpose::Unsubscribe, Purpose::Preferences];

    fn recipient(campaign: i64, message: i64, customer: i64) -> Recipient {
        Recipient {
            campaign: CampaignId::new(campaign).unwrap(),
            message: MessageId::new(message).unwrap(),
            customer: CustomerId::new(customer).unwrap(),
        }
    }

    fn keys(first: u8) -> TrackingKeys {
        TrackingKeys::new(vec![[first; 32], [9; 32]]).unwrap()
    }

    #[test]
    fn a_key_that_was_replaced_is_still_taken_and_a_stranger_is_not() {
        let token = keys(9).sign(Purpose::Open, &recipient(1, 2, 3), None);
        assert_eq!(keys(1).recipient(Purpose::Open, &token), Some(recipient(1, 2, 3)));
        let own = keys(1).sign(Purpose::Open, &recipient(1, 2, 3), None);
        assert_eq!(keys(2).recipient(Purpose::Open, &own), None);
        assert!(TrackingKeys::new(Vec::new()).is_none());
    }

    #[test]
    fn a_token_is_good_for_one_purpose() {
        for made in PURPOSES {
            let token = keys(1).sign(made, &recipient(5, 6, 7), None);
            for asked in PURPOSES {
                assert_eq!(keys(1).recipient(asked, &token).is_some(), made == asked, "{made:?} {asked:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_signed_comes_back(
            ids in [1..=i64::MAX, 1..=i64::MAX, 1..=i64::MAX], links in 0..500_u32, address in "https?://\\PC{0,80}",
        ) {
            let recipient = recipient(ids[0], ids[1], ids[2]);
            let token = keys(1).sign(Purpose::Click, &recipient, Some((links, &address)));
            prop_assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
            prop_assert_eq!(keys(1).link(&token), Some((recipient, links, address)));
        }

        #[test]
        fn what_was_changed_anywhere_is_forged(at in 0..400_usize, with in "[A-Za-z0-9_-]") {
            let token = keys(1).sign(Purpose::Click, &recipient(1, 200, 3000), Some((2, "https://shop.example.com/a")));
            let at = at % token.len();
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            prop_assume!(changed != token);
            prop_assert_eq!(keys(1).link(&changed), None);
        }

        #[test]
        fn any_text_does_no_harm(text in "\\PC{0,200}") {
            prop_assert_eq!(keys(1).link(&text), None);
            prop_assert_eq!(keys(1).recipient(Purpose::Open, &text), None);
        }
    }
}
