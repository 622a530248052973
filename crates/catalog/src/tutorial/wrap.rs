//! Copied text that a mail program or an editor broke into lines of one width: where a word was moved to the next line
//! because it did not fit, the two are one line.

/// Lines that must look broken before the text is taken for such.
const FEWEST: usize = 8;

/// Widths that texts are broken at.
const WIDTHS: std::ops::RangeInclusive<usize> = 50..=132;

/// The text with the breaks undone, byte for byte as long as the source, so that every place stays; `None` if it was not
/// broken at a width.
pub(crate) fn undone(source: &str) -> Option<String> {
    let lines: Vec<&str> = source.split('\n').collect();
    let width = width(&lines)?;
    let mut bytes = source.as_bytes().to_vec();
    let mut at = 0;
    for pair in lines.windows(2) {
        at += pair[0].len();
        if moved(pair[0], pair[1], width) {
            bytes[at] = b' ';
        }
        at += 1;
    }
    String::from_utf8(bytes).ok()
}

/// The width, if many lines end just where the next word would have gone beyond it, and next to none is longer.
fn width(lines: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> =
        lines.iter().filter(|line| spaced(line)).map(|line| letters(line.trim_end())).collect();
    let width = lengths.iter().copied().max()?;
    let full = lines.windows(2).filter(|pair| moved(pair[0], pair[1], width)).count();
    // A line of a few words only: the end of a paragraph, a heading, a step.
    let long = lengths.iter().filter(|length| **length * 4 > width * 3).count();
    (WIDTHS.contains(&width) && full >= FEWEST && full * 5 > long * 2).then_some(width)
}

/// A line of more than one word; an address alone on its line may be longer than any width.
fn spaced(line: &str) -> bool {
    line.trim().contains(' ') && !line.contains('\t')
}

/// Was the next line's first word moved there because it did not fit?
fn moved(line: &str, next: &str, width: usize) -> bool {
    let (line, next) = (line.trim_end(), next.trim_end());
    let first = next.split(' ').next().unwrap_or_default();
    !line.trim().is_empty()
        && !first.is_empty()
        && !line.contains('\t')
        && !next.contains('\t')
        // An address longer than the width fills its line alone.
        && (letters(line) <= width || !line.trim().contains(' '))
        && letters(line) + 1 + letters(first) > width
}

fn letters(text: &str) -> usize {
    text.chars().count()
}
