//! What a fuzzer does, in small and on the stable toolchain: thousands of spoiled messages, none of which may panic, hang
//! or be accepted for anybody but the person it was signed for.

use crate::stage::{ISSUER, expectation, honest};
use doorward_saml::{Entity, IdpMetadata, Outline, SignWhat, captured, check_xml};
use std::time::{Duration, Instant};

const PERSON: &str = "b.simon@contoso.com";

/// A small generator of numbers (xorshift), so that a failure can be repeated from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (sides.max(1) as u64)).unwrap()
    }
}

/// Pieces that once mattered somewhere.
const PIECES: &[&str] = &[
    "<!---->",
    "<?x?>",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "&lt;",
    "<!DOCTYPE x>",
    "ID=\"_assertion\"",
    " xmlns=\"\"",
    "<Assertion/>",
    "</Assertion>",
    "<Object>",
    "\u{202e}",
    "\u{0}",
    "\"",
    ">",
    "<",
    "#",
    "=",
    "xmlns:a=\"urn:a\" a:ID=\"_x\"",
    "admin@contoso.com",
    "<NameID>admin@contoso.com</NameID>",
    "Algorithm=\"\"",
    "URI=\"\"",
];

fn spoil(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(bytes.len());
        let end = (at + dice.roll(400)).min(bytes.len());
        match dice.roll(6) {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = PIECES[dice.roll(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
            3 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len());
                bytes.splice(to..to, copy);
            }
            4 => {
                let to = dice.roll(bytes.len());
                bytes.swap(at, to);
            }
            _ => bytes.truncate(at.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
}

#[test]
fn spoiled_responses_are_never_accepted_for_somebody_else() {
    let expectation = expectation();
    let honest = [SignWhat::Assertion, SignWhat::Response, SignWhat::Both].map(honest);
    let start = Instant::now();
    let mut accepted = 0;
    for seed in 1..=1500_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = honest[dice.roll(3)].clone().into_bytes();
        spoil(&mut bytes, &mut dice);
        let verdict = check_xml(&bytes, &expectation);
        let _ = (Outline::read(&bytes), captured(&bytes));
        if let Some(facts) = verdict.facts {
            accepted += 1;
            assert_eq!((facts.name_id.as_str(), facts.issuer.as_str()), (PERSON, ISSUER), "seed {seed}");
        } else {
            assert!(!verdict.reasons().is_empty(), "seed {seed} was refused without a reason");
        }
    }
    assert!(
        accepted > 0,
        "a few changes are harmless (in a tag's blanks, in an unsigned part), or nothing was tried"
    );
    assert!(start.elapsed() < Duration::from_secs(120), "took {:?}", start.elapsed());
}

#[test]
fn spoiled_metadata_harms_nobody() {
    let seed_file = include_str!("data/metadata.xml");
    for seed in 1..=1500_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = seed_file.as_bytes().to_vec();
        spoil(&mut bytes, &mut dice);
        let _ = (Entity::parse(&bytes).is_ok(), IdpMetadata::parse(&bytes).is_ok());
    }
    assert!(Entity::parse(seed_file.as_bytes()).is_ok(), "the seed itself is sound");
}
