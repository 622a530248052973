//! What passes between the two sides: who starts the sign-on, the certificate's form, the values copied to the
//! application, and who sets up its side.

use super::{
    facts::{AppConfig, CertificateForm, Copied, Starter},
    headings::Part,
    markup::{self, pattern},
    page::{Kind, Line, Page},
};
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

static INITIATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<who>(?:sp|idp|service provider|identity provider)\W{0,6}(?:(?:initiated\W{0,4})?(?:and|or|&|/|,|as well as)\W{0,4}(?:both\W{0,3})?(?:sp|idp|service provider|identity provider))?)[-‑ *]{0,6}initiated",
    )
});
static SUPPORTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)support"));
static NITIATED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)nitiated"));
static DENIED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:not|n't) support[^.]{0,30}$|only$"));

/// Who starts the sign-on, as the page says it; empty when it does not. The last is whether a sentence about what the
/// application supports says it, rather than the steps.
pub(crate) fn starters(page: &Page, parts: &[Part]) -> (BTreeSet<Starter>, Option<usize>, bool) {
    let mut found = BTreeSet::new();
    let mut first = None;
    let supports = |line: &Line| SUPPORTS.is_match(&line.text);
    for stage in 0..3 {
        for (line, part) in page.lines.iter().zip(parts) {
            let fits = match stage {
                0 => supports(line) && !matches!(part, Part::Test | Part::End | Part::App),
                1 => {
                    matches!(part, Part::Entra | Part::Overview | Part::Other | Part::Intro | Part::Scenario)
                }
                _ => matches!(part, Part::Test | Part::Other),
            };
            if !fits || matches!(line.kind, Kind::Row) || !NITIATED.is_match(&line.text) {
                continue;
            }
            let whole = format!("{} ", line.text);
            for capture in INITIATED.captures_iter(&whole) {
                let (Some(who), Some(at)) = (capture.name("who"), capture.get(0)) else { continue };
                if DENIED.is_match(&whole[..at.start()])
                    && stage == 0
                    && !whole[..at.start()].ends_with("only")
                {
                    continue;
                }
                first = first.or(Some(line.line));
                found.extend(who_of(who.as_str()));
            }
        }
        if !found.is_empty() {
            return (found, first, stage == 0);
        }
    }
    (found, first, false)
}

fn who_of(text: &str) -> Vec<Starter> {
    let lower = text.to_ascii_lowercase();
    let idp = lower.contains("idp") || lower.contains("identity");
    let sp = lower.replace("idp", "").contains("sp") || lower.contains("service");
    [(idp, Starter::Idp), (sp, Starter::Sp)].into_iter().filter(|(is, _)| *is).map(|(_, who)| who).collect()
}

static FORMS: LazyLock<Vec<(CertificateForm, Regex)>> = LazyLock::new(|| {
    vec![
        (CertificateForm::Base64, pattern(r"(?i)base[- ]?64")),
        (CertificateForm::Raw, pattern(r"(?i)certificate\W{0,5}raw\b|\braw\W{0,3}certificate")),
        (CertificateForm::Pem, pattern(r"(?i)certificate\W{0,5}pem\b|\bpem\W{0,3}certificate")),
        (CertificateForm::MetadataUrl, pattern(r"(?i)(?:app )?(?:federation )?metadata[- ]ur[li]\b")),
        (
            CertificateForm::MetadataXml,
            pattern(
                r"(?i)metadata[- ]?xml|federation metadata(?:\W+(?:xml|file|document))|\bmetadata file\b|saml (?:xml )?metadata",
            ),
        ),
        (CertificateForm::Thumbprint, pattern(r"(?i)thumbprint")),
    ]
});
static TOPIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)certificate|metadata|thumbprint"));
static SIGNING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)signing certificate"));
static TAKE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:download|save|copy|click|select|export|choose|locate|note)\b"));
static PLAIN_CERTIFICATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:click|select|download|save|find|choose)(?: on)?(?: the)? (?:saml )?(?:signing )?certificate\b",
    )
});
static NOT_TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)new certificate|service provider metadata|upload metadata|make certificate active|upload the metadata|sp metadata|edit(?: button| icon)? to open|which you (?:have )?(?:downloaded|copied)|that you (?:have )?downloaded|need to send|metadata file\W{0,4} and wish",
    )
});

/// The forms that the signing certificate step takes, in order.
pub(crate) fn certificates(page: &Page, parts: &[Part]) -> Vec<(CertificateForm, usize)> {
    let below = below_signing(page);
    let mut found = gather(page, parts, &|index, line, part| {
        (SIGNING.is_match(&line.text) || below[index])
            && TAKE.is_match(&line.text)
            && !matches!(part, Part::App | Part::AppUser | Part::Test)
    });
    if found.is_empty() {
        found = gather(page, parts, &|_, line, part| {
            let lower = line.text.to_ascii_lowercase();
            matches!(part, Part::Entra | Part::Overview | Part::Other | Part::Intro | Part::App)
                && TAKE.is_match(&line.text)
                && ["certificate", "metadata", "thumbprint"].iter().any(|word| lower.contains(word))
                && ["download", "save", "copy", "locate"].iter().any(|word| lower.contains(word))
        });
        found.truncate(1);
    }
    found
}

/// Lines that are steps of a step about the signing certificate.
fn below_signing(page: &Page) -> Vec<bool> {
    let mut depth: Option<usize> = None;
    page.lines
        .iter()
        .map(|line| {
            if line.kind != Kind::Text {
                depth = depth.filter(|_| !matches!(line.kind, Kind::Heading(_)));
                return false;
            }
            if SIGNING.is_match(&line.text) {
                depth = Some(line.depth);
                return false;
            }
            let sub = markup::marker(&line.text).is_some();
            depth = depth.filter(|depth| sub || line.depth > *depth);
            depth.is_some()
        })
        .collect()
}

/// Does this line, with its place among the lines and its part, count?
type Fits<'a> = &'a dyn Fn(usize, &Line, Part) -> bool;

fn gather(page: &Page, parts: &[Part], fits: Fits<'_>) -> Vec<(CertificateForm, usize)> {
    let mut found: Vec<(CertificateForm, usize)> = Vec::new();
    for (index, (line, part)) in page.lines.iter().zip(parts).enumerate() {
        if matches!(line.kind, Kind::Heading(_) | Kind::Row | Kind::Note)
            || !TOPIC.is_match(&line.text)
            || !fits(index, line, *part)
            || NOT_TAKEN.is_match(&line.text)
        {
            continue;
        }
        let mut here: Vec<(usize, CertificateForm)> = Vec::new();
        for (form, words) in FORMS.iter() {
            if let Some(at) = words.find(&line.text) {
                // "Metadata URL" and "metadata file" in one breath are the first of the two.
                let overlaps = here.iter().any(|(known, _)| known.abs_diff(at.start()) < 4);
                if !overlaps {
                    here.push((at.start(), *form));
                }
            }
        }
        if here.is_empty() && PLAIN_CERTIFICATE.is_match(&line.text) {
            here.push((0, CertificateForm::Unspecified));
        }
        here.sort_by_key(|(at, _)| *at);
        for (_, form) in here {
            if !found.iter().any(|(known, _)| *known == form) {
                found.push((form, line.line));
            }
        }
    }
    if found.len() > 1 {
        found.retain(|(form, _)| *form != CertificateForm::Unspecified);
    }
    found
}

static COPIED: LazyLock<Vec<(Copied, Regex)>> = LazyLock::new(|| {
    vec![
        (
            Copied::LoginUrl,
            pattern(
                r"(?i)(?:saml )?single sign[- ]?on service (?:url|location)|\blog-?in url\b|\bsaml sso url\b.{0,30}azure|\bsaml-p sign-on endpoint|\bsign-?in url\b",
            ),
        ),
        (
            Copied::EntraIdentifier,
            pattern(
                r"(?i)saml entity id|(?:azure|azure ad|microsoft entra|entra|entra id|windows azure ad) identifier|\bissuer url\b|identifier \(entity id\) value.{0,20}azure|azure ad saml entity id",
            ),
        ),
        (
            Copied::LogoutUrl,
            pattern(
                r"(?i)\bsign-?out url\b|\blog-?out url\b|single sign[- ]?out (?:service )?(?:url)?|\bsaml log-?out url\b",
            ),
        ),
        (
            Copied::MetadataUrl,
            pattern(
                r"(?i)(?:app )?(?:federation )metadata[- ]ur[li]\b|\bapp metadata url\b|\bfederation metadata (?:document )?url\b",
            ),
        ),
    ]
});
/// Values of Entra that a text names, moved or not.
pub(crate) fn mentioned(text: &str) -> Vec<Copied> {
    COPIED.iter().filter(|(_, words)| words.is_match(text)).map(|(copied, _)| *copied).collect()
}

/// Forms of the certificate that a text names, taken or not.
pub(crate) fn forms(text: &str) -> Vec<CertificateForm> {
    FORMS.iter().filter(|(_, words)| words.is_match(text)).map(|(form, _)| *form).collect()
}

static MOVES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:copy|copied|paste|pasting|enter|put|provide|send|insert|type|use|values? (?:of|for)|add|is the|note that this is the|fill|upload|specify|input)\b",
    )
});
static STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:into|in) (?:the |your )?[^,.]{1,60}(?:text ?box(?:es)?|field|box|section|input)|\b(?:into|in) (?:the |your )|\bto (?:the |your )|\btextbox|\bfield\b|(?:\bas|\bfor) (?:the )?",
    )
});
static GENERIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)copy (?:the |one or more )?(?:appropriate|required|relevant|necessary|respective|following)?\s?(?:configuration )?url(?:\(s\)|s| or urls)?\b[^.]{0,60}(?:requirement|need|based|per)|copy (?:the )?(?:appropriate|required) ",
    )
});
static BACK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)domain and urls?|basic saml configuration|(?:in|into|on|to) (?:the )?azure portal\b.{0,20}$",
    )
});
static BOX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+|[-*]\s+)*(?:in|for|under|on|as) (?:the |your )?.{1,90}?(?:text ?box(?:es)?|fields?|box|section|area|:|\(optional\)),?\s|^[^,:]{1,60}(?::|-)\s+",
    )
});

/// What was read of the values taken from Entra to the application.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// Those that are named.
    pub(crate) found: BTreeSet<Copied>,
    /// Those of them for which a sentence says that they are copied, pasted, or Entra's.
    pub(crate) sure: BTreeSet<Copied>,
    /// The page says "copy the appropriate URLs".
    pub(crate) generic: bool,
    /// Line of the first.
    pub(crate) line: Option<usize>,
}

static SURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\bcop(?:y|ied)\b|\bpast|azure|entra|quick reference|\bsend\b|\bprovide\b|downloaded|\bvalues? of\b",
    )
});

/// Values taken from Entra to the application, where they are named.
pub(crate) fn copies(page: &Page, parts: &[Part]) -> Copies {
    let mut read = Copies::default();
    let mut listed = false;
    for (line, part) in page.lines.iter().zip(parts) {
        let other = matches!(
            part,
            Part::Test
                | Part::End
                | Part::AppUser
                | Part::EntraUser
                | Part::Assign
                | Part::Gallery
                | Part::Prerequisites
                | Part::Scenario
        );
        if other || matches!(line.kind, Kind::Heading(_)) {
            continue;
        }
        if line.kind == Kind::Row {
            let here = from_row(line, *part);
            read.sure.extend(here.iter().copied());
            read.found.extend(here);
            continue;
        }
        let generic = GENERIC.is_match(&line.text);
        read.generic |= generic;
        let sent = line.text.trim_end().ends_with(':') && SEND.is_match(&line.text);
        let item = line.item || line.text.starts_with('•');
        listed = generic || sent || listed && (item || whole_copied(&line.text).is_some());
        let mut here = from_line(&line.text);
        here.extend(whole_copied(&line.text).filter(|_| listed));
        if !here.is_empty() {
            read.line = read.line.or(Some(line.line));
        }
        if listed || SURE.is_match(&line.text) {
            read.sure.extend(here.iter().copied());
        }
        read.found.extend(here);
    }
    read
}

/// The value, if the line is its name and nothing else: an item of the list below "copy the appropriate URLs".
fn whole_copied(text: &str) -> Option<Copied> {
    let text = ITEM.replace(text, "");
    let text = text.trim_end_matches(['.', ',', ' ']);
    COPIED
        .iter()
        .find(|(_, words)| words.find(text).is_some_and(|found| text.len() < found.len() + 4))
        .map(|(copied, _)| *copied)
}

static ITEM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+|[-*•]\s+)?(?:the )?"));
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)url|uri|identifier|entity id|service location"));

fn from_line(text: &str) -> BTreeSet<Copied> {
    let mut found = BTreeSet::new();
    let quick = text.to_ascii_lowercase().contains("quick reference");
    if !NAMED.is_match(text) || (BACK.is_match(text) && !quick) || !MOVES.is_match(text) {
        return found;
    }
    let begin =
        BOX.find(text).filter(|found| MOVES.is_match(&text[found.end()..])).map_or(0, |found| found.end());
    let rest = &text[begin..];
    let mut at = 0;
    while let Some(verb) = MOVES.find_at(rest, at) {
        let from = verb.end();
        let sentence = rest[from..].find(". ").map_or(rest.len(), |end| from + end);
        let until = if quick {
            rest.len()
        } else {
            STOP.find_at(rest, from).map_or(sentence, |stop| stop.start().min(sentence))
        };
        let region = &rest[from..until.max(from)];
        for (copied, words) in COPIED.iter() {
            if words.is_match(region) {
                found.insert(*copied);
            }
        }
        at = from;
    }
    found
}

/// A table of the application's boxes and the values that go into them.
fn from_row(line: &Line, part: Part) -> BTreeSet<Copied> {
    let mut found = BTreeSet::new();
    if !matches!(part, Part::App) || line.cells.len() < 2 {
        return found;
    }
    for cell in &line.cells[1..] {
        for (copied, words) in COPIED.iter() {
            if words.is_match(&cell.text) {
                found.insert(*copied);
            }
        }
    }
    found
}

static SEND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:send|provide|share|give|forward|e-?mail (?:the|your|it|them|this|these)|submit)\b.{0,300}\b(?:support|team|administrator|representative|manager|contact|specialist|@|mailto|customer success|services)|(?:contact|work with|reach out to|coordinate with)\b.{0,120}(?:support|team|representative|manager)\b.{0,80}(?:to (?:configure|set ?up|complete|enable|get)|and provide|with the)",
    )
});
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:follow|see|refer to|check|visit|use|read)\b.{0,80}(?:documentation|article|link|guide|instructions|procedure|steps|page|here|document)|(?:documentation|article|guide|instructions) (?:at|on|in|here)",
    )
});
static STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+)?(?:in (?:a|another|the|your)|on (?:the|your)|click|select|go to|open|paste|log ?in|sign ?in|navigate|enter|under|from|copy|scroll|choose|expand|upload|add|type|check|set|perform|log|sign|turn|expand|download|provide|complete|fill)\b",
    )
});
static APP_STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:different|another|new|separate) (?:web )?browser|(?:log|sign) ?(?:in|on)?(?:to| to| in to| on to) (?:your|the) .{0,60}(?:as |site|tenant|account|instance|website)|to configure (?:single sign-on|sso).{1,80}side|^to (?:get|have) (?:single sign-on|sso) (?:configured|set ?up|enabled)|^to (?:configure|set ?up|enable) (?:single sign-on|sso) (?:for|on|at|in) (?:your|the) app",
    )
});

static ENTRA_STEP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)azure|entra"));

/// Who sets up the application's side.
pub(crate) fn app_config(page: &Page, parts: &[Part]) -> AppConfig {
    let mut app = false;
    let (mut steps, mut sends, mut links) = (0, 0, 0);
    for (line, part) in page.lines.iter().zip(parts) {
        match line.kind {
            Kind::Heading(_) => app = *part == Part::App,
            _ if matches!(part, Part::AppUser | Part::Test | Part::End | Part::EntraUser | Part::Assign) => {
                app = false
            }
            _ => {
                app |=
                    *part == Part::Entra && APP_STEP.is_match(&line.text) && !ENTRA_STEP.is_match(&line.text)
            }
        }
        if !app || matches!(line.kind, Kind::Heading(_) | Kind::Note | Kind::Row) {
            continue;
        }
        if SEND.is_match(&line.text) {
            sends += 1;
        } else if STEP.is_match(&line.text) {
            steps += 1;
        } else if LINK.is_match(&line.text) && line.text.len() < 400 {
            links += 1;
        }
    }
    match (steps, sends, links) {
        (0..=3, 1.., _) => AppConfig::SupportTeam,
        (0, 0, 1..) => AppConfig::ExternalLink,
        _ => AppConfig::AdminSteps,
    }
}
