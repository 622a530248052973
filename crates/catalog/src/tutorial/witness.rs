//! A second, independent reading of the fields: the note that says which values are not real names the fields that hold
//! patterns. Where it and the steps disagree, the field is doubtful.

use super::{
    fields::{Asked, Fields},
    headings::Part,
    leads::{NAME, field_of},
    markup::pattern,
    page::Page,
};
use doorward_domain::SamlField;
use regex::Regex;
use std::sync::LazyLock;

static ACTUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:actual|real|correct)\b[^.]{0,120}|(?:values?|urls?|identifier) (?:is|are)(?: not|n't)[^.]{0,40}",
    )
});

static UNREAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:not|n't|n’t) (?:the )?real"));

/// The second, independent reading: the note that names the values which are not real must name fields with patterns.
pub(crate) fn check(page: &Page, parts: &[Part], fields: &mut Fields) {
    for (line, part) in page.lines.iter().zip(parts) {
        if matches!(part, Part::App | Part::AppUser | Part::Test | Part::End | Part::EntraUser | Part::Assign)
        {
            continue;
        }
        if !UNREAL.is_match(&line.text) {
            continue;
        }
        let named: Vec<SamlField> = ACTUAL
            .find_iter(&line.text)
            .flat_map(|stretch| {
                NAME.find_iter(stretch.as_str())
                    .filter_map(|name| field_of(name.as_str()))
                    .collect::<Vec<_>>()
            })
            .collect();
        for field in named {
            match fields.get_mut(&field) {
                Some(asked) if asked.values.is_empty() && !asked.from_app => {
                    asked.doubts.push("a note calls its value a pattern, and none was found");
                }
                Some(_) => {}
                None => {
                    // A note that names a field which no step asks for: often a slip of the page, so it is only said.
                    let asked = Asked {
                        doubts: vec!["a note names it, and no step asks for it"],
                        line: line.line,
                        span: line.span.clone(),
                        ..Asked::default()
                    };
                    fields.entry(field).or_insert(asked);
                }
            }
        }
    }
}
