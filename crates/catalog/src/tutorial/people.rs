//! How people come to exist at the application, and what the page calls its test user.

use super::{
    facts::Way,
    headings::Part,
    markup::pattern,
    page::{Kind, Line, Page},
};
use regex::Regex;
use std::sync::LazyLock;

static JIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)just[-‑–\s]*in[-‑–\s]*time|\bjit\b|auto[- ]?create users?|(?:users?|accounts?|one|it) (?:is|are|will be|gets?|will get) (?:automatically )?(?:commonly )?(?:created|provisioned|added|generated)(?: automatically)?(?: (?:in|at|by|on|for) (?:the )?[\w .]{1,40}?)? ?(?:after|during|when|upon|on|at|automatically|the first)\b|(?:is|are|get|gets) automatically created|automatically creates? (?:a |an |the |new )?(?:user|account)|created automatically|new user(?: account)? is created|(?:provisioned|created)\b[^.]{0,80}\bbased on the (?:saml )?assertion|creates? (?:the |a )?(?:user|account)s? (?:automatically |dynamically )?(?:after|during|when|upon|at|on) ",
    )
});
static AUTOMATIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)automat(?:ic|ed|ically)\W{0,4}(?:user\W{0,4})?(?:account\W{0,4})?(?:de)?-?provision|provisioning is (?:an )?automatic|automatic task|automatically provisioned|automated user|auto(?:matic)?[- ]provision|\bscim\b|provisioning-tutorial",
    )
});
static SUPPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:work(?:ing)?(?: with)?|contact|reach out|reach to|get in touch with|ask|call|coordinate with|created by|request|engage|raise a|need(?:s)? to be created by|done by|handled by|(?:send|submit|email|provide|share)(?: the| your| their| each)? users?(?:.s)? [^.]{0,60} (?:to|with))\b.{0,110}?(?:support\b|team\b|manager|representative|vendor|administrator at|success|helpdesk|\bticket)",
    )
});
/// Help with whatever else: no way to come to exist.
static HELP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:for|if you have) (?:any |more |other |further )+(?:clarifications?|questions?|information|details?|help|assistance|issues?|problems?)\b[^.]{0,120}|(?:questions?|problems?|issues?|trouble),? (?:please )?(?:contact|reach)[^.]{0,120}",
    )
});
static ADMIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)manual task|manually|\b(?:work with|contact) (?:your |the )?.{0,60}\badministrator|need to (?:provision|create)\b|must (?:provision|create) |(?:perform|do|complete|follow|use)\W{0,3}(?: the| these)? ?following|(?:^|[.,;:] )(?:log|sign)\w{0,3} ?(?:in|on)?(?:to| to| in to| on to) (?:your|the|a)\b|click .{0,30}(?:add|new|invite|create|import).{0,20}(?:user|member|people|employee)|go to .{0,40}users?\b|can be created manually|(?:guide|article|steps) to create (?:the|a|an) user|you (?:must|can) invite",
    )
});
static MUST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)must be (?:created|provisioned|set up|added|invited|present|activated|imported)|manual task|must (?:exist|first|provision|create|have|already)|needs? (?:all the |the )?users? to be|need(?:s)? to be (?:created|provisioned|added)|to be provisioned in|before (?:you use|doing|using) single|work with|have to be created|should be created|manually in|you need to create|not support (?:just|automatic)|users? (?:needs?|has|have) to be|need to create the|provision the user accounts|you (?:must|can) (?:create|add) ",
    )
});
/// What is only to be done in some case.
static IN_CASE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bif you (?:need|want|wish|have)(?: to)?\b[^.,]{0,80}"));
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?:[Uu]sers?|account)\s+(?:called|named|is called|with the name)\s+["“‘'*]{0,3}([A-Z](?:\.\s?[A-Z])?[\w'’-]*(?:\s[A-Z][\w'’-]*)?)"#,
    )
});
static KNOWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(Britta Simon|B\.\s?Simon|BrittaSimon)\b"));

/// What the page says about people.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) jit: Option<bool>,
    pub(crate) first: Option<Way>,
    pub(crate) all: Vec<Way>,
    pub(crate) line: usize,
    /// The page says one thing in one place and another elsewhere.
    pub(crate) mixed: bool,
    /// Support is named, and steps of an administrator follow.
    pub(crate) steps: bool,
    /// A sentence says how people come to exist; it does not only follow from what somebody is told to do.
    pub(crate) plainly: bool,
    /// No section about the user at the application was found.
    pub(crate) silent: bool,
}

/// Reads how people come to exist.
pub(crate) fn people(page: &Page, parts: &[Part]) -> People {
    let mut found = People { silent: true, ..People::default() };
    let mut must = false;
    let mut jit = false;
    // A note about support is for what the steps do not do.
    let mut noted = true;
    let sections = of_test_user(page, parts);
    for (line, tells) in page.lines.iter().zip(sections) {
        if !tells || matches!(line.kind, Kind::Heading(_) | Kind::Row) {
            continue;
        }
        if found.silent {
            found.line = line.line;
        }
        found.silent = false;
        let before = found.all.len();
        for way in ways(&line.text) {
            // Steps below "contact the support team" are not a way of their own, and a note adds none but support.
            let step = way == Way::ManualAdmin && line.kind == Kind::Note;
            noted &= way != Way::ManualSupport || line.kind == Kind::Note;
            if !found.all.contains(&way) && !step {
                found.all.push(way);
            }
        }
        let told = STEP.is_match(&line.text) || IN_PROSE.is_match(&line.text);
        found.steps |= line.kind == Kind::Text && told && !SUPPORT.is_match(&line.text);
        jit |= JIT.is_match(&line.text);
        must |= line.kind != Kind::Note && MUST.is_match(&IN_CASE.replace_all(&line.text, ""));
        if found.first.is_none() && found.all.len() > before {
            found.first = found.all.first().copied();
        }
    }
    told_by_steps(&mut found, noted);
    if found.silent {
        anywhere(page, parts, &mut found, &mut jit);
    }
    let local = (jit, must);
    elsewhere(page, parts, &mut found, &mut jit);
    let manual = matches!(found.first, Some(Way::ManualAdmin | Way::ManualSupport));
    found.jit = match (jit, must || manual) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    found.mixed = jit && must || local.0 != jit && !found.silent;
    found.plainly = jit || must || !manual;
    found
}

/// Lines of the section about the user at the application. Where a heading speaks of a test user, other headings about users
/// open none: a profile or a group there is something else.
fn of_test_user(page: &Page, parts: &[Part]) -> Vec<bool> {
    let heads = |line: &Line, part: Part| part == Part::AppUser && matches!(line.kind, Kind::Heading(_));
    let tests = |line: &Line| line.text.to_ascii_lowercase().contains("test user");
    let named = page.lines.iter().zip(parts).any(|(line, part)| heads(line, *part) && tests(line));
    let mut inside = !named;
    let mut level = u8::MAX;
    page.lines
        .iter()
        .zip(parts)
        .map(|(line, part)| {
            if let (true, Kind::Heading(own)) = (named && heads(line, *part), line.kind)
                && (own <= level || tests(line))
            {
                inside = tests(line);
                level = own;
            }
            *part == Part::AppUser && inside
        })
        .collect()
}

/// What an administrator is told to do, in a paragraph rather than in steps.
static IN_PROSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.:] |\b[Tt]o [^.,]{3,60}, )(?i:create (?:a|the) (?:new )?user\b|(?:select|click|open|go to|navigate to|choose|fill (?:in|out)) )",
    )
});

static STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(?:[a-z]|\d{1,2})[.)]\s+|[-*•]\s+)?(?:click|select|enter|type|go to|open|navigate|fill|choose|(?:log|sign) ?(?:in|on)|in the .{1,60}, (?:click|enter|type|select))\b",
    )
});
static TOPIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)support|provision|require|offer"));
/// Where no section is about people, the page may still say it somewhere; it stays doubtful.
fn anywhere(page: &Page, parts: &[Part], found: &mut People, jit: &mut bool) {
    for (line, part) in page.lines.iter().zip(parts) {
        let other = matches!(part, Part::EntraUser | Part::Assign | Part::Gallery | Part::End);
        if other || line.kind != Kind::Text || !PEOPLE.is_match(&line.text) {
            continue;
        }
        *jit |= JIT.is_match(&line.text);
        // Signing in somewhere as an administrator is no sign that people are made there by hand.
        for way in ways(&line.text).into_iter().filter(|way| *way != Way::ManualAdmin) {
            push(&mut found.all, way);
        }
    }
    found.first = found.all.first().copied();
}

static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:users?|people|persons?|accounts?|employees?|staff|members?|colleagues?|profiles?)\b")
});

/// "A manual task" alone does not say whose: where steps follow it is the administrator's, and where only support is named,
/// theirs.
fn told_by_steps(found: &mut People, noted: bool) {
    let has = |way| found.all.contains(&way);
    let automatic = has(Way::Jit) || has(Way::Automatic);
    match (has(Way::ManualAdmin), has(Way::ManualSupport), found.steps) {
        (true, true, false) if !noted => {
            found.all.retain(|way| *way != Way::ManualAdmin);
            found.first = found.all.first().copied();
        }
        (false, true, true) if noted && !automatic => {
            found.all.insert(0, Way::ManualAdmin);
            found.first = Some(Way::ManualAdmin);
        }
        (false, false, true) if !automatic => {
            found.all.push(Way::ManualAdmin);
            found.first = Some(Way::ManualAdmin);
        }
        _ => {}
    }
}

/// A step at the application that switches it on.
static TURNED_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:enable|select|check|tick|turn(?:ed)? on|switch(?:ed)? on|activate|choose)\b[^.]{0,60}just[-‑–\s]*in[-‑–\s]*time|just[-‑–\s]*in[-‑–\s]*time[^.]{0,60}\b(?:check ?box|to (?:on|yes|enabled)|toggle)",
    )
});

/// Ways that the rest of the page names.
fn elsewhere(page: &Page, parts: &[Part], found: &mut People, jit: &mut bool) {
    for (line, part) in page.lines.iter().zip(parts) {
        if !matches!(part, Part::Scenario | Part::Intro | Part::App | Part::Entra | Part::Other) {
            continue;
        }
        if !TOPIC.is_match(&line.text) {
            continue;
        }
        let lower = line.text.to_ascii_lowercase();
        let scenario = matches!(part, Part::Scenario | Part::Intro);
        let own = ["support", "require", "offer", "provides"].iter().any(|word| lower.contains(word))
            && !lower.contains("not support")
            && !lower.contains("n't support");
        let on = matches!(part, Part::App | Part::Entra) && TURNED_ON.is_match(&line.text);
        if (scenario && own || on) && JIT.is_match(&line.text) {
            *jit = true;
            push(&mut found.all, Way::Jit);
        }
        if (scenario || found.silent) && AUTOMATIC.is_match(&line.text) && own {
            push(&mut found.all, Way::Automatic);
        }
    }
    if found.first.is_none() {
        found.first = found.all.first().copied();
    }
}

fn push(all: &mut Vec<Way>, way: Way) {
    if !all.contains(&way) {
        all.push(way);
    }
}

/// What nobody has to do.
static NEEDLESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\bnot|n['’]t|\bno) (?:need|have|necessary)(?: to)? (?:be )?(?:create|provision|add)[^.]{0,80}",
    )
});

fn ways(text: &str) -> Vec<Way> {
    let text = HELP.replace_all(text, "");
    let text = &*NEEDLESS.replace_all(&text, "");
    let mut found: Vec<(usize, Way)> = [
        (&JIT, Way::Jit),
        (&AUTOMATIC, Way::Automatic),
        (&SUPPORT, Way::ManualSupport),
        (&ADMIN, Way::ManualAdmin),
    ]
    .into_iter()
    .filter_map(|(words, way)| words.find(text).map(|at| (at.start(), way)))
    .collect();
    let has = |way, found: &[(usize, Way)]| found.iter().any(|(_, known)| *known == way);
    // "If you need to create a user manually, contact the support team" names support, not a task of the administrator.
    if has(Way::ManualSupport, &found) {
        found.retain(|(_, way)| *way != Way::ManualAdmin);
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, way)| way).collect()
}

/// The test user's name.
pub(crate) fn test_user(page: &Page, parts: &[Part]) -> Option<(String, usize)> {
    let order = [
        &[Part::Overview][..],
        &[Part::EntraUser],
        &[
            Part::Scenario,
            Part::Intro,
            Part::Entra,
            Part::AppUser,
            Part::Assign,
            Part::Other,
            Part::App,
            Part::Gallery,
        ],
    ];
    order.iter().find_map(|wanted| {
        page.lines.iter().zip(parts).filter(|(_, part)| wanted.contains(part)).find_map(|(line, _)| {
            let called = CALLED.captures(&line.text).or_else(|| KNOWN.captures(&line.text))?.get(1)?.as_str();
            let name = called.trim_end_matches(['.', ',', '\'', '"']).trim();
            let name = if name == "BrittaSimon" { "Britta Simon" } else { name };
            (name.len() > 2).then(|| (name.to_owned(), line.line))
        })
    })
}
