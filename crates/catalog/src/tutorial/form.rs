//! From bytes to text: size, encoding, form and language. Refuses what is too large, what is no text, and what is not
//! written in English, since the grammar of the facts is that of the English pages.

use super::{markup::pattern, page::Form};
use regex::Regex;
use std::{collections::HashMap, sync::LazyLock};

/// Bytes that a page may have; the largest pages known have a tenth of it.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;

/// A page cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Larger than any tutorial.
    #[error("the page has {bytes} bytes; the largest that is read has {MOST_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Nothing in it.
    #[error("the page is empty")]
    Empty,
    /// Control characters, or bytes that are no text in UTF-8 or UTF-16.
    #[error("this is not text")]
    NotText,
    /// Another language than English.
    #[error("the page is written in {language}; open its English version (/en-us/) and read that")]
    Language {
        /// The language, in English, or "another language".
        language: &'static str,
    },
    /// Text, but no sign-on tutorial.
    #[error("nothing on this page looks like a single sign-on tutorial")]
    NotATutorial,
}

/// Bytes to text.
///
/// # Errors
/// Too large, empty or no text.
pub(crate) fn text(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.len() > MOST_BYTES {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(_) => latin(bytes),
        },
    };
    let controls = text
        .chars()
        .filter(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}'))
        .count();
    if controls > 4 && controls * 100 > text.len() || text.contains('\0') {
        return Err(ReadError::NotText);
    }
    if text.trim().is_empty() {
        Err(ReadError::Empty)
    } else {
        // Blanks that do not break come from web pages; they mean what a blank means.
        Ok(text.replace("\r\n", "\n").replace('\r', "\n").replace(['\u{a0}', '\u{202f}', '\u{2007}'], " "))
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// Text cut in the middle of a character stays readable; anything else is read as Windows-1252, nearly Latin-1.
fn latin(bytes: &[u8]) -> String {
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|letter| *letter == '\u{fffd}').count();
    if broken <= 3 {
        return lossy.into_owned();
    }
    bytes
        .iter()
        .map(|byte| match byte {
            0x91 | 0x92 => '’',
            0x93 | 0x94 => '"',
            0x96 | 0x97 => '–',
            byte => char::from(*byte),
        })
        .collect()
}

static HTML: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)<(?:!doctype html|html|body|main|p|div|ol|ul|li|h[1-4]|table)(?:\s[^>]*)?>")
});
/// What only the source of a page has; numbers and bullets come along when a browser copies.
static MARKDOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^---[ \t]*$|^#{1,6}[ \t]*\S|\*\*[^*\n]+\*\*|`[^`\n]+`|\]\([^)\s]+\)|^[ \t]*>[ \t]*\[!|^[ \t]*\|?[ \t]*:?-{3,}",
    )
});

/// Tells the form of a text.
pub(crate) fn form(text: &str) -> Form {
    let most = (0..=text.len().min(16_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let text = &text[..most];
    let tags = HTML.find_iter(text).take(400).count();
    let marks = text.lines().filter(|line| MARKDOWN.is_match(line)).take(400).count();
    let begins = text.trim_start();
    let page = begins.get(..15).is_some_and(|start| {
        let start = start.to_ascii_lowercase();
        start.starts_with("<!doctype html") || start.starts_with("<html")
    });
    if page || tags > 8 && tags > marks * 2 {
        return Form::Html;
    }
    let heading = |line: &str| line.starts_with("# ") || line.starts_with("## ");
    // A comment in a script looks like a heading: another mark of the source has to be there as well, or the text begins with it.
    let marked = || text.lines().any(|line| !line.starts_with('#') && MARKDOWN.is_match(line));
    let headed = begins.starts_with("---\n")
        || text.lines().take(80).any(heading)
            && (heading(begins.lines().next().unwrap_or_default()) || marked());
    if headed || marks > 6 { Form::Markdown } else { Form::Plain }
}

/// Frequent little words of the languages that the pages are published in.
const LANGUAGES: &[(&str, &[&str])] = &[
    (
        "German",
        &[
            "der", "die", "und", "das", "mit", "wird", "werden", "nicht", "eine", "einen", "sie", "auf",
            "von", "zum", "klicken",
        ],
    ),
    (
        "French",
        &[
            "les",
            "des",
            "pour",
            "vous",
            "dans",
            "une",
            "est",
            "sur",
            "votre",
            "avec",
            "cliquez",
            "utilisateur",
        ],
    ),
    (
        "Spanish",
        &["los", "para", "una", "con", "las", "del", "puede", "haga", "clic", "usuario", "siguiente", "por"],
    ),
    ("Portuguese", &["para", "uma", "com", "não", "você", "usuário", "dos", "clique", "seu", "mais", "por"]),
    (
        "Italian",
        &["per", "della", "con", "nel", "una", "che", "fare", "clic", "utente", "gli", "del", "sono"],
    ),
    (
        "Dutch",
        &["het", "een", "van", "voor", "met", "klik", "gebruiker", "wordt", "zijn", "naar", "uw", "deze"],
    ),
    ("Polish", &["się", "nie", "jest", "oraz", "aby", "kliknij", "użytkownika", "dla", "lub", "przez"]),
    ("Swedish", &["och", "att", "för", "på", "med", "som", "klicka", "användare", "den", "till"]),
    ("Czech", &["pro", "klikněte", "uživatele", "který", "nebo", "jsou", "při", "vyberte"]),
    ("Hungarian", &["egy", "hogy", "felhasználó", "kattintson", "és", "az", "vagy"]),
    ("Turkish", &["bir", "için", "ve", "ile", "kullanıcı", "bu", "tıklayın"]),
    ("Danish", &["og", "til", "af", "på", "det", "klik", "bruger", "ikke"]),
    ("Norwegian", &["og", "til", "på", "det", "ikke", "klikk", "bruker", "av", "som", "velg"]),
    ("Finnish", &["ja", "on", "valitse", "käyttäjä", "että", "tai", "jos", "voit", "napsauta", "kanssa"]),
    ("Romanian", &["și", "pentru", "este", "utilizator", "în", "cu", "din", "faceți", "clic", "sau"]),
    ("Vietnamese", &["và", "cho", "của", "trong", "được", "người", "dùng", "bạn", "chọn", "để"]),
    ("Indonesian", &["untuk", "dan", "dengan", "yang", "pengguna", "anda", "klik"]),
];
const ENGLISH: &[&str] =
    &["the", "to", "and", "in", "you", "of", "a", "your", "with", "for", "is", "click", "select"];

/// Which languages a word belongs to; `None` is English.
static WORDS: LazyLock<HashMap<&str, Vec<Option<usize>>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<Option<usize>>> = HashMap::new();
    for (index, (_, list)) in LANGUAGES.iter().enumerate() {
        for word in *list {
            words.entry(word).or_default().push(Some(index));
        }
    }
    for word in ENGLISH {
        words.entry(word).or_default().push(None);
    }
    words
});

/// Names the language of lines if it is not English.
pub(crate) fn other_language<'a>(lines: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let mut english = 0usize;
    let mut words = 0usize;
    let mut others = vec![0usize; LANGUAGES.len()];
    let (mut letters, mut far) = (0usize, [0usize; 5]);
    for line in lines.take(400) {
        for word in line.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()) {
            words += 1;
            if word.is_ascii() {
                letters += word.len();
            } else {
                letters += word.chars().count();
                for script in word.chars().filter_map(script) {
                    far[script] += 1;
                }
            }
            let word = word.to_lowercase();
            for index in WORDS.get(word.as_str()).into_iter().flatten() {
                match index {
                    Some(index) => others[*index] += 1,
                    None => english += 1,
                }
            }
        }
        if words > 1500 {
            break;
        }
    }
    let names = ["Japanese", "Korean", "Russian", "Chinese", "another language"];
    // Kana decides for Japanese, whose pages are mostly Chinese characters.
    if far.iter().sum::<usize>() * 4 > letters.max(1) {
        let index = if far[0] * 10 > far[3] && far[0] > 0 {
            0
        } else {
            (1..5).max_by_key(|at| far[*at]).unwrap_or(4)
        };
        return names.get(index).copied();
    }
    let (best, count) = others.iter().enumerate().max_by_key(|(_, count)| **count)?;
    (words > 20 && *count > english && *count * 100 > words * 4).then(|| LANGUAGES[best].0)
}

fn script(letter: char) -> Option<usize> {
    match u32::from(letter) {
        0x3040..=0x30ff => Some(0),
        0xac00..=0xd7af | 0x1100..=0x11ff => Some(1),
        0x0400..=0x04ff => Some(2),
        0x4e00..=0x9fff => Some(3),
        0x0590..=0x07ff | 0x0900..=0x0dff | 0x0e00..=0x0e7f | 0x0370..=0x03ff => Some(4),
        _ => None,
    }
}
