//! The readers of metadata: no input may panic or hang.
#![no_main]

use doorward_saml::{Entity, IdpMetadata};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entity) = Entity::parse(bytes) {
        let _ = entity.fields();
    }
    if let Ok(metadata) = IdpMetadata::parse(bytes) {
        let written = metadata.to_xml();
        assert_eq!(IdpMetadata::parse(written.as_bytes()).ok(), Some(metadata), "what is written reads back");
    }
});
