//! Sealing bytes under a 256-bit key: XChaCha20-Poly1305 with a random 192-bit nonce, the header bound in.

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use doorward_domain::Random;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Length of a nonce in bytes.
pub(super) const NONCE: usize = 24;

/// The key of a cache file. Wiped when dropped; printing it is impossible.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct SealKey([u8; 32]);

impl SealKey {
    pub(super) fn random(random: &dyn Random) -> Self {
        let mut key = Self([0; 32]);
        random.fill(&mut key.0);
        key
    }

    /// `None` unless there are exactly 32 bytes.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals; `None` only if the input is absurdly long.
    pub(super) fn seal(&self, nonce: &[u8; NONCE], header: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.cipher().encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad: header }).ok()
    }

    /// Opens; `None` if the key is another one or anything was altered.
    pub(super) fn open(
        &self,
        nonce: &[u8; NONCE],
        header: &[u8],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: header })
            .ok()
            .map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_altered_byte_is_noticed() {
        let key = SealKey([7; 32]);
        let nonce = [1; NONCE];
        let sealed = key.seal(&nonce, b"header", b"refresh token").unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"refresh"), "sealed means unreadable");
        assert_eq!(key.open(&nonce, b"header", &sealed).unwrap().as_slice(), b"refresh token");
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(key.open(&nonce, b"header", &altered).is_none(), "byte {place}");
        }
        assert!(key.open(&nonce, b"Header", &sealed).is_none(), "the header belongs to the seal");
        assert!(SealKey([8; 32]).open(&nonce, b"header", &sealed).is_none(), "another key opens nothing");
    }
}
