//! whole product
