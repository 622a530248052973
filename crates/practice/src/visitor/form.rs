//! Reads forms out of the practice tenant's own pages.
//!
//! Not a general HTML reader: it understands what `maud` writes (lower-case names, double quotes), which is all the
//! visitor meets until it lands.

use reqwest::Method;

/// A form and what would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) action: String,
    pub(super) method: Method,
    pub(super) fields: Vec<(String, String)>,
}

impl Form {
    /// The form with the id, with the values of its inputs; buttons are left out.
    pub(super) fn find(html: &str, id: &str) -> Option<Self> {
        let mark = format!(" id=\"{id}\"");
        let at = html
            .match_indices("<form")
            .map(|(at, _)| at)
            .find(|at| html[*at..].split_once('>').is_some_and(|(tag, _)| tag.contains(&mark)))?;
        let (head, rest) = html[at..].split_once('>')?;
        let inside = rest.split("</form>").next()?;
        let fields = inside
            .split("<input")
            .skip(1)
            .filter_map(|piece| piece.split('>').next())
            // A box that nobody ticked is not sent.
            .filter(|tag| !tag.contains(" type=\"checkbox\""))
            .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
            .collect();
        let post = attribute(head, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let method = if post { Method::POST } else { Method::GET };
        Some(Self { action: attribute(head, "action").unwrap_or_default(), method, fields })
    }

    /// The form with a field filled in.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(held, _)| held != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }
}

/// The value of an attribute, unescaped.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescape)
}

/// Text between tags, white space joined.
pub(super) fn visible_text(html: &str) -> String {
    let body = html.split_once("<main").map_or(html, |(_, body)| body);
    let body = body.split("</main>").next().unwrap_or(body);
    let mut text = String::new();
    for piece in body.split('<').enumerate().map(|(index, piece)| match index {
        0 => "",
        _ => piece.split_once('>').map_or("", |(_, text)| text),
    }) {
        text.push_str(piece);
        text.push(' ');
    }
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_hidden_values() {
        let html = r#"<form id="other" action="/x"></form><form id="saml-response" method="post" action="/a?b=1&amp;c=2"><input type="hidden" name="SAMLResponse" value="PHg+"><button type="submit">Continue</button></form>"#;
        let form = Form::find(html, "saml-response").unwrap();
        assert_eq!((form.action.as_str(), &form.method), ("/a?b=1&c=2", &Method::POST));
        assert_eq!(form.value("SAMLResponse"), Some("PHg+"));
        assert!(Form::find(html, "sign-in").is_none());
    }

    #[test]
    fn text_is_what_a_person_would_read() {
        assert_eq!(visible_text("<main><h1>Sign &amp; in</h1>\n<p>now</p></main>"), "Sign & in now");
    }
}
