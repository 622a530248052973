//! What one step gives for the boxes that it names: values behind the name, before it, or none yet.

use super::{
    leads::Lead,
    markup::pattern,
    page::Line,
    values::{self, Value},
};
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s,:;.)*-]*(?:please\s+|simply\s+|also\s+|then\s+|you\s+(?:must\s+|need to\s+|can\s+|should\s+|will\s+(?:need to\s+)?|have to\s+)?|either\s+)*(?:type|enter|use|provide|put|add|specify|input|set|fill|write|copy|paste|insert|select|get|give|configure|replace|ensure|make|keep|find)\b",
    )
});
/// Values that come from Entra: pasting one of them is a copy to the application.
pub(super) static FROM_ENTRA: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)saml single sign-? ?on service url|\blogin url\b|azure ad identifier|entra identifier|saml entity id|\bsign-out url\b|single sign-out service|app federation metadata|copied (?:from|form) (?:the )?(?:azure|microsoft entra|entra)|from (?:the )?(?:azure|microsoft entra|entra)|thumbprint",
    )
});
/// The step happens in the portal, or its value ends there.
pub(super) static TO_PORTAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)domain and urls?|basic saml configuration|(?:back|go|paste|return).{0,80}(?:in|on|into|to) (?:the )?(?:azure|entra|microsoft entra)|(?:on|in|under|from) (?:the )?azure portal|azure portal.s|azure ad (?:\W{0,2})(?:identifier|reply|sign)|(?:on|in) (?:the )?(?:microsoft )?entra(?: id)?(?: admin center)?\b",
    )
});
pub(super) static SUPPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)later|explained|support team|contact|get (?:this|the|these) value|from (?:the |your )?[\w ]{0,40}(?:portal|settings|page|metadata|section|side|admin|team|support|configuration|field)|provided (?:by|in)|copied|generated|you (?:will )?(?:get|receive|find)|paste|metadata|obtain",
    )
});

/// Where the box is, and nothing about its value.
static WHERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W{0,3}(?:(?:in|on|of|under) (?:the )?[^.:]{1,60}(?:section|page|settings|dialog|configuration))\W{0,3}$",
    )
});
static TYPED_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:type|enter|provide|put|add|specify|insert|paste|copy|set|use)\b"));
pub(super) static PASTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bpast(?:e|ing)\b|\bcopy\b|\bput\b"));
pub(super) static COPY_APP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bcopy\b"));

/// The values of a step that asks for a box; empty where it gives none, `None` where it does not ask.
pub(super) fn given(line: &Line, lead: &Lead, around: Range<usize>) -> Option<Vec<Value>> {
    let after = &line.text[lead.end..around.end];
    let before = &line.text[around.start..lead.start];
    let pastes = PASTE.is_match(after) || PASTE.is_match(before);
    let values = values::values(line, lead.end..around.end);
    let copy = pastes && FROM_ENTRA.is_match(after) && values.is_empty() && !TO_PORTAL.is_match(after);
    if copy || lead.is_entity && !lead.is_box {
        return None;
    }
    let typed = TYPED_BEFORE.is_match(before);
    let earlier =
        if values.is_empty() && typed { values::values(line, around.start..lead.start) } else { Vec::new() };
    let closed = after.trim_matches([' ', '.', ',', ';']).is_empty() || WHERE.is_match(after);
    let colon = typed && after.trim_start().starts_with([':', '-', '–', '=']);
    let values = if values.is_empty() { earlier } else { values };
    let told = lead.is_label || lead.is_verb || colon;
    let values =
        if values.is_empty() { words(line, lead, around.clone(), (told, typed && closed)) } else { values };
    let asks = VERB.is_match(after) || colon && !values.is_empty();
    // "Under Reply URL click Add reply URL and type …"
    let later = around.start == 0 && lead.start < 6 && !values.is_empty() && TYPED_BEFORE.is_match(after);
    let opens = after.trim_end().ends_with(':');
    let announces = lead.is_verb && (!values.is_empty() || opens) || lead.is_box && opens;
    let ends = typed && closed && (!values.is_empty() || SUPPORT.is_match(before));
    if !(lead.is_box || asks || later || announces || ends || lead.is_label && !values.is_empty()) {
        return None;
    }
    // A box that is only mentioned; what comes from the application or from support is asked for all the same.
    let mentioned = !(asks
        || later
        || announces
        || typed
        || pastes
        || after.trim().is_empty()
        || SUPPORT.is_match(after));
    (!values.is_empty() || !mentioned).then_some(values)
}

/// A word to be typed as it stands: behind the name of the box, without a verb of its own where the step has `told` to type,
/// or, where nothing stands there, `before` it.
fn words(line: &Line, lead: &Lead, around: Range<usize>, (told, before): (bool, bool)) -> Vec<Value> {
    let behind = || {
        values::word(line, lead.end..around.end)
            .or_else(|| told.then(|| values::bare(line, &line.text[lead.end..around.end])).flatten())
    };
    let ahead = || {
        let text = &line.text[around.start..lead.start];
        let verb = TYPED_BEFORE.find_iter(text).last()?;
        values::bare(line, &text[verb.end()..])
    };
    behind().or_else(|| before.then(ahead).flatten()).into_iter().collect()
}
