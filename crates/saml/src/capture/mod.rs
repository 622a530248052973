//! Finding the message in whatever a person has at hand: base64, a URL, a form, a page, a recording of the browser.
//!
//! Decides which bytes are the message and how they travelled, nothing about their truth: what is found here goes
//! through every check. What is ambiguous is refused, and nothing is inflated beyond the size that a check would read.

mod form;
mod har;

use crate::encoding;
use flate2::read::DeflateDecoder;
use serde::{Deserialize, Serialize};
use std::io::Read as _;

/// Largest capture read, bytes; recordings of a browser are the largest kind.
pub const CAPTURE_LIMIT: usize = 50 * 1024 * 1024;
/// Largest capture of any other kind, bytes: 512 KiB of XML in base64, every letter of it escaped for a URL.
const TEXT_LIMIT: usize = 3 * 1024 * 1024;
/// Largest message, bytes of XML. One byte more is kept, so that the check refuses it for its size.
const MESSAGE_LIMIT: usize = 512 * 1024;

/// How a message travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carrier {
    /// The XML itself.
    Xml,
    /// Base64, as in the POST binding.
    Base64,
    /// Raw DEFLATE in base64, as in the redirect binding.
    Deflate,
    /// A form body or the query of a URL.
    Form,
    /// A page with a form that posts itself.
    Page,
    /// A recording of the browser (HAR).
    Har,
}

/// One message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The XML as bytes, unchecked.
    pub xml: Vec<u8>,
    /// What it was found in.
    pub carrier: Carrier,
    /// Whether it was a request (`SAMLRequest`), where the capture says so.
    pub is_request: bool,
    /// `RelayState` beside it.
    pub relay_state: Option<String>,
    /// Where it was sent, when the capture tells.
    pub sent_to: Option<String>,
    /// `SigAlg` of a signature that stands in the query beside the message (redirect binding), not verified.
    pub query_signature: Option<String>,
}

/// Why no message was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaptureError {
    /// Nothing but white space.
    #[error("there is nothing to read")]
    Empty,
    /// More bytes than the limit for this kind of capture.
    #[error("the capture has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Size found, bytes.
        bytes: usize,
        /// Largest size accepted, bytes.
        limit: usize,
    },
    /// Bytes that are no text.
    #[error("the capture is not text")]
    NotText,
    /// Neither XML nor base64 nor a form nor a recording.
    #[error("the text is neither XML nor base64, nor does it hold a SAMLResponse")]
    NotSaml,
    /// The answer of another protocol.
    #[error("the form holds a wresult, which is WS-Federation; a SAML 2.0 response is sent as SAMLResponse")]
    WsFederation,
    /// A recording of the browser without a SAML message in it.
    #[error("the recording holds no SAMLResponse")]
    NoMessage,
    /// A recording that cannot be read.
    #[error("the recording is not a readable HAR file")]
    NotHar,
}

/// The messages in a capture, in order; never empty. Only recordings hold several.
///
/// # Errors
/// Any [`CaptureError`].
pub fn captured(bytes: &[u8]) -> Result<Vec<Capture>, CaptureError> {
    let limit = if bytes.trim_ascii_start().starts_with(b"{") { CAPTURE_LIMIT } else { TEXT_LIMIT };
    if bytes.len() > limit {
        return Err(CaptureError::TooLarge { bytes: bytes.len(), limit });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CaptureError::NotText)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    match text.as_bytes().first() {
        None => Err(CaptureError::Empty),
        Some(b'{') => har::read(text),
        Some(b'<') => Ok(vec![form::page(text).unwrap_or_else(|| plain(text, Carrier::Xml))]),
        Some(_) => {
            let found = form::pairs(text).or_else(|| armoured(text));
            let other =
                if form::is_ws_federation(text) { CaptureError::WsFederation } else { CaptureError::NotSaml };
            found.map(|found| vec![found]).ok_or(other)
        }
    }
}

fn plain(text: &str, carrier: Carrier) -> Capture {
    Capture {
        xml: text.as_bytes().to_vec(),
        carrier,
        is_request: false,
        relay_state: None,
        sent_to: None,
        query_signature: None,
    }
}

/// Base64 with or without escapes of a URL, deflated or not.
fn armoured(text: &str) -> Option<Capture> {
    let quotes: &[char] = &['"', '\''];
    let (xml, carrier) = message(&form::unescape(text.trim_matches(quotes))?)?;
    Some(Capture { xml, ..plain("", carrier) })
}

/// What base64 holds: XML, or XML deflated.
fn message(base64: &str) -> Option<(Vec<u8>, Carrier)> {
    let bytes = encoding::decode(base64)?;
    let begins = |bytes: &[u8]| {
        bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start().starts_with(b"<")
    };
    if begins(&bytes) {
        return Some((bytes, Carrier::Base64));
    }
    let mut inflated = Vec::new();
    let read =
        DeflateDecoder::new(bytes.as_slice()).take(MESSAGE_LIMIT as u64 + 1).read_to_end(&mut inflated);
    match read {
        Ok(_) if begins(&inflated) => Some((inflated, Carrier::Deflate)),
        // Whatever it is, the check says what is wrong with it.
        _ => Some((bytes, Carrier::Base64)),
    }
}

#[cfg(test)]
mod tests;
