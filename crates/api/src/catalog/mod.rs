//! The catalog for the window and the terminal: pages fetched by address, recipes made of them, one's own recipes, and the
//! one list that finds recipes, gallery entries and applications.

mod commands;
mod fetch;
mod find;
pub mod material;
pub mod own;
mod reading;

pub use fetch::fetch_page;
pub use find::recipes_only;
