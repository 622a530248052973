//! The reader of tutorials: no input may panic or hang, and every fact stands within the page.
#![no_main]

use doorward_catalog::{lint::lint, tutorial};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reading) = tutorial::read(bytes) {
        let text = tutorial::text(bytes).expect("what was read is text");
        for place in &reading.places {
            let (from, to) = place.span;
            assert!(from <= to && text.get(from..to).is_some(), "{from}..{to} of {} bytes: {place:?}", text.len());
            // What follows from the page's silence stands nowhere.
            assert!(place.line >= 1 || place.span == (0, 0), "{place:?}");
            assert!(place.confidence <= 100, "{place:?}");
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = lint(text);
    }
});
