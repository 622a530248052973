//! A tutorial's value in the language of patterns.

use crate::pattern::Pattern;

/// `[tenant name]` and `{tenant name}` become `<tenant_name>`, and a placeholder that was written without brackets gets
/// them.
///
/// # Errors
/// Why it is no pattern.
pub(crate) fn pattern_of(value: &str, names: &[String]) -> Result<Pattern, String> {
    let mut out = String::new();
    let mut rest = value.trim();
    while let Some(open) = rest.find(['<', '[', '{']) {
        let close = match rest.as_bytes()[open] {
            b'<' => '>',
            b'[' => ']',
            _ => '}',
        };
        let Some(end) = rest[open..].find(close) else { break };
        let inner = &rest[open + 1..open + end];
        out.push_str(&rest[..open]);
        if close == '}' && inner.contains('|') {
            out.push_str(&rest[open..=open + end]);
        } else {
            out.push_str(&format!("<{}>", name_of(inner)));
        }
        rest = rest[open + end + 1..].trim_start_matches(['}', ']']);
    }
    out.push_str(rest);
    if !out.contains('<') {
        for name in names {
            if let Some(at) = out.to_ascii_lowercase().find(&name.to_ascii_lowercase()) {
                let bracketed = format!("<{}>", &out[at..at + name.len()]);
                out.replace_range(at..at + name.len(), &bracketed);
                break;
            }
        }
    }
    out.parse::<Pattern>().map_err(|error| error.to_string())
}

fn name_of(inner: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let plain = inner.trim().trim_matches(['{', '}', '<', '>', '[', ']']);
    let name: String = plain.chars().map(|letter| if fits(letter) { letter } else { '_' }).collect();
    name.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_placeholder_becomes_one() {
        let of = |text: &str| pattern_of(text, &[]).map(|pattern| pattern.to_string());
        assert_eq!(
            of("https://<tenant name>.kite.example/").as_deref(),
            Ok("https://<tenant_name>.kite.example/")
        );
        assert_eq!(of("https://[tenant].kite.example/").as_deref(), Ok("https://<tenant>.kite.example/"));
        assert_eq!(of("https://{{tenant}}.kite.example/").as_deref(), Ok("https://<tenant>.kite.example/"));
        assert_eq!(of("https://{eu|us}.kite.example/").as_deref(), Ok("https://{eu|us}.kite.example/"));
        let bare = pattern_of("https://kite.example/companyid", &["companyid".to_owned()]).unwrap();
        assert_eq!(bare.to_string(), "https://kite.example/<companyid>");
        assert!(of("https://<>.kite.example/").is_err());
    }
}
