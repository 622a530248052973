//! What can be asked of the catalog.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Read sign-on tutorials (Markdown, HTML, or text copied from a browser) and print what they say.
    Read(Read),
    /// Make a recipe from a tutorial, from the vendor's SAML metadata, or from a page's address.
    Import(Import),
    /// Find recipes, gallery entries and applications by words.
    Search(Search),
    /// Print a recipe.
    Show(Show),
    /// Remove a recipe of your own.
    Remove(Show),
    /// Look recipe files over.
    Lint(Lint),
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    /// Files, or https addresses; - is standard input.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A file, or an https address; - is standard input.
    #[arg(required_unless_present_any = ["gallery", "application"])]
    pub(crate) source: Option<String>,
    /// Make it of what the signed-in tenant's gallery says about this entry.
    #[arg(long, value_name = "NAME", conflicts_with = "source")]
    pub(crate) gallery: Option<String>,
    /// Make it of this application of the signed-in tenant (display name, or object id of its service principal).
    #[arg(long, value_name = "NAME", conflicts_with_all = ["source", "gallery"])]
    pub(crate) application: Option<String>,
    /// Answer to a question, for example identifier=https://app.example.com; given twice for one question, both are taken.
    #[arg(long = "answer", value_name = "NAME=VALUE", value_parser = crate::args::pair)]
    pub(crate) answers: Vec<(String, String)>,
    /// Where to write the recipe; - prints it. Left out: the profile's recipes.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The product's name, where the source does not say it.
    #[arg(long)]
    pub(crate) product: Option<String>,
    /// Write over a recipe that is there.
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words of the name; all of them have to occur. Without words: the first of all.
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Short name or product of a recipe, built in or of your own.
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Recipe files.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
}
