//! The hand-over document: one page, printable, that another person can act on. Plain HTML with its style inside, no
//! script, nothing fetched; everything from the tenant is written as text.

use maud::{DOCTYPE, Markup, html};

/// Everything the document says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handover {
    /// Application name.
    pub application: String,
    /// Tenant name.
    pub tenant: String,
    /// Tenant id.
    pub tenant_id: String,
    /// Made in the practice tenant.
    pub practice: bool,
    /// Who did it.
    pub by: String,
    /// When the document was made.
    pub at: String,
    /// One sentence on the proof.
    pub proof: String,
    /// The proof passed.
    pub proved: bool,
    /// Names and values: the SAML fields.
    pub fields: Vec<(String, String)>,
    /// Names and values for the vendor.
    pub vendor: Vec<(String, String)>,
    /// Certificate: names and values.
    pub certificate: Vec<(String, String)>,
    /// People: test user, assignment.
    pub people: Vec<(String, String)>,
    /// Object ids.
    pub objects: Vec<(String, String)>,
    /// What was done: time, sentence, request id.
    pub done: Vec<(String, String, String)>,
    /// The checks of the last test: name, passed, found.
    pub checks: Vec<(String, bool, String)>,
    /// What is still open.
    pub open: Vec<HandoverOpenItem>,
    /// The vendor's steps.
    pub steps: Vec<String>,
}

/// Something still to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverOpenItem {
    /// What.
    pub text: String,
    /// Where it is mended.
    pub place: String,
}

const STYLE: &str = "
:root{color-scheme:light}
body{font:15px/1.5 'Segoe UI',system-ui,sans-serif;color:#1f1f1f;max-width:52rem;margin:2rem auto;padding:0 1.5rem}
h1{font-size:1.7rem;line-height:1.25;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:.3rem 0}.quiet{color:#5c5c5c}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid #e3e3e3}
th{font-weight:600;width:15rem}code{font:13px/1.5 'Cascadia Mono',ui-monospace,Menlo,monospace;overflow-wrap:anywhere}
.verdict{border:1px solid;border-radius:6px;padding:.7rem 1rem;margin:1.2rem 0}
.good{color:#0e5c0d;background:#f1faf1}.open{color:#7a4f00;background:#fff8ec}
.practice{background:#0b6a58;color:#fff;padding:.4rem 1rem;border-radius:6px;margin-bottom:1.2rem}
ol,ul{padding-left:1.2rem;margin:.3rem 0}li{margin:.25rem 0}
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr,li{break-inside:avoid}.practice{border:1px solid;color:#000;background:none}}
";

impl Handover {
    /// The document.
    #[must_use]
    pub fn to_html(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (self.application) " – single sign-on hand-over" }
                    style { (maud::PreEscaped(STYLE)) }
                }
                body {
                    @if self.practice { p.practice { "Practice tenant: nothing in this document is real." } }
                    h1 { (self.application) ": single sign-on" }
                    p.quiet { (self.tenant) " · " code { (self.tenant_id) } }
                    p.quiet { "Set up by " (self.by) ". Document of " (self.at) "." }
                    div class={ "verdict " (if self.proved { "good" } else { "open" }) } { (self.proof) }
                    (self.open_items())
                    (pairs("What Entra expects from the application", &self.fields))
                    (pairs("What the application needs from Entra", &self.vendor))
                    @if !self.steps.is_empty() {
                        h2 { "At the vendor" }
                        ol { @for step in &self.steps { li { (step) } } }
                    }
                    (pairs("Signing certificate", &self.certificate))
                    (pairs("People", &self.people))
                    (self.last_test())
                    (self.log())
                    (pairs("Object ids", &self.objects))
                }
            }
        };
        page.into_string()
    }

    fn open_items(&self) -> Markup {
        html! {
            h2 { "Still open" }
            @if self.open.is_empty() {
                p { "Nothing." }
            } @else {
                ul { @for item in &self.open { li { (item.text) " " span.quiet { "(" (item.place) ")" } } } }
            }
        }
    }

    fn last_test(&self) -> Markup {
        html! {
            @if !self.checks.is_empty() {
                h2 { "Checks of the last test" }
                table {
                    @for (name, passed, found) in &self.checks {
                        tr { th scope="row" { (if *passed { "✓ " } else { "✕ " }) (name) } td { code { (found) } } }
                    }
                }
            }
        }
    }

    fn log(&self) -> Markup {
        html! {
            @if !self.done.is_empty() {
                h2 { "What was done" }
                table {
                    @for (at, text, request) in &self.done {
                        tr {
                            th scope="row" { (at) }
                            td { (text) @if !request.is_empty() { br; span.quiet { "request " code { (request) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn pairs(title: &str, rows: &[(String, String)]) -> Markup {
    html! {
        @if !rows.is_empty() {
            h2 { (title) }
            table { @for (name, value) in rows { tr { th scope="row" { (name) } td { code { (value) } } } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_the_tenant_stays_text() {
        let page =
            Handover { application: "<script>alert(1)</script>".to_owned(), ..Handover::default() }.to_html();
        assert!(!page.contains("<script>"), "a display name must not become markup");
        assert!(page.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_practice_document_says_so() {
        assert!(Handover { practice: true, ..Handover::default() }.to_html().contains("Practice tenant"));
        assert!(!Handover::default().to_html().contains("Practice tenant"));
    }
}
