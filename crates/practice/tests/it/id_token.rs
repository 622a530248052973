//! The id token verifies under the published key, reckoned here by hand: no library of the tenant's is involved.

use crate::harness::Tenant;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// A number of fixed width, least significant word first.
type Number = Vec<u32>;

fn number(bytes: &[u8]) -> Number {
    let mut words: Number = bytes
        .rchunks(4)
        .map(|chunk| chunk.iter().fold(0, |word, byte| word << 8 | u32::from(*byte)))
        .collect();
    words.push(0);
    words
}

/// `left + right` modulo `modulus`; both are smaller than it.
fn add(left: &[u32], right: &[u32], modulus: &[u32]) -> Number {
    let mut carry = 0;
    let mut sum: Number = left
        .iter()
        .zip(right)
        .map(|(a, b)| {
            let word = u64::from(*a) + u64::from(*b) + carry;
            carry = word >> 32;
            u32::try_from(word & 0xffff_ffff).unwrap()
        })
        .collect();
    if sum.iter().rev().cmp(modulus.iter().rev()) != Ordering::Less {
        let mut borrow = false;
        for (word, taken) in sum.iter_mut().zip(modulus) {
            let (first, under) = word.overflowing_sub(*taken);
            let (second, under_again) = first.overflowing_sub(u32::from(borrow));
            (*word, borrow) = (second, under || under_again);
        }
    }
    sum
}

fn multiply(left: &[u32], right: &[u32], modulus: &[u32]) -> Number {
    let mut product = vec![0; modulus.len()];
    for word in right.iter().rev() {
        for bit in (0..32).rev() {
            product = add(&product, &product, modulus);
            if word >> bit & 1 == 1 {
                product = add(&product, left, modulus);
            }
        }
    }
    product
}

#[tokio::test]
async fn the_id_token_verifies_under_the_published_key() {
    let tenant = Tenant::start().await;
    let code = tenant.start_code("openid profile").await;
    let path = format!("/device-codes/{}/approve", code["user_code"].as_str().unwrap());
    let upn = &tenant.practice.welcome().accounts[0].upn;
    tenant.control(Method::POST, &path, json!({ "account": upn })).await;
    let tokens = tenant.poll(&code).await.body;
    let token = tokens["id_token"].as_str().unwrap();
    assert!(tokens.get("refresh_token").is_none(), "offline_access was not asked for");

    let url = format!("{}/{}/discovery/v2.0/keys", tenant.login(), tenant.tenant_id());
    let keys: Value = tenant.http.get(url).send().await.unwrap().json().await.unwrap();
    let key = &keys["keys"][0];
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    assert_eq!(decode(key["e"].as_str().unwrap()), [1, 0, 1], "the usual exponent, 65537");
    let modulus = number(&decode(key["n"].as_str().unwrap()));
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = number(&decode(signature));
    assert_eq!(signature.len(), modulus.len(), "as long as the modulus");

    // signature ^ 65537 = ((signature ^ 2) ^ 2 … sixteen times) * signature
    let mut power = signature.clone();
    for _ in 0..16 {
        power = multiply(&power, &power, &modulus);
    }
    power = multiply(&power, &signature, &modulus);
    let digest = number(&Sha256::digest(message.as_bytes()));
    assert_eq!(power[..8], digest[..8], "the signed digest is that of header and claims");
    assert_eq!(power[63], 0x0001_ffff, "PKCS #1 v1.5 padding in front");
}
