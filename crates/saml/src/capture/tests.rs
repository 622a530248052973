use super::*;
use crate::encoding::encode;
use flate2::{Compression, write::DeflateEncoder};
use std::io::Write as _;

const XML: &str = "<Response xmlns=\"urn:x\">~~>>??ÿ</Response>";

fn one(text: &str) -> Capture {
    let mut found = captured(text.as_bytes()).unwrap();
    assert_eq!(found.len(), 1, "{text}");
    found.remove(0)
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3d")
}

fn deflated() -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(XML.as_bytes()).unwrap();
    encode(&encoder.finish().unwrap())
}

#[test]
fn the_same_message_is_found_in_every_form() {
    let base64 = encode(XML.as_bytes());
    assert!(
        base64.contains('+') || base64.contains('/'),
        "letters that URLs escape must be among them: {base64}"
    );
    let lines: Vec<&str> =
        base64.as_bytes().chunks(16).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let forms = [
        (XML.to_owned(), Carrier::Xml),
        (format!("\u{feff}\n {XML}\n"), Carrier::Xml),
        (base64.clone(), Carrier::Base64),
        (lines.join("\r\n"), Carrier::Base64),
        (escaped(&base64), Carrier::Base64),
        (format!("\"{base64}\""), Carrier::Base64),
        (deflated(), Carrier::Deflate),
        (escaped(&deflated()), Carrier::Deflate),
        (format!("SAMLResponse={}&RelayState=a%2Fb", escaped(&base64)), Carrier::Form),
        (format!("RelayState=a%2Fb&SAMLResponse={base64}"), Carrier::Form),
        (
            format!("https://sp.example/acs?SAMLResponse={}&RelayState=a%2Fb#x", escaped(&deflated())),
            Carrier::Form,
        ),
        (
            format!(
                "<html><form method=\"POST\" action=\"https://sp.example/acs\"><input type=\"hidden\" \
                 name='SAMLResponse' value='{}' /><input name=\"RelayState\" value=\"a/b\"/></form></html>",
                base64.replace('+', "&#x2b;").replace('=', "&#61;")
            ),
            Carrier::Page,
        ),
    ];
    for (text, carrier) in forms {
        let found = one(&text);
        assert_eq!(String::from_utf8(found.xml).unwrap(), XML, "{text}");
        assert_eq!(found.carrier, carrier, "{text}");
        if matches!(carrier, Carrier::Form | Carrier::Page) {
            assert_eq!(found.relay_state.as_deref(), Some("a/b"), "{text}");
        }
    }
}

#[test]
fn a_recording_yields_its_posts_in_order_with_their_place() {
    let base64 = encode(XML.as_bytes());
    let har = serde_json::json!({ "log": { "version": "1.2", "entries": [
        { "request": { "method": "GET", "url": "https://login.example/saml2?SAMLRequest=abc" } },
        { "request": { "method": "POST", "url": "https://sp.example/acs?x=1", "postData":
            { "mimeType": "application/x-www-form-urlencoded", "text": format!("SAMLResponse={}", escaped(&base64)) } } },
        { "request": { "method": "POST", "url": "https://sp.example/other", "postData": { "params":
            [{ "name": "SAMLResponse", "value": base64 }, { "name": "RelayState", "value": "r" }] } } },
    ] } });
    let found = captured(har.to_string().as_bytes()).unwrap();
    let places: Vec<_> = found.iter().map(|one| one.sent_to.as_deref().unwrap()).collect();
    assert_eq!(places, ["https://sp.example/acs", "https://sp.example/other"]);
    assert!(found.iter().all(|one| one.xml == XML.as_bytes() && one.carrier == Carrier::Har));
    assert_eq!(found[1].relay_state.as_deref(), Some("r"));
}

#[test]
fn what_holds_no_message_is_told_apart() {
    assert_eq!(captured(b" \n"), Err(CaptureError::Empty));
    assert_eq!(captured(b"\xff\xfe<\0"), Err(CaptureError::NotText));
    assert_eq!(captured(b"hello, world!"), Err(CaptureError::NotSaml));
    assert_eq!(captured(b"SAMLResponse=%zz"), Err(CaptureError::NotSaml));
    assert_eq!(captured(b"{}"), Err(CaptureError::NotHar));
    assert_eq!(captured(b"{\"log\":{\"entries\":[]}}"), Err(CaptureError::NoMessage));
    let large = vec![b'A'; 4 * 1024 * 1024];
    assert!(matches!(captured(&large), Err(CaptureError::TooLarge { .. })));
}

#[test]
fn what_inflates_without_end_is_cut() {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"<").unwrap();
    for _ in 0..64 {
        encoder.write_all(&vec![b'a'; 1024 * 1024]).unwrap();
    }
    let found = one(&encode(&encoder.finish().unwrap()));
    assert_eq!(found.xml.len(), 512 * 1024 + 1, "just enough to be refused for its size");
}
