//! Base64 as SAML messages and certificates carry it, and instants as SAML writes them.
//!
//! Reading is strict: white space between the letters is ignored and nothing else is, so two programs never read two
//! different messages out of one text.

use base64::{Engine, engine::general_purpose::STANDARD};
use time::{
    OffsetDateTime, UtcOffset,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// `2026-01-10T09:00:00.000Z`, as Entra writes it.
const INSTANT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Decodes padded standard base64, white space ignored; `None` for any other letter or length.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|letter| !letter.is_ascii_whitespace()).collect();
    STANDARD.decode(letters).ok()
}

/// Encodes as padded standard base64 on one line.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A UTC instant with milliseconds, as SAML attributes carry it.
pub(crate) fn instant(moment: OffsetDateTime) -> String {
    // Formatting fails only for components that the value lacks or for years beyond four digits.
    moment.to_offset(UtcOffset::UTC).format(INSTANT).unwrap_or_default()
}

/// Reads `xs:dateTime` with a time zone; SAML instants without one are refused.
pub(crate) fn read_instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(|moment| moment.to_offset(UtcOffset::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn base64_ignores_white_space_and_nothing_else() {
        assert_eq!(decode(" aGVs\r\n\tbG8= ").as_deref(), Some(&b"hello"[..]));
        for wrong in ["aGVsbG8", "aGVs-bG8=", "aGVsbG9=", "aGVsbG8=x", "%61"] {
            assert_eq!(decode(wrong), None, "{wrong} has another reading elsewhere");
        }
    }

    #[test]
    fn instants_are_written_with_milliseconds_and_read_from_any_zone() {
        let moment = datetime!(2026-01-10 09:00:00.250 UTC);
        assert_eq!(instant(moment), "2026-01-10T09:00:00.250Z");
        assert_eq!(read_instant("2026-01-10T10:00:00.250+01:00"), Some(moment));
        assert_eq!(
            read_instant("2026-01-10T09:00:00.2500000Z"),
            Some(moment),
            "Entra writes up to seven digits"
        );
        assert_eq!(read_instant("2026-01-10T09:00:00"), None, "without a zone the instant is a guess");
    }
}
