//! Other parties' metadata.

use doorward_domain::SamlField;
use doorward_saml::{Entity, EntityError, RoleKind, Use};

const BOTH: &str = include_str!("data/metadata.xml");

#[test]
fn a_service_providers_metadata_fills_the_fields() {
    let entity = Entity::parse(BOTH.as_bytes()).unwrap();
    let fields = entity.fields();
    let expected = [
        (SamlField::Identifier, "https://sp.example/metadata"),
        (SamlField::ReplyUrl, "https://sp.example/acs/default"),
        (SamlField::LogoutUrl, "https://sp.example/logout"),
    ];
    assert_eq!(
        fields,
        expected.map(|(field, value)| (field, value.to_owned())),
        "the default ACS, not the first"
    );
    let provider = entity.role(RoleKind::ServiceProvider).unwrap();
    assert!(provider.wants_assertions_signed && !provider.requests_signed);
    assert_eq!(provider.name_id_formats, ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"]);
}

#[test]
fn several_keys_are_kept_apart_and_unreadable_ones_counted() {
    let entity = Entity::parse(BOTH.as_bytes()).unwrap();
    let provider = entity.role(RoleKind::ServiceProvider).unwrap();
    let purposes: Vec<Use> = provider.keys.iter().map(|key| key.purpose).collect();
    assert_eq!((purposes.as_slice(), provider.unreadable_keys), (&[Use::Signing, Use::Encryption][..], 1));
    assert!(entity.signs_with(provider.keys[0].certificate.thumbprint()));
}

#[test]
fn a_list_of_one_is_read_and_a_list_of_two_is_not_guessed_from() {
    let inner = BOTH.split_once("?>").unwrap().1;
    let list = |count: usize| {
        let entities = inner.repeat(count);
        format!(
            "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{entities}</EntitiesDescriptor>"
        )
    };
    assert_eq!(Entity::parse(list(1).as_bytes()).unwrap().id, "https://sp.example/metadata");
    assert_eq!(Entity::parse(list(2).as_bytes()), Err(EntityError::NotOneEntity { count: 2 }));
    assert!(matches!(Entity::parse(b"<html/>"), Err(EntityError::NotMetadata { .. })));
}
