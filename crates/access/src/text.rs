//! Making plain text of what people paste: pages, addresses, answers of programs.

/// Longest text looked at, bytes; error pages are far shorter.
const LIMIT: usize = 1024 * 1024;

/// The text without tags, character references and escapes of a URL.
pub(crate) fn plain(pasted: &str) -> String {
    let end = (0..=pasted.len().min(LIMIT)).rev().find(|&at| pasted.is_char_boundary(at)).unwrap_or_default();
    let mut text = pasted[..end].to_owned();
    if text.contains('<') && text.contains('>') {
        text = untagged(&text);
    }
    if text.contains('&')
        && let Ok(unescaped) = quick_xml::escape::unescape(&text)
    {
        text = unescaped.into_owned();
    }
    let is_address = text.trim_start().starts_with("http") && !text.trim().contains(char::is_whitespace);
    let is_form = text.contains("error_description=");
    if is_address || is_form { unescaped_url(&text) } else { text }
}

fn untagged(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = after.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first));
        match after.split_once('>').filter(|_| is_tag) {
            Some((_, following)) => {
                plain.push(' ');
                rest = following;
            }
            None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Undoes the escapes of a URL, twice where they were made twice; what is broken stays as it is.
fn unescaped_url(text: &str) -> String {
    let once = unescaped_once(text);
    if once.contains("%20") || once.contains("%3") { unescaped_once(&once) } else { once }
}

fn unescaped_once(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let value = |digit: u8| char::from(digit).to_digit(16);
        match (byte, after) {
            (b'%', [high, low, following @ ..]) if value(*high).is_some() && value(*low).is_some() => {
                let code = value(*high).unwrap_or_default() * 16 + value(*low).unwrap_or_default();
                bytes.push(u8::try_from(code).unwrap_or(b'?'));
                rest = following;
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
