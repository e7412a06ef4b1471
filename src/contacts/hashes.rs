//! Numbers that stand on a list as keyed hashes, so that the list gives nobody away.
//!
//! Hashed is the number in E.164 with its plus and nothing else, in ASCII: HMAC-SHA256 (RFC 2104, FIPS 180-4).
//! A list proves its key by one entry: the hash of [`CHECK`], a number that nobody has.
//!
//! | key | number | HMAC-SHA256 |
//! |---|---|---|
//! | `exodial-test-key` | `+910000000001` | `665c928b98c0c1526f5858e84507eee969c658052c1ed2e3f6f27eba7ee29da4` |
//! | `exodial-test-key` | `+910000999999` | `8c3893a0e97218af683ad541835ac60da86a25fedbaec5852afc2e6393fe4228` |

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::campaign::Number;

/// The number whose hash every hashed list holds, `+910000999999`: without it a list that was made with another
/// key would protect nobody, and nobody would know.
pub const CHECK: Number = Number::SIMULATOR_LAST;

/// A hash, as a list holds it.
pub type Hash = [u8; 32];

/// The key of hashed lists. Printing one shows nothing of it.
#[derive(Clone)]
pub struct HashKey(Hmac<Sha256>);

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(***)")
    }
}

impl HashKey {
    /// A key of these bytes; nothing when there are none.
    pub fn new(key: &[u8]) -> Option<HashKey> {
        let mac = Hmac::new_from_slice(key).ok().filter(|_| !key.is_empty())?;
        Some(HashKey(mac))
    }

    /// The hash of a number.
    pub fn hash(&self, number: Number) -> Hash {
        let mut mac = self.0.clone();
        mac.update(number.e164().as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Reads a hash: 64 hexadecimal digits.
pub(super) fn parse(text: &str) -> Option<Hash> {
    let digits = text.trim().as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
        let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_above_is_true() {
        let key = HashKey::new(b"exodial-test-key").expect("it is not empty");
        let first = Number::from_digits(910_000_000_001).expect("it has 12 digits");
        for (number, hash) in [
            (
                first,
                "665c928b98c0c1526f5858e84507eee969c658052c1ed2e3f6f27eba7ee29da4",
            ),
            (
                CHECK,
                "8C3893A0E97218AF683AD541835AC60DA86A25FEDBAEC5852AFC2E6393FE4228",
            ),
        ] {
            assert_eq!(parse(hash), Some(key.hash(number)));
        }
        assert_eq!(format!("{key:?}"), "HashKey(***)");
        assert!(HashKey::new(b"").is_none());
        for bad in ["", "+910000000001", &"0".repeat(63), &"g".repeat(64)] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
