//! The application's name and the kind of guide, from the title; the gallery step is a second witness to the name.

use super::{
    facts::Guide,
    headings::Part,
    markup::pattern,
    page::{Kind, Page},
};
use regex::Regex;
use std::sync::LazyLock;

const ENTRA: &str = r"(?:azure active directory|azure ad|microsoft entra id|microsoft entra|entra id|microsoft azure ad|azure)";

static TITLES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^ENTRA(?: \(azure ad\))?(?: single sign-?\s?on| sso)?(?: \(sso\)| \(azure ad\))? integration with (?P<app>.+)$",
        r"^integrat(?:e|ing) (?P<app>.+?) (?:with|into|to) ENTRA\b.*$",
        r"^integrat(?:e|ing) ENTRA (?:single sign-?on (?:\(sso\) )?|sso )?with (?P<app>.+)$",
        r"^(?:configure|set up) (?P<app>.+?) (?:for|to enable) (?:single sign-?\s?on|sso|saml|automatic|automated|user).*$",
        r"^(?:configure|configuring|set up) ENTRA (?:single sign-?on|sso)(?: \(sso\))? (?:for|with|to|on|in) (?P<app>.+)$",
        r"^(?:configure|configuring) (?P<app>.+?) (?:single sign-?on|sso)\b.*$",
        r"^(?:configure|configuring) (?P<app>.+?) for .*$",
        r"^ENTRA(?: single sign-?on| sso)? (?:for|with|and) (?P<app>.+)$",
        r"^(?P<app>.+?) (?:single sign-?on )?integration with ENTRA\b.*$",
        r"^(?:configure|configuring) (?P<app>.+?) (?:with|in|and) ENTRA\b.*$",
        r"^.{0,30}(?:integrate|configure) (?P<app>.+?) (?:with|for|in|from|to) .*$",
        r"^(?:implement|enabl|set|add|configur|us).{0,60} (?:between|for) ENTRA and (?P<app>.+)$",
        r"^(?:implement|enabl|set|add|configur|us).{0,60} between (?P<app>.+?) and ENTRA\b.*$",
        r"^(?:implement|enabl|set|add|configur|us)\w{0,5}(?: up)? (?:saml|sso|single sign-?on|federat)\b.{0,40}? (?:for|with|in|on|to) (?P<app>.+?)(?: (?:with|using|through|via|from|by) ENTRA\b.*)?$",
        r"^(?:connect|integrat|link|set up|setting up)\w{0,3} (?P<app>[^:]+?) (?:to|with|and) ENTRA\b.*$",
        r"^(?:enabl|us|allow)\w{1,3} ENTRA\b[^:]{0,40} (?:for|to sign in to|with) (?P<app>[^:]+)$",
        r"^(?P<app>[^:+]{2,60}?)(?: administrator'?s?| admin)?(?: guide| manual)?(?: ?[:–—|]| [-+])\s.*\b(?:saml|single sign-?on|sso|ENTRA)\b.*$",
        r"^(?P<app>[^:+]{2,60}?)(?: sso| single sign-?on| saml)? (?:with|and|through|behind|from) ENTRA\b.*$",
        r"^(?:automate|configure) user provisioning .*?(?:for|to|with) (?P<app>.+?)(?: with ENTRA)?$",
    ]
    .iter()
    .map(|text| pattern(&format!("(?i){}", text.replace("ENTRA", ENTRA))))
    .collect()
});
static TRAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\s*(?:[|·]\s*(?:microsoft|azure)[^|]*|\s[-–—]\s*microsoft (?:entra|docs|learn)[^|]*|\s+for (?:single sign-?on|automatic user provisioning).*| with (?:azure active directory|microsoft entra id)(?: for.*)?)$",
    )
});
static LEARN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:how to integrate|(?:sign-?on|sso) (?:for|to)) (.{1,80}?) (?:with|using) (?:azure|microsoft entra|entra)",
    )
});
/// Not the name of an application: the directory's own, or a word for what the page is about.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        &r"(?i)^(?:ENTRA|saml|sso|single sign-?\s?on|the|your|and|with|[0-9. ()/-])+$"
            .replace("ENTRA", ENTRA),
    )
});
/// What a guide does begins no name.
static DOES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:set(?:ting)? up|configur\w+|enabl\w+|how|us(?:e|ing)|creat\w+|connect(?:ing)?|integrat\w+|automat\w+|single sign-?on|sign(?:ing)? in) ",
    )
});
static SEARCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:search box|gallery section)?,? type (?:in )?([^,]{1,80}?)(?: in the search box|,? (?:and )?select|\.|,|$)",
    )
});

/// The name and whether two witnesses agree on it.
pub(crate) struct Name {
    pub(crate) app: String,
    pub(crate) sure: Sure,
    pub(crate) line: usize,
    pub(crate) span: std::ops::Range<usize>,
}

/// Whether the rest of the page agrees with a name.
pub(crate) enum Sure {
    /// Another place has the same.
    Yes,
    /// Nothing else on the page names it.
    Alone,
    /// A place where the name stands spells it like this.
    Other(String),
}

/// The application's name.
pub(crate) fn name(page: &Page, parts: &[Part]) -> Option<Name> {
    let headed = page
        .lines
        .iter()
        .filter(|line| matches!(line.kind, Kind::Heading(1)))
        .chain(page.lines.iter().take(12))
        .find_map(|line| of_title(&line.text).map(|app| (app, line.line, line.span.clone())));
    let titled = page.title.as_deref().and_then(of_title);
    let learned = page.lines.iter().take(60).find_map(|line| {
        LEARN.captures(&line.text).and_then(|found| found.get(1)).map(|app| tidy(app.as_str()))
    });
    let searched = page
        .lines
        .iter()
        .zip(parts)
        .filter(|(line, part)| {
            **part == Part::Gallery && line.kind != Kind::Note && line.text.contains("earch")
        })
        .find_map(|(line, _)| {
            SEARCH.captures(&line.text).and_then(|found| found.get(1)).map(|app| tidy(app.as_str()))
        });
    let (app, line, span) = headed
        .or_else(|| titled.map(|app| (app, 1, 0..0)))
        .or_else(|| learned.clone().or_else(|| searched.clone()).map(|app| (app, 1, 0..0)))?;
    let key = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let witnesses: Vec<String> = [learned, searched].into_iter().flatten().collect();
    let sure = if witnesses.iter().any(|witness| key(witness) == key(&app)) {
        Sure::Yes
    } else if let Some(witness) = witnesses.into_iter().next() {
        Sure::Other(witness)
    } else if !named(&app) {
        Sure::Alone
    } else if page.lines.iter().filter(|text| text.line != line && text.text.contains(app.as_str())).count()
        > 1
    {
        Sure::Yes
    } else {
        Sure::Alone
    };
    Some(Name { sure, app, line, span })
}

/// Does it look like a name: a few words, none of which says what the page is about?
fn named(app: &str) -> bool {
    let words = app.split_whitespace().count();
    words <= 8 && !ABOUT.is_match(app)
}

static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:tutorial|single sign-?on|sso|applications?|azure ad|active directory|you|your|this)\b")
});

/// The application's name in a title.
pub(crate) fn of_title(title: &str) -> Option<String> {
    let title = PREFIX.replace(title.trim(), "");
    let title = HOW_TO.replace(&title, "");
    let title = TRAIL.replace(&title, |found: &regex::Captures<'_>| {
        let kept = found[0].trim_start();
        if kept.starts_with("for ") || kept.starts_with("with ") {
            found[0].to_owned()
        } else {
            String::new()
        }
    });
    TITLES.iter().find_map(|rule| {
        let app = rule.captures(&title)?.name("app")?.as_str();
        let app = tidy(&TRAIL.replace(app, ""));
        let named = !NO_NAME.is_match(&app) && !DOES.is_match(&app);
        (!app.is_empty() && app.chars().count() <= 120 && named).then_some(app)
    })
}

static PREFIX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:tutorial|article|quickstart|how to)\s*[:–-]\s*"));

static HOW_TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^how (?:to|do i) "));

/// Is the page about signing on with SAML at this directory at all, whatever its title?
pub(crate) fn about_sign_on(page: &Page) -> bool {
    let any = |words: &Regex| {
        page.lines.iter().any(|line| {
            words.is_match(&line.text) || line.cells.iter().any(|cell| words.is_match(&cell.text))
        })
    };
    any(&SAML) && any(&DIRECTORY) && speaks_of_saml(page) && any(&BOXES)
}

static SAML: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bsaml\b"));
static DIRECTORY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bentra\b|azure (?:ad|active directory|portal)"));
static BOXES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bidentifier\b|entity id|reply url|basic saml"));

/// The heading itself, where no name was found in it.
pub(crate) fn heading(page: &Page) -> Option<Name> {
    let line = page
        .lines
        .iter()
        .find(|line| matches!(line.kind, Kind::Heading(1)))
        .or_else(|| page.lines.first())?;
    let app = tidy(&line.text);
    (!app.is_empty() && app.chars().count() <= 120).then(|| Name {
        app,
        sure: Sure::Alone,
        line: line.line,
        span: line.span.clone(),
    })
}

fn tidy(app: &str) -> String {
    let app = app.trim();
    // "integration with a GitHub organization": the article is the sentence's; a name would begin it with a capital.
    let app = ["a ", "an ", "the "].iter().find_map(|article| app.strip_prefix(article)).unwrap_or(app);
    app.trim_matches(['*', '"', '\'', '“', '”', '`']).trim_end_matches(['.', ',']).trim().to_owned()
}

static MODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:mode as|select (?:the )?(?:mode )?as?)\W{0,4}(saml|linked|password|openid|oidc|wS-fed)|method\W{0,3} page, select\W{0,4}(saml|linked|password|openid|oidc)",
    )
});

/// The kind of guide.
pub(crate) fn kind(page: &Page) -> Guide {
    let titles: Vec<String> = page
        .lines
        .iter()
        .filter(|line| matches!(line.kind, Kind::Heading(1)))
        .map(|line| line.text.to_ascii_lowercase())
        .chain(page.lines.first().map(|line| line.text.to_ascii_lowercase()))
        .chain(page.title.as_deref().map(str::to_ascii_lowercase))
        .collect();
    let title = |word: &str| titles.iter().any(|title| title.contains(word));
    if title("provisioning") && !title("single sign") && !title("(sso)") {
        return Guide::Provisioning;
    }
    let mode = page.lines.iter().find_map(|line| {
        let found = MODE.captures(&line.text)?;
        found.get(1).or(found.get(2)).map(|word| word.as_str().to_ascii_lowercase())
    });
    match mode.as_deref() {
        Some("linked") => Guide::Linked,
        Some("password") => Guide::Password,
        Some("openid" | "oidc") => Guide::Oidc,
        Some(_) => Guide::Saml,
        None => without_mode(page, title("openid") || title("oauth") || title("oidc")),
    }
}

/// Does anything on the page speak of SAML? Without that it is only taken for such a guide.
pub(crate) fn speaks_of_saml(page: &Page) -> bool {
    page.title.as_deref().is_some_and(|title| OF_SAML.is_match(title))
        || page.lines.iter().any(|line| {
            OF_SAML.is_match(&line.text) || line.cells.iter().any(|cell| OF_SAML.is_match(&cell.text))
        })
}

static OF_SAML: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bsaml\b|reply url|entity id|domain and urls|federation metadata|assertion consumer")
});

fn without_mode(page: &Page, titled: bool) -> Guide {
    let count = |words: &[&str]| {
        page.lines
            .iter()
            .filter(|line| words.iter().any(|word| line.text.to_ascii_lowercase().contains(word)))
            .count()
    };
    let saml =
        count(&["basic saml", "saml signing", "domain and urls", "reply url", "identifier (entity id)"]);
    let oidc = count(&["openid", "oidc", "oauth", "redirect uri", "client secret", "admin consent"]);
    if titled || oidc > 1 && saml == 0 {
        Guide::Oidc
    } else if saml == 0 && count(&["password-based", "password based sign"]) > 0 {
        Guide::Password
    } else if saml == 0 && count(&["linked sign-on", "linked single sign"]) > 0 {
        Guide::Linked
    } else if saml == 0
        && count(&[
            "provisioning mode",
            "enable automated user provisioning",
            "provisioning tab",
            "provisioning status",
        ]) > 0
    {
        Guide::Provisioning
    } else {
        Guide::Saml
    }
}
