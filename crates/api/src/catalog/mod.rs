//! The catalog for the window and the terminal: pages fetched by address, and the person's own recipes.

mod fetch;
pub mod own;

pub use fetch::fetch_page;
