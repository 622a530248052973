//! Signing certificates as Entra names them.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use time::OffsetDateTime;

/// SHA-1 over the DER form of a certificate: how Entra names certificates. It identifies, it does not protect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint(pub [u8; 20]);

/// The text is not a thumbprint of 40 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a thumbprint has 40 hexadecimal digits")]
pub struct ThumbprintError;

impl fmt::Display for Thumbprint {
    /// Upper-case hexadecimal, as the Entra portal shows it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02X}"))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Thumbprint({self})")
    }
}

impl FromStr for Thumbprint {
    type Err = ThumbprintError;
    /// Reads hexadecimal of either case; spaces and colons between digits are ignored.
    fn from_str(text: &str) -> Result<Self, ThumbprintError> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|letter| !matches!(letter, ' ' | ':'))
            .map(|letter| {
                letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(ThumbprintError)
            })
            .collect::<Result<_, _>>()?;
        let mut bytes = [0; 20];
        if digits.len() != 40 {
            return Err(ThumbprintError);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One signing certificate of a service principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningCertificate {
    /// SHA-1 of the DER form.
    pub thumbprint: Thumbprint,
    /// Subject, for example `CN=Sentry SSO`.
    pub subject: String,
    /// Valid from, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub starts: OffsetDateTime,
    /// Valid until, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub ends: OffsetDateTime,
    /// The public certificate, DER; `None` where the directory did not hand it out.
    pub der: Option<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_reads_in_the_forms_people_paste() {
        let plain = "9A4100112233445566778899AABBCCDDEEFFD0E2";
        let pasted = "9a:41:00:11:22:33:44:55:66:77 88 99 aa bb cc dd ee ff d0 e2";
        assert_eq!(plain.parse::<Thumbprint>().unwrap().to_string(), plain);
        assert_eq!(pasted.parse::<Thumbprint>().unwrap().to_string(), plain);
    }

    #[test]
    fn other_lengths_and_letters_are_refused() {
        for wrong in ["", "9A41", "ZZ4100112233445566778899AABBCCDDEEFFD0E2"] {
            assert_eq!(wrong.parse::<Thumbprint>(), Err(ThumbprintError), "{wrong}");
        }
    }
}
