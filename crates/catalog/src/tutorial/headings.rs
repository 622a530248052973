//! Which part of a tutorial a heading opens.

use super::{
    markup::pattern,
    page::{Kind, Page},
};
use regex::Regex;
use std::sync::LazyLock;

/// The parts of a tutorial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Before the first heading that says more, and what has no other place.
    Intro,
    Prerequisites,
    Scenario,
    Gallery,
    /// Both halves of the configuration are announced.
    Overview,
    /// Settings on the Entra side.
    Entra,
    /// Settings at the application.
    App,
    /// The user at the application.
    AppUser,
    /// The user in Entra.
    EntraUser,
    Assign,
    Test,
    /// Links and the like.
    End,
    /// A heading of its own kind.
    Other,
}

const SIDE: &str =
    r"(?:azure(?: ad| active directory)?|microsoft entra(?: id)?|entra(?: id)?|windows azure ad|aad)";

static RULES: LazyLock<Vec<(Part, Regex)>> = LazyLock::new(|| {
    let side = SIDE;
    let rule = |part, text: &str| (part, pattern(&format!("(?i){}", text.replace("SIDE", side))));
    vec![
        rule(Part::Prerequisites, r"^prerequisites?\b|^before you begin"),
        rule(Part::Scenario, r"^(?:scenario|article|tutorial) description|^scenario outline"),
        rule(
            Part::Gallery,
            r"^add(?:ing)? .{1,80} (?:from|to|in) (?:the |your )?(?:.{0,30})?(?:gallery|application|tenant)",
        ),
        rule(
            Part::End,
            r"^(?:next steps?|additional resources?|related (?:content|resources?|articles?)|see also|learn more|change log|feedback)\b",
        ),
        rule(
            Part::Assign,
            r"^(?:assign|assigning)\b|^add .{0,30}application and assign|^grant access|^(?:create|creating) and assign|^configure .{0,20}user assignment",
        ),
        rule(Part::Test, r"^(?:test|testing|verify|validate)\b.{0,80}$"),
        rule(
            Part::EntraUser,
            r"^(?:create|creating|add|adding|set up|configure)(?: and assign)?(?: an?| the| your| new| test| user)* SIDE\b.{0,20}(?:test )?(?:user|account|group)s?|^(?:create|creating|add|adding)\b.{0,30}\b(?:user|account|group)s? (?:in|to) SIDE\b",
        ),
        rule(Part::Overview, r"^(?:configure|configuring|set up)(?: and|,)+ ?(?:test|testing)\b"),
        rule(
            Part::Entra,
            r"^(?:configure|configuring|enable|enabling|set up|setting up|step \d.{0,4}configure)\b.{0,12}\bSIDE\b.{0,4}(?:single sign-? ?on|sso|$|\(sso|for|saml)",
        ),
        rule(
            Part::Entra,
            r"^(?:complete|completing|finish|finishing|finali[sz]e|update|edit)\b.{0,12}\bSIDE\b.{0,30}\b(?:configuration|settings|single sign-? ?on|sso)\b",
        ),
        rule(
            Part::Entra,
            r"^(?:configure|configuring|set up|setting up)\b.{0,5}\bSIDE\b (?:with|and|for) .{1,70}\b(?:single sign-? ?on|sso)$",
        ),
        rule(
            Part::Entra,
            r"^(?:configure|configuring|configuration|set up|setting up|settings?|steps)\b.{0,60}\b(?:in|on|at) (?:the )?SIDE(?: admin cent(?:er|re)| portal| side)?$|^(?:configure|configuring|set up|setting up|prepare) (?:the )?SIDE(?: side)?$|\bbasic saml configuration\b",
        ),
        rule(
            Part::App,
            r"^(?:configure|configuring|set up|setting up|enable|enabling)\b.{1,90}\b(?:single sign-? ?on|sso)(?: settings| side)?$",
        ),
        rule(
            Part::AppUser,
            r"^(?:create|creating|add|adding|provision|provisioning|set up|setting up|configure|configuring|set)\b.{0,90}\b(?:test users?|users?|user accounts?|user provisioning|an account)\b.{0,60}$",
        ),
        rule(
            Part::App,
            r"^(?:configure|configuring|set up|setting up|enable|enabling|complete)\b.{1,90}\b(?:single sign-? ?on|sso|saml|side|for single sign)\b",
        ),
        rule(Part::App, r"^(?:configure|configuring|set up|setting up)\b.{1,70}$"),
        rule(
            Part::AppUser,
            r"^(?:how |where |who |your |the )?(?:\w+ )?(?:people|users?|employees|staff|members|colleagues|accounts?)\b[^:]{0,50}$",
        ),
    ]
});

/// The part that a heading opens; `None` if it opens none of its own.
pub(crate) fn part_of(heading: &str) -> Option<Part> {
    let heading = NUMBER.replace(heading.trim(), "");
    RULES.iter().find(|(_, rule)| rule.is_match(&heading)).map(|(part, _)| *part)
}

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:step )?\d{1,2}(?:\.\d{1,2})?\s?[.:)-]?|[A-H](?:\.\d{1,2}|[.)]))\s+"));

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    let side = SIDE;
    pattern(
        &r"^(?:(?i:prerequisites|scenario description|article description|tutorial description|next steps|additional resources|related content|change log|(?:sp|idp|either|sp and idp)[- ]?initiated(?: mode| sso)?:?|either mode:?)|(?i:test(?:ing)? (?:single sign-?on|sso)\b.{0,50})|(?i:add(?:ing)? .{1,70} from the gallery)|(?i:configur(?:e|ing) and test(?:ing)? .{1,70})|(?i:configur(?:e|ing)|enabl(?:e|ing)|complet(?:e|ing)) .{1,70}(?i:single sign-?on|sso|side|sso configuration)(?: (?:in|on|for|at|with) .{1,40})?|(?i:configur(?:e|ing)) SIDE (?i:single sign-?on|sso)|(?i:creat(?:e|ing)|set up|assign(?:ing)?|provision(?:ing)?|add(?:ing)?|grant(?:ing)?) .{1,80}(?i:users?|user provisioning|test user)(?: SIDE| to sso)?|(?i:creat(?:e|ing) and assign .{1,50})|(?i:enable automated user provisioning|(?:configur(?:e|ing)|set(?:ting)? up|enabl(?:e|ing)|assign(?:ing)?) .{0,60}(?:provisioning|users to .{1,40})|connector limitations|assumptions|overview|capabilities supported|step \d{1,2}[.:] .{3,90}|troubleshooting .{0,40}))$"
            .replace("SIDE", &format!("(?i:{side})")),
    )
});

/// Does a line of copied text look like a heading? Short, without a stop, and in the words of the genre.
pub(crate) fn is_heading(text: &str) -> bool {
    let stop = text.ends_with(['.', ',', ';'])
        || (text.ends_with(':') && !text.contains("nitiated") && !text.contains("ither mode"));
    text.chars().count() <= 110
        && !stop
        && !text.contains(" - to ")
        && !text.contains("://")
        && HEADING.is_match(text)
}

static PORTAL_STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+)?(?:(?:go back|return|switch back|back) (?:to|in|on) (?:the )?(?:azure|microsoft entra|entra|basic saml configuration)|(?:on|in) (?:the )?(?:azure portal|(?:microsoft )?entra admin cent(?:er|re)),? (?:under|in|on)\b|(?:on|in|under) (?:the )?(?:.{0,60}domain and urls?|basic saml configuration|set[- ]?up single sign-on with saml|saml signing certificate))",
    )
});

/// Does a step begin in the portal?
pub(crate) fn begins_portal(text: &str) -> bool {
    PORTAL_STEP.is_match(text)
}

/// Is the page built like most, whose headings open at least four of these parts?
pub(crate) fn usual(parts: &[Part]) -> bool {
    let known = [
        Part::Prerequisites,
        Part::Scenario,
        Part::Gallery,
        Part::Overview,
        Part::Entra,
        Part::App,
        Part::AppUser,
        Part::EntraUser,
        Part::Assign,
        Part::Test,
    ];
    known.into_iter().filter(|part| parts.contains(part)).count() >= 4
}

/// For each line of a page, the part it belongs to.
pub(crate) fn parts(page: &Page) -> Vec<Part> {
    let mut now = Part::Intro;
    let mut level = 1;
    page.lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            if let Kind::Heading(own) = line.kind {
                let found = if index == 0 { None } else { part_of(&line.text) };
                match found {
                    // Below the user at the application, "Configure …" is a detail of making that user.
                    Some(Part::App) if own > level && now == Part::AppUser && level > 1 => {}
                    Some(part) => {
                        now = part;
                        level = own;
                    }
                    None if own <= level && index > 0 => {
                        now = if own == 1 { Part::Intro } else { Part::Other };
                        level = own;
                    }
                    None => {}
                }
            }
            // Copied text may have lost the heading above the steps, and the steps are known by themselves.
            let before = matches!(now, Part::Prerequisites | Part::Scenario | Part::Gallery);
            if before && line.kind == Kind::Text && begins_portal(&line.text) {
                now = Part::Entra;
            }
            now
        })
        .collect()
}
